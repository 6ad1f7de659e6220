"""The forms of a sitting side by side: how hard and how sharp each is, and what they share."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.item_parameters import read_parameters
from examapp.programmes.policy import Policy
from examapp.sittings.form_curves import CurveChart, draw_chart
from examapp.sittings.forms import limits_of
from examapp.sittings.models import ExamFormRecord, Sitting
from question_bank.blueprint import Blueprint
from question_bank.equal_forms.figures import FormFigures, draw_curves, measure_forms, rows_of
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import make_rules
from question_bank.form_snapshot import ExamForm, form_from_json

# Three units of ability to both sides of the borderline candidate hold nearly everybody.
_REACH, _STEPS = 3.0, 24


@dataclass(frozen=True)
class FormLine:
    """One form as the page lists it; `topics` counts its items in the order of the comparison's topics."""

    code: str
    topics: tuple[int, ...]
    expected: float
    information: float
    shared: int


@dataclass(frozen=True)
class TopicUse:
    """How a topic's items come back: in the list, in some form, most forms of one item, the limit."""

    topic: str
    items: int
    used: int
    most: int
    limit: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the page shows; `overlap_limit` is None where the policy sets none."""

    method: str
    topics: tuple[str, ...]
    lines: tuple[FormLine, ...]
    figures: FormFigures
    maximum: float
    uses: tuple[TopicUse, ...]
    overlap_limit: int | None
    unknown: int
    score_chart: CurveChart
    information_chart: CurveChart


def compare_forms(db: Session, sitting: Sitting, policy: Policy) -> Comparison | None:
    """Compare the sealed forms of a sitting under a policy; None before they are made."""
    records = db.scalars(
        select(ExamFormRecord).where(ExamFormRecord.sitting_id == sitting.id).order_by(ExamFormRecord.code)
    ).all()
    if not records:
        return None
    forms = [form_from_json(json.loads(record.body)) for record in records]
    bank = ParameterBank(read_parameters(db, sitting.list_id))
    rows = rows_of(bank, [form.item_ids() for form in forms])
    figures = measure_forms(bank, rows)
    cut = float(bank.cut)
    curves = draw_curves(bank, rows, np.linspace(cut - _REACH, cut + _REACH, _STEPS + 1))
    topics = tuple(section.topic for section in forms[0].sections)
    maximum = float(bank.points[rows].sum(axis=1).max())
    blueprint = Blueprint({section.topic: len(section.items) for section in forms[0].sections})
    limits = limits_of(policy, blueprint)
    return Comparison(
        method=forms[0].method,
        topics=topics,
        lines=_lines([record.code for record in records], forms, topics, figures),
        figures=figures,
        maximum=maximum,
        uses=_uses(bank, blueprint, figures, policy),
        overlap_limit=limits.overlap if (limits.overlap or 0) < blueprint.total else None,
        unknown=bank.unknown,
        score_chart=draw_chart(curves.abilities, curves.score, cut, maximum),
        information_chart=draw_chart(curves.abilities, curves.information, cut),
    )


def _lines(
    codes: Sequence[str], forms: Sequence[ExamForm], topics: Sequence[str], figures: FormFigures
) -> tuple[FormLine, ...]:
    lines = []
    for number, (code, form) in enumerate(zip(codes, forms, strict=True)):
        counts = Counter({section.topic: len(section.items) for section in form.sections})
        lines.append(
            FormLine(
                code,
                tuple(counts[topic] for topic in topics),
                float(figures.expected[number]),
                float(figures.information[number]),
                int(figures.shared[number]),
            )
        )
    return tuple(lines)


def _uses(
    bank: ParameterBank, blueprint: Blueprint, figures: FormFigures, policy: Policy
) -> tuple[TopicUse, ...]:
    rules = make_rules(bank, blueprint, len(figures.expected), limits_of(policy, blueprint))
    return tuple(
        TopicUse(
            topic=cell.topic,
            items=len(cell.members),
            used=int((figures.uses[cell.members] > 0).sum()),
            most=int(figures.uses[cell.members].max()),
            limit=cell.limit,
        )
        for cell in rules.cells
    )
