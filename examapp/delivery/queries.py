"""What the proctor's console and grading read of attempts; nothing here changes anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from examapp.core.clock import Instant
from examapp.delivery.alerts import list_open_alerts
from examapp.delivery.attempts import get_attempt
from examapp.delivery.event_log import load_answers
from examapp.delivery.ledger import read_entries_of
from examapp.delivery.models import Alert, Attempt, ResponseEvent, SealedHead, SeatSighting
from examapp.delivery.states import FINISHED, STARTED, AttemptState
from examapp.delivery.statuses import COUNTING
from examapp.delivery.timing import AttemptClock, ClockReading, LedgerKind, find_walk, read_clock
from examapp.sittings.models import Booking
from question_bank.responses import is_empty

__all__ = [
    "AttemptRow",
    "counted_responses",
    "get_attempt",
    "list_attempts",
    "list_finished",
    "list_unfinished",
    "read_attempt",
    "select_finished",
]


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One candidate in the proctor's list.

    `attempt_id` is None and the state `awaiting` where nobody has entered yet. `last_seen_at` is the seat's
    last heartbeat, `last_saved_at` its last stored answer, `paused_at` when the present pause began,
    `walks_since` when the person was sent to another computer where nobody has entered yet. Of the limit,
    `duration_ms` is the programme's, `added_ms` the sum of the time ledger.
    """

    booking_id: int
    attempt_id: int | None
    code: str | None
    state: AttemptState
    candidate_id: int
    candidate_code: str
    name: str
    seat: int
    lease: int
    answered: int
    items: int
    reading: ClockReading | None
    duration_ms: int
    accommodation_ms: int
    added_ms: int
    admitted_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ending: str | None
    end_reason: str | None
    last_seen_at: datetime | None
    last_saved_at: datetime | None
    paused_at: datetime | None
    consent: bool | None
    receipt: str | None
    alerts: tuple[Alert, ...]
    walks_since: datetime | None = None


def list_attempts(db: Session, sitting_id: int, now: Instant) -> list[AttemptRow]:
    """Return one row for each booking of a sitting, by seat."""
    bookings = (
        select(Booking)
        .where(Booking.sitting_id == sitting_id)
        .options(joinedload(Booking.candidate), joinedload(Booking.workstation))
    )
    attempts = {a.booking_id: a for a in db.scalars(select(Attempt).where(Attempt.sitting_id == sitting_id))}
    gathered = _gather(db, attempts.values())
    rows = [_row(booking, attempts.get(booking.id), gathered, now) for booking in db.scalars(bookings)]
    return sorted(rows, key=lambda row: row.seat)


