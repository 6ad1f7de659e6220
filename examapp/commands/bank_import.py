"""`examapp bank import`: question lists from files; little is imported, for who waits waits for that, too."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from examapp.authoring.list_reading import read_apart
from examapp.commands.lazy_group import find_at
from examapp.commands.owner_files import only_for_owner
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.names import AUTO, FORMAT_NAMES
from question_bank.formats.report import ReportRow
from question_bank.items import LANGUAGES

CLEAN, WITH_FINDINGS, NOT_READABLE = 0, 1, 2


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_name", default=AUTO, show_default=True, help=", ".join([AUTO, *FORMAT_NAMES])
)
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
        with only_for_owner():
            find_at("examapp.commands.bank_report:write")(rows, report)
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
