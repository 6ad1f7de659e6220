"""`examapp candidates`: lists of people from files."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.hr_import import import_file, judge_file, read_file
from examapp.candidates.known_people import KnownPeople
from examapp.candidates.receipts import public_receipt
from examapp.core.clock import TASHKENT, now
from examapp.core.db import Database, make_engine
from examapp.core.settings import INSTALLATION_FILE, load_settings

CLEAN, WITH_FINDINGS, NOT_READABLE = 0, 1, 2


@click.group()
def command() -> None:
    """Keep the candidates from the console."""


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Register nobody; needs no installation.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.option("--organisation", default="", help="Code or name of the organisation of rows that name none.")
def import_(file: Path, *, dry_run: bool, as_json: bool, organisation: str) -> None:
    """Take a list of people from an XLSX or CSV file and print a receipt per row.

    Exit status: 0 clean, 1 with findings, 2 not readable.
    """
    try:
        data = file.read_bytes()
        receipt = _judge(data, file.name, organisation) if dry_run else _write(data, file.name, organisation)
    except (OSError, SheetUnreadable) as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(NOT_READABLE)
    shown = public_receipt(receipt)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        _print(shown, dry_run=dry_run)
    sys.exit(WITH_FINDINGS if any(line["findings"] for line in shown["receipt"]) else CLEAN)


def _judge(data: bytes, name: str, organisation: str) -> dict[str, Any]:
    """Judge a file against the installation, or by itself where there is none."""
    today = now().astimezone(TASHKENT).date()
    if not _has_installation():
        return judge_file(data, name, organisation=organisation, today=today)
    try:
        with _database() as database, database.reading() as db:
            return judge_file(data, name, KnownPeople(db), organisation=organisation, today=today)
    except SQLAlchemyError as error:
        click.echo(f"The database cannot be asked, only the file is judged: {type(error).__name__}", err=True)
        return judge_file(data, name, organisation=organisation, today=today)


def _has_installation() -> bool:
    """Tell whether there is an installation, without making one as the settings would."""
    folder = Path(os.environ.get("EXAMAPP_DATA", "instance"))
    return (folder / INSTALLATION_FILE).exists() or bool(os.environ.get("EXAMAPP_DATABASE_URL"))


def _write(data: bytes, name: str, organisation: str) -> dict[str, Any]:
    at = now()
    judged = read_file(data, name, today=at.astimezone(TASHKENT).date())
    try:
        with _database() as database, database.transaction() as db:
            written = import_file(db, judged, organisation=organisation, actor="console", at=at)
            receipt: dict[str, Any] = written.receipt
            return receipt
    except SQLAlchemyError as error:
        click.echo(f"The database cannot be used; `examapp migrate` brings its schema up. {error}", err=True)
        sys.exit(NOT_READABLE)


@contextmanager
def _database() -> Iterator[Database]:
    engine = make_engine(load_settings().database_url)
    try:
        yield Database(engine)
    finally:
        engine.dispose()


def _print(shown: Mapping[str, Any], *, dry_run: bool) -> None:
    for line in shown["receipt"]:
        said = "; ".join(
            f"{finding['column']}: {finding['text']}" if finding["column"] else finding["text"]
            for finding in line["findings"]
        )
        click.echo(f"row {line['row']}: {line['outcome']}{' – ' + said if said else ''}")
    click.echo(
        f"{shown['rows']} rows = {shown['created']} created + {shown['matched']} matched + "
        f"{shown['changed']} changed + {shown['refused']} refused; {shown['repaired']} repaired, "
        f"{shown['blank']} empty rows passed over{'; dry run, nobody was registered' if dry_run else ''}"
    )
