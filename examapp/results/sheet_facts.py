"""Gathering what a closed sitting came to: bookings, attempts, scores, reasons, time, incidents."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from examapp.accounts.models import StaffAccount
from examapp.candidates.models import Candidate
from examapp.delivery.models import Attempt, SealedHead, TimeLedgerRow
from examapp.delivery.states import FINISHED, STARTED, AttemptState
from examapp.grading.models import Score
from examapp.grading.queries import find_version_in_force, latest_scores, list_in_force
from examapp.proctoring.models import AbortReason, Incident
from examapp.sittings.excuse_queries import is_excused
from examapp.sittings.models import Booking, Sitting, SittingProctor
from question_bank.form_snapshot import form_from_json
from question_bank.regrading import ItemDecision


@dataclass(frozen=True)
class SittingFacts:
    """Everything that a sheet is drawn up from; mappings are by booking id or attempt id, as named.

    `excused` are the candidate codes of bookings to whose absence the working body has agreed by now.
    `decisions` are the commission's on items that a form of this sitting holds; `items_by_form` is read only
    where there are some.
    """

    sitting: Sitting
    bookings: Sequence[Booking]
    attempts_by_booking: Mapping[int, Attempt]
    scores_by_attempt: Mapping[int, Score]
    reasons_by_attempt: Mapping[int, AbortReason]
    receipts_by_attempt: Mapping[int, str]
    time_rows: Sequence[TimeLedgerRow]
    incidents: Sequence[Incident]
    proctors: Sequence[str]
    names_by_actor: Mapping[str, str]
    excused: frozenset[str]
    decisions: Sequence["DecidedItem"] = ()
    items_by_form: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """What the commission decided, or may decide, on an item, and why."""

    decision: ItemDecision
    reason: str


def newest_heads(db: Session, sitting_id: int) -> Mapping[int, str]:
    """Return the digest of the newest sealed head of each sealed attempt of a sitting, by attempt id."""
    newest = (
        select(SealedHead.attempt_id, func.max(SealedHead.revision).label("revision"))
        .join(Attempt, Attempt.id == SealedHead.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .group_by(SealedHead.attempt_id)
        .subquery()
    )
    rows = db.execute(
        select(SealedHead.attempt_id, SealedHead.digest).join(
            newest,
            (newest.c.attempt_id == SealedHead.attempt_id) & (newest.c.revision == SealedHead.revision),
        )
    )
    return {row.attempt_id: row.digest for row in rows}


def count_unmarked(db: Session, sitting_id: int) -> int:
    """Count the attempts that are not sealed yet, or whose newest head has no score under the key in force.

    An attempt that never started holds nothing up: there is nothing to seal.
    """
    states = {
        row.id: row.state
        for row in db.execute(select(Attempt.id, Attempt.state).where(Attempt.sitting_id == sitting_id))
    }
    heads, scores = newest_heads(db, sitting_id), latest_scores(db, sitting_id)
    changed = find_version_in_force(db, db.get_one(Sitting, sitting_id).list_id)
    if changed is not None:  # a score of the list's own key counts no more
        scores = {one: score for one, score in scores.items() if score.key_version == changed.digest}
    return sum(
        not _is_marked(attempt_id, state, heads, scores)
        for attempt_id, state in states.items()
        if state in STARTED
    )


def _is_marked(
    attempt_id: int, state: AttemptState, heads: Mapping[int, str], scores: Mapping[int, Score]
) -> bool:
    head, score = heads.get(attempt_id), scores.get(attempt_id)
    return state in FINISHED and head is not None and score is not None and score.head_digest == head


def gather(db: Session, sitting: Sitting) -> SittingFacts:
    """Read everything that the sheet of a sitting needs, by seat."""
    bookings = db.scalars(
        select(Booking)
        .where(Booking.sitting_id == sitting.id)
        .options(
            joinedload(Booking.candidate).joinedload(Candidate.organisation),
            joinedload(Booking.workstation),
            joinedload(Booking.form),
        )
    ).all()
    attempts = db.scalars(select(Attempt).where(Attempt.sitting_id == sitting.id)).all()
    ids = [attempt.id for attempt in attempts]
    reasons = db.scalars(select(AbortReason).where(AbortReason.attempt_id.in_(ids))).all()
    return SittingFacts(
        sitting=sitting,
        bookings=sorted(bookings, key=lambda booking: (booking.workstation.number, booking.id)),
        attempts_by_booking={attempt.booking_id: attempt for attempt in attempts},
        scores_by_attempt=latest_scores(db, sitting.id),
        reasons_by_attempt={reason.attempt_id: reason for reason in reasons},
        receipts_by_attempt=_receipts(db, ids),
        time_rows=_time_rows(db, ids),
        incidents=_incidents(db, sitting.id),
        proctors=_proctors(db, sitting.id),
        names_by_actor=_names_by_actor(db),
        excused=_excused(db, sitting.id),
        **_decided(bookings, list_decided_items(db, sitting.list_id)),
    )


def list_decided_items(db: Session, list_id: int) -> list[DecidedItem]:
    """Return the decisions in force on a list's items."""
    return [DecidedItem(one.as_decision(), one.reason or "") for one in list_in_force(db, list_id)]


