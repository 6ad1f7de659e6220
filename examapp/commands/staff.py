"""`examapp staff create`: the first administrator, by a one-time code on the console."""

import json
from typing import Any

import click
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account, give_one_time_code
from examapp.commands.failures import Failure
from examapp.commands.installation import opened_installation
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Role
from examapp.core.settings import load_settings
from examapp.core.signing import key_ring
from examapp.organisations.inviting import invite_person
from examapp.organisations.models import Organisation
from examapp.organisations.queries import get_organisation


def _refuse_misfit(role: Role, organisation: str) -> None:
    """Let an HR officer and a head stand in a body, because they see nothing without one, and nobody else."""
    if role in BODY_ROLES and not organisation:
        raise Failure(f"The role {role.value} acts for a state body: name it with --organisation CODE.")
    if organisation and role not in BODY_ROLES:
        raise Failure(f"The role {role.value} belongs to no state body: leave --organisation out.")


def _find_body(db: Session, code: str) -> Organisation:
    try:
        return get_organisation(db, code)
    except NotFound as error:
        raise Failure(
            f"No organisation has the code {code}: add it on the page “Organisations” first."
        ) from error


@click.group()
def command() -> None:
    """Keep staff accounts from the console."""


@command.command()
@click.option(
    "--login-name", prompt="Sign-in name", help="3 to 60 Latin letters, digits, dots, hyphens or low lines."
)
@click.option("--display-name", prompt="Full name", help="As it stands on sheets and protocols.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMINISTRATOR.value)
@click.option(
    "--organisation", default="", help="Code of the state body of an HR officer or a head, such as TK-001."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def create(login_name: str, display_name: str, role: str, organisation: str, *, as_json: bool) -> None:
    """Make an account and print its one-time code; the owner opens /enrol and chooses the rest."""
    settings = load_settings()
    _refuse_misfit(Role(role), organisation)
    with opened_installation(), transaction() as db:
        told: dict[str, Any] = {
            "login_name": login_name,
            "display_name": display_name,
            "actor": "console",
            "at": now(),
        }
        if Role(role) in BODY_ROLES:
            body = _find_body(db, organisation)
            account, code = invite_person(db, key_ring(), body, role=Role(role), **told)
        else:
            account = create_account(db, role=Role(role), **told)
            code = give_one_time_code(db, key_ring(), account, actor="console", at=now())
    address = f"{settings.base_url}/enrol"
    if as_json:
        click.echo(
            json.dumps({"login_name": account.login_name, "one_time_code": code, "enrol_url": address})
        )
        return
    click.echo(f"One-time code for {account.login_name}, good for three days: {code}")
    click.echo(f"Open {address} and type it there.")
