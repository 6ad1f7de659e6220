"""`examapp results`: a result sheet as a file."""

import json
from pathlib import Path

import click

from examapp.commands.installation import opened_installation
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.web import current_settings
from examapp.results.drawing_up import find_sheet_of
from examapp.results.exports import KINDS, Place, export_sheet
from examapp.sittings.queries import find_sitting


def _place() -> Place:
    settings = current_settings()
    return Place(settings.fonts, settings.base_url)


@click.group()
def command() -> None:
    """Read result sheets from the console."""


@command.command()
@click.argument("sitting")
@click.option("--format", "kind", type=click.Choice(KINDS), required=True, help="What to write.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def export(sitting: str, kind: str, file: Path, *, as_json: bool) -> None:
    """Write the newest revision of SITTING's result sheet to FILE."""
    try:
        with opened_installation(), reading() as db:
            found = find_sitting(db, sitting)
            if found is None:
                raise click.ClickException(f"There is no sitting {sitting}.")
            sheet = find_sheet_of(db, found.id)
            if sheet is None:
                raise click.ClickException(f"The sitting {found.code} has no result sheet yet.")
            exported = export_sheet(sheet, kind, _place())
            facts = {
                "sitting": found.code,
                "sheet": sheet.number,
                "revision": sheet.revision,
                "state": sheet.state.value,
                "rehearsal": sheet.rehearsal,
                "digest": sheet.digest,
                "file": str(file),
            }
    except AppError as error:
        raise click.ClickException(str(error)) from error
    file.write_bytes(exported.content)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    note = " (rehearsal, not valid)" if facts["rehearsal"] else ""
    click.echo(
        f"Sheet {facts['sheet']}, revision {facts['revision']}, {facts['state']}{note}: written to {file}"
    )
