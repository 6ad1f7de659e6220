"""`examapp bank assemble`: equal forms of a list or of a bank of parameters, with times and ranges."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import click
import numpy as np

from examapp import create_app
from examapp.authoring.item_parameters import read_parameters
from examapp.authoring.queries import get_question_list, list_usable_lists
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
from question_bank.equal_forms.balancing import (
    METHOD,
    EqualForms,
    balance_forms,
    draw_by_topic,
    solve_form_by_form,
)
from question_bank.equal_forms.bank_file import BankFileError, read_bank, write_bank
from question_bank.equal_forms.checking import find_violations
from question_bank.equal_forms.figures import FormFigures, Spread, measure_forms
from question_bank.equal_forms.parameters import ParameterBank, bank_of_items
from question_bank.equal_forms.rules import EXPOSURE_PERCENT, Limits, blueprint_in_proportion
from question_bank.equal_forms.simulated import simulate_bank
from question_bank.equal_forms.solving import Undecided
from question_bank.infeasible import Infeasible

MADE, REFUSED, NOT_READABLE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Source:
    """Where the items come from: a name for people, what is known of them, and their blueprint if it says."""

    name: str
    bank: ParameterBank
    true: ParameterBank | None
    blueprint: Blueprint | None


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
            report = _assemble(source, blueprint, count, seed, limits, second_opinion=second_opinion)
    except Infeasible as failure:
        click.echo(json.dumps(_infeasible_json(failure)) if as_json else say_infeasible(failure))
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
    app = create_app()
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


def _assemble(
    source: Source,
    blueprint: Blueprint,
    count: int,
    seed: str,
    limits: Limits,
    *,
    second_opinion: bool,
) -> dict[str, Any]:
    began = process_time()
    made = balance_forms(source.bank, blueprint, count, seed, limits)
    assembled = process_time()
    drawn = draw_by_topic(source.bank, blueprint, count, seed)
    drawn_at = process_time()
    violations = _check(source, made, blueprint, limits)
    checked = process_time()
    report = {
        "feasible": True,
        "bank": source.name,
        "items_in_bank": len(source.bank),
        "unknown_items": source.bank.unknown,
        "forms": count,
        "items": blueprint.total,
        "method": METHOD,
        "seed": seed,
        "cpu_seconds": {
            "assemble": round(assembled - began, 3),
            "random_per_topic": round(drawn_at - assembled, 3),
            "check": round(checked - drawn_at, 3),
        },
        **_figures(made, measure_forms(source.bank, made.rows)),
        "random_per_topic": _ranges(measure_forms(source.bank, drawn)),
        "honest": _honest(source, made, drawn),
        "violations": violations,
    }
    if second_opinion:
        report["second_opinion"] = _second_opinion(made)
    return report


def _check(source: Source, made: EqualForms, blueprint: Blueprint, limits: Limits) -> list[str]:
    per_item = {item.id: int(limit) for item, limit in zip(source.bank.items, made.rules.limit, strict=True)}
    found = find_violations(
        source.bank.items, made.ids(), blueprint, exposure=per_item, overlap=limits.overlap
    )
    return [f"{violation.rule}: form {violation.form}: {violation.detail}" for violation in found]


def _figures(made: EqualForms, figures: FormFigures) -> dict[str, Any]:
    limit = max(cell.limit for cell in made.rules.cells)
    in_blueprint = np.isin(np.arange(len(made.rules.bank)), np.concatenate(_members(made)))
    return {
        "goal": {"expected_score": made.rules.goal[0] / 1e6, "information": made.rules.goal[1] / 1e6},
        **_ranges(figures),
        "exposure": {
            "limit": limit,
            "highest": int(figures.uses.max()),
            "never_used": int((figures.uses[in_blueprint] == 0).sum()),
        },
        "overlap": {
            "limit": made.rules.overlap,
            "highest": int(figures.shared.max()),
            "mean": round(figures.mean_shared, 3),
        },
        "made": [
            {"form": number, "expected_score": score, "information": sharpness, "items": ids}
            for number, (score, sharpness, ids) in enumerate(
                zip(figures.expected.tolist(), figures.information.tolist(), made.ids(), strict=True), start=1
            )
        ],
    }


def _members(made: EqualForms) -> list[Any]:
    return [cell.members for cell in made.rules.cells]


def _ranges(figures: FormFigures) -> dict[str, Any]:
    return {
        "expected_score": _spread_json(figures.score_spread),
        "information": _spread_json(figures.information_spread),
    }


def _spread_json(spread: Spread) -> dict[str, float]:
    return {
        "mean": round(spread.mean, 6),
        "lowest": round(spread.lowest, 6),
        "highest": round(spread.highest, 6),
        "range": round(spread.range, 6),
    }


def _honest(source: Source, made: EqualForms, drawn: Any) -> dict[str, Any] | None:
    """Return the ranges under the true parameters of forms that were made from estimates."""
    if source.true is None:
        return None
    equal = measure_forms(source.true, made.rows).score_spread.range
    random = measure_forms(source.true, drawn).score_spread.range
    return {
        "range": round(equal, 6),
        "random_per_topic_range": round(random, 6),
        "gain": round(random / equal, 2) if equal else None,
    }


def _second_opinion(made: EqualForms) -> dict[str, Any]:
    began = process_time()
    try:
        rows = solve_form_by_form(made.rules)
    except (Infeasible, Undecided) as failure:
        return {"cpu_seconds": round(process_time() - began, 3), "failure": str(failure)}
    figures = measure_forms(made.rules.bank, rows)
    return {"cpu_seconds": round(process_time() - began, 3), **_ranges(figures)}


def _infeasible_json(failure: Infeasible) -> dict[str, Any]:
    return {
        "feasible": False,
        "reason": str(failure),
        "cells": [
            {
                "cell": cell.name,
                "needed": cell.needed,
                "pool": cell.pool,
                "without_enemies": cell.apart,
                "exposure_limit": cell.exposure,
                "lacking": cell.lacks,
            }
            for cell in failure.cells
        ],
    }
