"""`examapp bank export`: question lists into files, with what each format loses."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import examapp
from examapp.authoring.lists import open_list
from examapp.authoring.queries import list_question_lists
from examapp.authoring.vault import ListVault
from examapp.commands.owner_files import close_to_others, only_for_owner
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.signing import key_ring
from question_bank.content import load_shipped_list
from question_bank.findings import Finding
from question_bank.formats.contract import NotReadable
from question_bank.formats.names import FORMAT_NAMES
from question_bank.formats.registry import write
from question_bank.items import Item
from question_bank.sealing import SealBroken

WHOLE, WITH_LOSSES, NOT_WRITTEN = 0, 1, 2
SHIPPED = "shipped"


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(FORMAT_NAMES), required=True)
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
        with only_for_owner():
            losses = write(items, media, file, format_name)
    except (AppError, SealBroken, NotReadable, OSError) as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(NOT_WRITTEN)
    close_to_others(file)
    left_out = sum(loss.kind == "not_written" for loss in losses)
    if as_json:
        click.echo(json.dumps(_export_facts(format_name, len(items) - left_out, losses), ensure_ascii=False))
    else:
        for loss in losses:
            click.echo(f"{loss.item}: {loss.kind}: {loss.text}")
        click.echo(f"{len(items) - left_out} of {len(items)} items written to {file}, {len(losses)} losses")
    click.echo("The file holds the keys: it is secret until the list is retired.", err=True)
    sys.exit(WITH_LOSSES if losses else WHOLE)


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
