"""What passes where the policy says `cut_score`: each form's own cut score, from the list's sealed record.

A form gets it when it is assembled, and publishing fixes it: from then on forms change no more, a record
never does, and a newer one reaches later forms only.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.i18n import N_
from examapp.core.signing import KeyRing
from examapp.cut_scores.errors import RecordBroken
from examapp.cut_scores.models import SealedCutScore
from examapp.cut_scores.panel_ballots import read_points
from examapp.cut_scores.recording import find_by_digest, find_in_force, read_record, verify_record
from examapp.programmes.policy import Policy, policy_from_snapshot, read_policy
from examapp.sittings.errors import NotReadyToPublish
from examapp.sittings.models import Booking, ExamFormRecord, Sitting
from question_bank.cut_score import CutScoreError, CutScoreRecord, cut_score_of
from question_bank.decimals import write_decimal
from question_bank.form_snapshot import form_from_json

OWN_CUT_SCORE: Final = "cut_score"
_MOST_NAMED: Final = 5


@dataclass(frozen=True)
class FormCutScores:
    """The sealed record that a sitting passes by, and each form's cut score in points, by the form's id."""

    digest: str
    record: CutScoreRecord
    by_form: Mapping[int, Decimal]


def passes_by_cut_score(db: Session, sitting: Sitting, at: datetime) -> bool:
    """Tell whether each form passes by its own cut score: as published, or as the policy stands."""
    snapshot = sitting.policy
    policy = policy_from_snapshot(snapshot) if snapshot else read_policy(db, sitting.programme_id, at)
    return policy.pass_rule == OWN_CUT_SCORE


def give_cut_scores(
    db: Session, keys: KeyRing, sitting: Sitting, forms: Sequence[ExamFormRecord], policy: Policy
) -> str | None:
    """Give fresh forms their own cut scores and return the record's digest; None where there is none to give.

    A form with an item that the panel has not judged gets none and keeps the sitting from being published.
    Raises RecordBroken.
    """
    sealed = find_in_force(db, sitting.list_id) if policy.pass_rule == OWN_CUT_SCORE else None
    if sealed is None:
        return None
    record, points = verify_record(db, keys, sealed), read_points(db, sitting.list_id)
    for form in forms:
        if not _unjudged(form, record):
            form.cut_score = write_decimal(_cut_score(form, record, points))
            form.cut_score_record = sealed.digest
    return sealed.digest


def require_cut_scores(db: Session, sitting: Sitting, policy: Mapping[str, Any]) -> str | None:
    """Return the digest of the record in force if every form has its cut score from it.

    None where the policy passes by a percentage. Raises NotReadyToPublish, saying what to do.
    """
    if policy_from_snapshot(policy).pass_rule != OWN_CUT_SCORE:
        return None
    sealed = find_in_force(db, sitting.list_id)
    if sealed is None:
        raise NotReadyToPublish(
            N_(
                "By the policy each form passes by its own cut score, and none is sealed for the list "
                "%(list)s. Open a cut score study; when the chair has sealed it, assemble the forms again."
            ),
            list=sitting.question_list.code,
        )
    record, forms = read_record(sealed), _list_forms(db, sitting)
    unjudged = sorted({item for form in forms for item in _unjudged(form, record)})
    if unjudged:
        more = " …" if len(unjudged) > _MOST_NAMED else ""
        raise NotReadyToPublish(
            N_("The sealed cut score does not cover these items of the forms: %(items)s."),
            items=", ".join(unjudged[:_MOST_NAMED]) + more,
        )
    if any(form.cut_score_record != sealed.digest for form in forms):
        raise NotReadyToPublish(
            N_("The forms are older than the cut score that is in force now. Assemble the forms again.")
        )
    return sealed.digest


def read_cut_scores(db: Session, sitting: Sitting, left_out: Collection[str] = ()) -> FormCutScores | None:
    """Return the cut scores of a published sitting's forms, computed anew from the record that they name.

    Items that are `left_out` count for nobody: a form's cut score is then the sum over the others. None where
    a form has none. Raises RecordBroken where record and form do not agree.
    """
    forms = _list_forms(db, sitting)
    digests = {form.cut_score_record for form in forms}
    if len(digests) != 1 or None in digests:
        return None
    (digest,) = digests
    sealed = find_by_digest(db, digest or "")
    if sealed is None:
        raise RecordBroken(digest=str(digest)[:8])
    record, points = read_record(sealed), read_points(db, sitting.list_id)
    by_form = {form.id: _agreed(form, sealed, record, points) for form in forms}
    if left_out:
        by_form = {form.id: _cut_score(form, record, points, left_out) for form in forms}
    return FormCutScores(sealed.digest, record, by_form)


def _agreed(
    form: ExamFormRecord, sealed: SealedCutScore, record: CutScoreRecord, points: Mapping[str, Decimal]
) -> Decimal:
    try:
        cut = _cut_score(form, record, points)
    except CutScoreError as failure:
        raise RecordBroken(digest=sealed.digest[:8]) from failure
    if write_decimal(cut) != form.cut_score:
        raise RecordBroken(digest=sealed.digest[:8])
    return cut


def _cut_score(
    form: ExamFormRecord,
    record: CutScoreRecord,
    points: Mapping[str, Decimal],
    left_out: Collection[str] = (),
) -> Decimal:
    counted = {item_id: points[item_id] for item_id in _item_ids(form) if item_id not in left_out}
    return cut_score_of(record, counted).points


def _unjudged(form: ExamFormRecord, record: CutScoreRecord) -> set[str]:
    return set(_item_ids(form)) - record.shares.keys()


def _item_ids(form: ExamFormRecord) -> Sequence[str]:
    return form_from_json(json.loads(form.body)).item_ids()


def _list_forms(db: Session, sitting: Sitting) -> Sequence[ExamFormRecord]:
    query = select(ExamFormRecord).join(Booking, Booking.form_id == ExamFormRecord.id)
    return db.scalars(query.where(Booking.sitting_id == sitting.id).order_by(ExamFormRecord.id)).all()
