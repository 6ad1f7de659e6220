"""`examapp bank import` and `bank export`: question lists from files and into files."""

import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import examapp
from examapp.authoring.finding_words import report_words
from examapp.authoring.list_reading import read_apart
from examapp.authoring.lists import open_list
from examapp.authoring.queries import list_question_lists
from examapp.authoring.vault import ListVault
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.signing import key_ring
from question_bank.content import load_shipped_list
from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.registry import AUTO, FORMATS, write
from question_bank.formats.report import ReportRow, write_report
from question_bank.items import LANGUAGES, Item
from question_bank.sealing import SealBroken

CLEAN, WITH_FINDINGS, NOT_READABLE = 0, 1, 2
SHIPPED = "shipped"


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", default=AUTO, show_default=True, help=", ".join([AUTO, *FORMATS]))
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as XLSX.")
@click.option("--dry-run", is_flag=True, help="Take nothing in; needs no installation.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The list's language; else told by the words.")
@click.option("--topic", default="unsorted", show_default=True, help="The topic of items that name none.")
def import_(
    file: Path,
    *,
    format_name: str,
    report: Path | None,
    dry_run: bool,
    as_json: bool,
    language: str | None,
    topic: str,
) -> None:
    """Read a list from a file or a folder and print what is found in it.

    Exit status: 0 clean, 1 with findings, 2 not readable.
    """
    defaults = Defaults(topic=topic, language=language, source=file.name)
    try:
        judged = read_apart(file, format_name, defaults)
    except NotReadable as refusal:
        click.echo(f"{file}: {refusal.kind}: {refusal}", err=True)
        sys.exit(NOT_READABLE)
    read_list, rows = judged.read_list, judged.rows
    if report is not None:
        with _only_for_owner():
            write_report(rows, report, report_words("en"))
    if as_json:
        click.echo(json.dumps(_facts(read_list, rows), ensure_ascii=False))
    else:
        _print(read_list, rows)
    if not dry_run:
        say_where_to_take_in(read_list)
    sys.exit(WITH_FINDINGS if rows else CLEAN)


def say_where_to_take_in(read_list: ReadList) -> None:
    """Say where the items are taken in: by the desk's page, where people see them first."""
    click.echo(
        f"Nothing was taken in. Items go to the desk by its import page, where an author sees each of the "
        f"{len(read_list.items)} and decides.",
        err=True,
    )


def _facts(read_list: ReadList, rows: Sequence[ReportRow]) -> dict[str, Any]:
    return {
        "format": read_list.format,
        "blocks": read_list.blocks,
        "items": len(read_list.items),
        "refused": len(read_list.refusals),
        "questions": len(read_list.questions),
        "findings": [
            {"line": row.line, "item": row.item, "kind": row.kind, "text": row.text} for row in rows
        ],
    }


def _print(read_list: ReadList, rows: Sequence[ReportRow]) -> None:
    for row in rows:
        place = f"line {row.line}, " if row.line is not None else ""
        click.echo(f"{place}{row.item or 'the list'}: {row.kind}: {row.text}")
    counts = Counter(row.kind for row in rows)
    click.echo(
        f"{read_list.format}: {read_list.blocks} blocks = {len(read_list.items)} items + "
        f"{len(read_list.refusals)} refused + {len(read_list.questions)} questions; {len(rows)} findings"
    )
    for kind, count in counts.most_common():
        click.echo(f"  {count} {kind}")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), required=True)
@click.option(
    "--list", "list_code", default=SHIPPED, show_default=True, help="The code of an installed list."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def export(file: Path, *, format_name: str, list_code: str, as_json: bool) -> None:
    """Write a list to a file that only its owner may read, for it holds the keys; print what is lost.

    Exit status: 0 nothing lost, 1 with losses, 2 not written.
    """
    try:
        items, media = _open(list_code)
        with _only_for_owner():
            losses = write(items, media, file, format_name)
    except (AppError, SealBroken, NotReadable, OSError) as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(NOT_READABLE)
    _close_to_others(file)
    left_out = sum(loss.kind == "not_written" for loss in losses)
    if as_json:
        click.echo(json.dumps(_export_facts(format_name, len(items) - left_out, losses), ensure_ascii=False))
    else:
        for loss in losses:
            click.echo(f"{loss.item}: {loss.kind}: {loss.text}")
        click.echo(f"{len(items) - left_out} of {len(items)} items written to {file}, {len(losses)} losses")
    click.echo("The file holds the keys: it is secret until the list is retired.", err=True)
    sys.exit(WITH_FINDINGS if losses else CLEAN)


def _export_facts(format_name: str, count: int, losses: Sequence[Finding]) -> dict[str, Any]:
    told = [{"item": loss.item, "kind": loss.kind, "text": loss.text} for loss in losses]
    return {"format": format_name, "items": count, "losses": told}


def _open(code: str) -> tuple[dict[str, Item], dict[str, bytes]]:
    if code == SHIPPED:
        _manifest, items, media = load_shipped_list()
        return items, media
    app = examapp.create_app()
    with app.app_context(), reading() as db:
        found = next((known for known in list_question_lists(db) if known.code == code), None)
        if found is None:
            raise NotReadable("no_list", f"the installation has no list {code!r}")
        opened = open_list(db, found.id, ListVault(key_ring()))
        return dict(opened.items), dict(opened.media)


@contextmanager
def _only_for_owner() -> Iterator[None]:
    """Make whatever is made meanwhile readable by its owner alone, from its first byte on."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _close_to_others(file: Path) -> None:
    """Take others' rights from a file that was there before."""
    for written in [file, *file.rglob("*")] if file.is_dir() else [file]:
        written.chmod(stat.S_IMODE(written.stat().st_mode) & 0o700)
