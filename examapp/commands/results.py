"""`examapp results`: a result sheet as a file."""

import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from examapp.commands.installation import opened_installation
from examapp.core.db import reading
from examapp.core.errors import AppError, NotFound
from examapp.core.web import current_settings
from examapp.results.drawing_up import find_sheet_of
from examapp.results.exports import KINDS, Place, export_sheet
from examapp.results.models import ResultSheet
from examapp.results.queries import find_valid_sheet
from examapp.results.revision_history import get_revision
from examapp.sittings.queries import find_sitting


def _place() -> Place:
    settings = current_settings()
    return Place(settings.fonts, settings.base_url)


def _choose(db: Session, newest: ResultSheet, revision: int | None) -> ResultSheet:
    if revision is None:
        return find_valid_sheet(db, newest.number) or newest
    try:
        return get_revision(db, newest, revision)
    except NotFound as missing:
        raise click.ClickException(f"The sheet {newest.number} has no revision {revision}.") from missing


@click.group()
def command() -> None:
    """Read result sheets from the console."""


@command.command()
@click.argument("sitting")
@click.option("--format", "kind", type=click.Choice(KINDS), required=True, help="What to write.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--revision", type=click.IntRange(min=1), help="Which revision; else the valid one.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def export(sitting: str, kind: str, file: Path, *, revision: int | None, as_json: bool) -> None:
    """Write SITTING's result sheet to FILE: the valid revision, the newest while none is valid."""
    try:
        with opened_installation(), reading() as db:
            found = find_sitting(db, sitting)
            if found is None:
                raise click.ClickException(f"There is no sitting {sitting}.")
            newest = find_sheet_of(db, found.id)
            if newest is None:
                raise click.ClickException(f"The sitting {found.code} has no result sheet yet.")
            sheet = _choose(db, newest, revision)
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
