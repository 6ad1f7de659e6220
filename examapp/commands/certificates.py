"""`examapp certificates`: issue them, check a file without the network, export the register of states."""

import json
from pathlib import Path
from typing import Final

import click
from sqlalchemy import select

from examapp.certificates.issuing import issue_sitting, list_issued
from examapp.certificates.keys import anchor_path, read_or_make_authority
from examapp.certificates.models import Certificate
from examapp.certificates.register import list_entries, write_register
from examapp.certificates.reprinting import print_again
from examapp.commands.certificate_check import verify
from examapp.commands.installation import opened_installation
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.settings import load_settings
from examapp.sittings.queries import find_sitting

SAME_BYTES: Final = (
    "To be printed again it needs what it was issued with: EXAMAPP_BASE_URL, keys, fonts and libraries."
)


@click.group()
def command() -> None:
    """Issue and check certificates."""


@command.command()
@click.argument("sitting")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def issue(sitting: str, *, as_json: bool) -> None:
    """Issue what the confirmed result sheet of SITTING still lacks."""
    with opened_installation():
        with reading() as db:
            found = find_sitting(db, sitting)
        if found is None:
            raise click.ClickException(f"There is no sitting {sitting}.")
        try:
            number = issue_sitting(found.id)
        except (AppError, RuntimeError) as error:
            cause = f": {error.__cause__}" if error.__cause__ else ""
            raise click.ClickException(f"{error}{cause}") from error
        issued = list_issued(found.id)
    if as_json:
        click.echo(json.dumps({"sitting": found.code, "issued": number, "certificates": issued}))
        return
    click.echo(f"Issued now: {number}. Certificates of {found.code} in all: {len(issued)}.")
    for certificate in issued:
        click.echo(f"{certificate['number']}  {certificate['file']}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def register(file: Path, *, as_json: bool) -> None:
    """Write the signed register of every certificate's state to FILE, for checking offline."""
    settings, at = load_settings(), now()
    with opened_installation(), reading() as db:
        entries = list_entries(db)
    authority = read_or_make_authority(settings.keys, at=at)
    file.write_bytes(write_register(entries, authority.signer, at=at))
    facts = {
        "certificates": len(entries),
        "made_at": at.isoformat(timespec="seconds"),
        "file": str(file),
        "trust": str(anchor_path(settings.keys)),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(f"{facts['certificates']} certificates written to {file}. The anchor is {facts['trust']}.")


@command.command()
@click.argument("number")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def reprint(number: str, file: Path) -> None:
    """Write certificate NUMBER to FILE as it was issued; lost, it is printed again to the same bytes."""
    with opened_installation(), reading() as db:
        found = db.scalars(select(Certificate).where(Certificate.number == number.strip().upper())).first()
        if found is None:
            raise click.ClickException(f"There is no certificate {number}.")
        try:
            content = print_again(db, found)
        except AppError as error:
            raise click.ClickException(f"{error} {SAME_BYTES}") from error
    file.write_bytes(content)
    click.echo(f"{found.number} written to {file}: the file that was issued, SHA-256 {found.file_sha256}.")


command.add_command(verify)
