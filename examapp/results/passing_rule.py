"""By what a sitting's attempts pass: one percentage, or the cut score of each form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from examapp.core.i18n import N_
from examapp.programmes.policy import Policy
from examapp.results.content import CutScoreSource
from examapp.results.errors import NotReadyForSheet
from examapp.sittings.models import Sitting
from examapp.sittings.passing import read_cut_scores
from question_bank.cut_score import own_pass_mark


@dataclass(frozen=True)
class PassingRule:
    """Exactly one of the two: `percent`, or `source` with the pass mark of each form by its id."""

    percent: int | None
    source: CutScoreSource | None = None
    marks: Mapping[int, Decimal] = field(default_factory=dict)

    def mark_of(self, form_id: int | None) -> Decimal | None:
        """Return a form's own pass mark, None where a percentage passes."""
        return self.marks.get(form_id) if form_id is not None else None


def read_rule(db: Session, sitting: Sitting, policy: Policy) -> PassingRule:
    """Return a published sitting's rule.

    Raises NotReadyForSheet where the forms lack the cut score that the policy asks for, RecordBroken where
    the record is not what it was.
    """
    if policy.pass_percent is not None:
        return PassingRule(policy.pass_percent)
    cuts = read_cut_scores(db, sitting)
    if cuts is None:
        raise NotReadyForSheet(N_("The forms of this sitting have no cut score, so nobody can be judged."))
    return PassingRule(
        None,
        CutScoreSource(cuts.digest, cuts.record.method.value, cuts.record.held_on),
        {form_id: own_pass_mark(cut) for form_id, cut in cuts.by_form.items()},
    )
