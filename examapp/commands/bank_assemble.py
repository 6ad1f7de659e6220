"""`examapp bank assemble`: equal forms of a list or of a bank of parameters, with times and ranges."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import click

import examapp
from examapp.authoring.item_parameters import read_parameters
from examapp.authoring.queries import get_question_list, list_usable_lists
from examapp.commands.bank_assemble_report import Source, assemble_report, infeasible_report
from examapp.commands.bank_assemble_words import say_infeasible, say_report
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.i18n import in_tashkent
from examapp.core.settings import INSTALLATION_FILE
from examapp.programmes.policy import read_policy
from question_bank.blueprint import Blueprint, BlueprintError, blueprint_from_json
from question_bank.content import load_shipped_list
from question_bank.equal_forms import bank_file
from question_bank.equal_forms.bank_file import BankFileError, read_bank, write_bank
from question_bank.equal_forms.parameters import ParameterBank, bank_of_items
from question_bank.equal_forms.rules import EXPOSURE_PERCENT, Limits, blueprint_in_proportion
from question_bank.equal_forms.simulated import simulate_bank
from question_bank.infeasible import Infeasible

MADE, REFUSED, NOT_READABLE = 0, 1, 2


# `\b` keeps a paragraph of the help as it is written.
_FILE_HELP = "\n\n".join(f"\b\n{part}" for part in (bank_file.__doc__ or "").strip().split("\n\n"))


@click.command(epilog=_FILE_HELP)
@click.option("--forms", "count", type=click.IntRange(1, 20_000), required=True, help="How many forms.")
@click.option(
    "--bank",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A JSON bank of parameters alone, see below; needs no installation.",
)
@click.option("--list", "list_code", help="A list of the installation, by its code; else its newest one.")
@click.option("--blueprint", "table", help='As JSON: {"law": 10, "office": {"know": 5, "apply": 5}}.')
@click.option("--items", type=click.IntRange(1), help="Items a form, divided as the bank's topics are.")
@click.option("--exposure", type=click.IntRange(1), help="No item in more than so many forms.")
@click.option(
    "--exposure-percent",
    type=click.IntRange(100),
    help=f"Without --exposure: of the even use of a cell's items at most (default {EXPOSURE_PERCENT}).",
)
@click.option("--overlap", type=click.IntRange(0), help="Two forms share at most so many items.")
@click.option("--seed", default="assemble", show_default=True, help="Equal seeds give equal forms for ever.")
@click.option("--second-opinion", is_flag=True, help="Make the forms again by HiGHS, one by one (slow).")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, with each form's items.")
def assemble(
    count: int,
    file: Path | None,
    list_code: str | None,
    table: str | None,
    items: int | None,
    exposure: int | None,
    exposure_percent: int | None,
    overlap: int | None,
    seed: str,
    *,
    second_opinion: bool,
    as_json: bool,
) -> None:
    """Make equal forms and print how equal they are, beside forms drawn at random per topic.

    Without --bank, the items are those of the installation's list, else of the list that ships, by their
    Angoff values. Nothing is stored. Times are CPU seconds of this process, reading and start apart.
    Exit status: 0 made, 1 impossible (each lacking cell is named) or a rule broken, 2 not readable.
    """
    try:
        began = process_time()
        source = _open_source(file, list_code)
        blueprint = _choose_blueprint(source, table, items)
        limits = Limits(exposure, overlap, exposure_percent or EXPOSURE_PERCENT)
        read_seconds = process_time() - began
    except (OSError, ValueError, AppError) as error:
        click.echo(str(error), err=True)
        sys.exit(NOT_READABLE)
    try:
        with _solver_unheard():
            report = assemble_report(source, blueprint, count, seed, limits, second_opinion=second_opinion)
    except Infeasible as failure:
        click.echo(json.dumps(infeasible_report(failure)) if as_json else say_infeasible(failure))
        sys.exit(REFUSED)
    report["cpu_seconds"]["read"] = round(read_seconds, 3)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else say_report(report))
    sys.exit(REFUSED if report["violations"] else MADE)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--items", type=click.IntRange(100, 100_000), default=2_000, show_default=True)
@click.option("--responses", type=click.IntRange(50), default=500, show_default=True, help="For an estimate.")
@click.option("--seed", default="2026", show_default=True, help="Equal seeds give equal banks.")
def simulate(file: Path, items: int, responses: int, seed: str) -> None:
    """Write a simulated bank of parameters, estimated and true, to try `bank assemble --bank` with."""
    file.write_text(write_bank(simulate_bank(seed, items, responses)), encoding="utf-8")
    click.echo(f"{file}: {items} items, estimated from {responses} responses each.")


@contextmanager
def _solver_unheard() -> Iterator[None]:
    """Send what HiGHS writes past Python to the error stream: it would stand in the line of JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _open_source(file: Path | None, list_code: str | None) -> Source:
    if file is not None:
        try:
            found = read_bank(file.read_bytes())
        except BankFileError as error:
            raise ValueError(f"{file}: {error}") from error
        return Source(file.name, found.bank, found.true, found.blueprint)
    folder = Path(os.environ.get("EXAMAPP_DATA", "instance"))
    if list_code or (folder / INSTALLATION_FILE).is_file():
        installed = _open_installed(list_code)
        if installed is not None:
            return installed
    manifest, items, _media = load_shipped_list()
    return Source(
        f"{manifest['list']} (shipped)",
        bank_of_items(items),
        None,
        blueprint_from_json(manifest["blueprint"]),
    )


def _open_installed(list_code: str | None) -> Source | None:
    app = examapp.create_app()
    with app.app_context(), reading() as db:
        usable = list_usable_lists(db, in_tashkent(now()).date())
        if not list_code and not usable:
            return None
        chosen = get_question_list(db, list_code) if list_code else usable[0]
        blueprint = Blueprint(read_policy(db, chosen.programme_id, now()).blueprint)
        return Source(chosen.code, ParameterBank(read_parameters(db, chosen.id)), None, blueprint)


def _choose_blueprint(source: Source, table: str | None, items: int | None) -> Blueprint:
    if table is not None:
        return blueprint_from_json(json.loads(table))
    if items is not None:
        return blueprint_in_proportion(source.bank, items)
    if source.blueprint is None:
        raise BlueprintError("the bank has no blueprint: give one by --blueprint, or a length by --items")
    return source.blueprint
