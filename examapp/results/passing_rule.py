"""By what a sitting's attempts pass: one percentage, or the cut score of each form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from examapp.core.i18n import N_
from examapp.grading.queries import list_in_force
from examapp.programmes.policy import Policy
from examapp.results.content import CutScoreSource
from examapp.results.errors import NotReadyForSheet
from examapp.sittings.models import Sitting
from examapp.sittings.passing import read_cut_scores
from question_bank.cut_score import own_pass_mark
from question_bank.regrading import DecisionKind


@dataclass(frozen=True)
class PassingRule:
    """Exactly one of the two: `percent`, or `source` with the pass mark of each form by its id."""

    percent: int | None
    source: CutScoreSource | None = None
    marks: Mapping[int, Decimal] = field(default_factory=dict)

    def mark_of(self, form_id: int | None) -> Decimal | None:
        """Return a form's own pass mark, None where a percentage passes."""
        return self.marks.get(form_id) if form_id is not None else None


def read_rule(
    db: Session, sitting: Sitting, policy: Policy, left_out: Collection[str] | None = None
) -> PassingRule:
    """Return a published sitting's rule.

    `left_out` are the items that count for nobody, by the decisions in force unless given: a form's own cut
    score is then the sum over the items that are left.

    Raises NotReadyForSheet where the forms lack the cut score that the policy asks for, RecordBroken where
    the record is not what it was.
    """
    if policy.pass_percent is not None:
        return PassingRule(policy.pass_percent)
    if left_out is None:
        left_out = [
            one.item_id
            for one in list_in_force(db, sitting.list_id)
            if one.decision is DecisionKind.NEUTRALISE
        ]
    cuts = read_cut_scores(db, sitting, left_out)
    if cuts is None:
        raise NotReadyForSheet(N_("The forms of this sitting have no cut score, so nobody can be judged."))
    return PassingRule(
        None,
        CutScoreSource(cuts.digest, cuts.record.method.value, cuts.record.held_on),
        {form_id: own_pass_mark(cut) for form_id, cut in cuts.by_form.items()},
    )
