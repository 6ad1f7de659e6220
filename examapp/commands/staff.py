"""`examapp staff create`: the first administrator, by a one-time code on the console."""

import json

import click

from examapp.accounts.enrolment import create_account, give_one_time_code
from examapp.commands.installation import opened_installation
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.permissions import Role
from examapp.core.settings import load_settings
from examapp.core.signing import key_ring


@click.group()
def command() -> None:
    """Keep staff accounts from the console."""


@command.command()
@click.option(
    "--login-name", prompt="Sign-in name", help="3 to 60 Latin letters, digits, dots, hyphens or low lines."
)
@click.option("--display-name", prompt="Full name", help="As it stands on sheets and protocols.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMINISTRATOR.value)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def create(login_name: str, display_name: str, role: str, *, as_json: bool) -> None:
    """Make an account and print its one-time code; the owner opens /enrol and chooses the rest."""
    settings = load_settings()
    with opened_installation(), transaction() as db:
        account = create_account(
            db,
            login_name=login_name,
            display_name=display_name,
            role=Role(role),
            actor="console",
            at=now(),
        )
        code = give_one_time_code(db, key_ring(), account, actor="console", at=now())
    address = f"{settings.base_url}/enrol"
    if as_json:
        click.echo(
            json.dumps({"login_name": account.login_name, "one_time_code": code, "enrol_url": address})
        )
        return
    click.echo(f"One-time code for {account.login_name}, good for three days: {code}")
    click.echo(f"Open {address} and type it there.")