def under_decisions(
    facts: SittingFacts, decisions: Sequence[DecidedItem], scores: Mapping[int, Score]
) -> SittingFacts:
    """Return the facts as they would be under other decisions, with the scores of those."""
    return replace(facts, scores_by_attempt=scores, **_decided(facts.bookings, decisions))


def _decided(bookings: Sequence[Booking], decisions: Sequence[DecidedItem]) -> dict[str, Any]:
    """Return the decisions that concern a form of these bookings, and the forms' items."""
    if not decisions:
        return {"decisions": (), "items_by_form": {}}
    forms = {one.form.id: one.form.body for one in bookings if one.form is not None}
    items = {form_id: form_from_json(json.loads(body)).item_ids() for form_id, body in forms.items()}
    served = {item for held in items.values() for item in held}
    concerned = tuple(one for one in decisions if one.decision.item_id in served)
    return {"decisions": concerned, "items_by_form": items}


def _excused(db: Session, sitting_id: int) -> frozenset[str]:
    codes = select(Booking.candidate_code).where(Booking.sitting_id == sitting_id, is_excused())
    return frozenset(db.scalars(codes))


def _receipts(db: Session, attempt_ids: Sequence[int]) -> Mapping[int, str]:
    """Return what the candidates were shown and wrote down: the code of the first sealing."""
    rows = db.execute(
        select(SealedHead.attempt_id, SealedHead.receipt).where(
            SealedHead.attempt_id.in_(attempt_ids), SealedHead.revision == 0
        )
    )
    return {row.attempt_id: row.receipt for row in rows}


def _time_rows(db: Session, attempt_ids: Sequence[int]) -> Sequence[TimeLedgerRow]:
    return db.scalars(
        select(TimeLedgerRow)
        .where(TimeLedgerRow.attempt_id.in_(attempt_ids))
        .order_by(TimeLedgerRow.attempt_id, TimeLedgerRow.number)
    ).all()


def _incidents(db: Session, sitting_id: int) -> Sequence[Incident]:
    return db.scalars(
        select(Incident)
        .where(Incident.sitting_id == sitting_id)
        .options(joinedload(Incident.attempt))
        .order_by(Incident.recorded_at, Incident.id)
    ).all()


def _proctors(db: Session, sitting_id: int) -> Sequence[str]:
    assigned = db.scalars(
        select(SittingProctor)
        .where(SittingProctor.sitting_id == sitting_id)
        .options(joinedload(SittingProctor.staff))
    )
    return sorted(one.staff.display_name for one in assigned)


def _names_by_actor(db: Session) -> Mapping[str, str]:
    """Return people's names by the way in which ledgers name them, `staff:CODE`."""
    return {
        f"staff:{row.code}": row.display_name
        for row in db.execute(select(StaffAccount.code, StaffAccount.display_name))
    }