def read_attempt(db: Session, attempt_id: int, now: Instant) -> AttemptRow:
    """Return the row of one attempt."""
    attempt = db.get_one(Attempt, attempt_id, populate_existing=True)
    return _row(db.get_one(Booking, attempt.booking_id), attempt, _gather(db, [attempt]), now)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The facts of all attempts of a list, by attempt, each read by one query."""

    ledgers: Mapping[int, tuple[Any, ...]]
    answered: Mapping[int, int]
    saved_at: Mapping[int, datetime]
    seen: Mapping[int, datetime]
    receipts: Mapping[int, str]
    alerts: Mapping[int, tuple[Alert, ...]]


def _gather(db: Session, attempts: Iterable[Attempt]) -> _Gathered:
    ids = [attempt.id for attempt in attempts]
    alerts: dict[int, tuple[Alert, ...]] = {}
    for alert in list_open_alerts(db, ids):
        alerts[alert.attempt_id] = (*alerts.get(alert.attempt_id, ()), alert)
    saved = (
        select(ResponseEvent.attempt_id, func.max(ResponseEvent.received_at))
        .where(ResponseEvent.attempt_id.in_(ids))
        .group_by(ResponseEvent.attempt_id)
    )
    seen = select(SeatSighting.attempt_id, SeatSighting.seen_at).where(SeatSighting.attempt_id.in_(ids))
    receipts = select(SealedHead.attempt_id, SealedHead.receipt).where(
        SealedHead.attempt_id.in_(ids), SealedHead.revision == 0
    )
    return _Gathered(
        ledgers=read_entries_of(db, ids),
        answered=_count_answered(db, ids),
        saved_at=_pairs(db, saved),
        seen=_pairs(db, seen),
        receipts=_pairs(db, receipts),
        alerts=alerts,
    )


def _pairs(db: Session, query: Select[*tuple[Any, ...]]) -> dict[int, Any]:
    return {row[0]: row[1] for row in db.execute(query)}


def _count_answered(db: Session, ids: list[int]) -> dict[int, int]:
    """Count items with an answer, for a list that is read every two seconds: stale and late ones left out."""
    place = func.row_number().over(
        partition_by=(ResponseEvent.attempt_id, ResponseEvent.item),
        order_by=(ResponseEvent.lease.desc(), ResponseEvent.seq.desc()),
    )
    ranked = (
        select(ResponseEvent.attempt_id, ResponseEvent.response, place.label("place"))
        .where(ResponseEvent.attempt_id.in_(ids), ResponseEvent.status.in_(COUNTING))
        .subquery()
    )
    counts: dict[int, int] = {}
    for attempt_id, response in db.execute(
        select(ranked.c.attempt_id, ranked.c.response).where(ranked.c.place == 1)
    ):
        counts[attempt_id] = counts.get(attempt_id, 0) + (not is_empty(orjson.loads(response)))
    return counts


def _row(booking: Booking, attempt: Attempt | None, gathered: _Gathered, now: Instant) -> AttemptRow:
    reading, paused_at, walk = None, None, None
    entries = gathered.ledgers.get(attempt.id, ()) if attempt else ()
    if attempt is not None:
        reading = read_clock(AttemptClock(attempt.duration_ms, attempt.accommodation_ms, entries), now)
        if attempt.state is AttemptState.PAUSED:
            paused_at = next(entry.at.wall for entry in reversed(entries) if entry.kind is LedgerKind.PAUSED)
        walk = find_walk(entries)
    key = attempt.id if attempt else -1
    return AttemptRow(
        booking_id=booking.id,
        attempt_id=attempt.id if attempt else None,
        code=attempt.code if attempt else None,
        state=attempt.state if attempt else AttemptState.AWAITING,
        candidate_id=booking.candidate_id,
        candidate_code=booking.candidate_code,
        name=booking.candidate.name_latn,
        seat=booking.workstation.number,
        lease=attempt.lease if attempt else 0,
        answered=gathered.answered.get(key, 0),
        items=attempt.item_count if attempt else 0,
        reading=reading,
        duration_ms=attempt.duration_ms if attempt else 0,
        accommodation_ms=attempt.accommodation_ms if attempt else 0,
        added_ms=sum(entry.added_ms for entry in entries),
        admitted_at=attempt.admitted_at if attempt else None,
        started_at=attempt.started_at if attempt else None,
        ended_at=attempt.ended_at if attempt else None,
        ending=attempt.ending.value if attempt and attempt.ending else None,
        end_reason=attempt.end_reason if attempt else None,
        last_seen_at=gathered.seen.get(key),
        last_saved_at=gathered.saved_at.get(key),
        paused_at=paused_at,
        consent=attempt.consent if attempt else None,
        receipt=gathered.receipts.get(key),
        alerts=gathered.alerts.get(key, ()),
        walks_since=walk.at.wall if walk else None,
    )


def select_finished() -> Select[int]:
    """Return a query of the ids of all sealed attempts, for whoever asks what they still lack."""
    return select(Attempt.id).where(Attempt.state.in_(FINISHED))


def list_finished(db: Session, sitting_id: int) -> list[Attempt]:
    """Return the sealed attempts of a sitting."""
    query = select(Attempt).where(Attempt.sitting_id == sitting_id, Attempt.state.in_(FINISHED))
    return list(db.scalars(query.order_by(Attempt.id)))


def list_unfinished(db: Session, sitting_id: int) -> list[Attempt]:
    """Return the attempts of a sitting that have started and are not sealed: it cannot be closed yet."""
    waiting = STARTED - FINISHED
    query = select(Attempt).where(Attempt.sitting_id == sitting_id, Attempt.state.in_(waiting))
    return list(db.scalars(query.order_by(Attempt.id)))


def counted_responses(db: Session, attempt_id: int) -> dict[str, Any]:
    """Return, by item, the response that counts, in the form's public ids."""
    attempt = db.get_one(Attempt, attempt_id)
    return {item: event.response for item, event in load_answers(db, attempt_id, attempt.state).items()}


def select_erased(sitting_id: Any) -> Select[int]:
    """Return a query of a sitting's attempts whose answers were deleted: they had a paper, which is gone."""
    had = select(Attempt.id).where(Attempt.form_digest.is_not(None), Attempt.form_id.is_(None))
    return had.where(Attempt.sitting_id == sitting_id)


def has_erased_attempts(db: Session, sitting_id: int) -> bool:
    """Tell whether the answers of one of a sitting's attempts were deleted."""
    return db.scalars(select_erased(sitting_id).limit(1)).first() is not None
