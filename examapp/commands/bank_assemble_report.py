"""The report of `examapp bank assemble`: what was made, how equal it is, what it cost."""

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.balancing import (
    METHOD,
    EqualForms,
    balance_forms,
    draw_by_topic,
    solve_form_by_form,
)
from question_bank.equal_forms.checking import find_violations
from question_bank.equal_forms.figures import FormFigures, Spread, measure_forms
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits
from question_bank.equal_forms.solving import Undecided
from question_bank.infeasible import Infeasible


@dataclass(frozen=True, eq=False)
class Source:
    """Where the items come from: a name for people, what is known of them, and their blueprint if it says."""

    name: str
    bank: ParameterBank
    true: ParameterBank | None
    blueprint: Blueprint | None


def assemble_report(
    source: Source,
    blueprint: Blueprint,
    count: int,
    seed: str,
    limits: Limits,
    *,
    second_opinion: bool,
) -> dict[str, Any]:
    """Make the forms and say how equal they are, what it cost, and what forms drawn at random would be.

    Raises Infeasible.
    """
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


def infeasible_report(failure: Infeasible) -> dict[str, Any]:
    """Say cell by cell why there are no forms."""
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
