"""What counts of many ended attempts at once: three queries for all of them, no object of the database's."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.delivery.counting import CountingRules, StoredEvent, count_answers, keep_sealed
from examapp.delivery.event_log import read_sealed
from examapp.delivery.models import AnnouncedHead, LateDecision, Lease, ResponseEvent
from examapp.delivery.ticks import SeatHead


def counted_of_many(db: Session, attempt_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return, by attempt and item, the response that counts, in the forms' public ids; for ended attempts.

    It counts by the rules of `event_log.load_answers`; an attempt without answers is in it, empty.
    """
    events = _read_events(db, attempt_ids)
    admitted = _read_admitted(db, attempt_ids)
    announced = _read_announced(db, attempt_ids)
    sealed = read_sealed(db, announced)
    counted: dict[int, dict[str, Any]] = {}
    for attempt_id in attempt_ids:
        held = events.get(attempt_id, ())
        if attempt_id in sealed:
            answers = keep_sealed(held, sealed[attempt_id])
        else:
            admitting = frozenset(admitted.get(attempt_id, ()))
            rules = CountingRules(True, announced.get(attempt_id, {}), admitting)
            answers = count_answers(held, rules)
        counted[attempt_id] = {item: orjson.loads(event.response) for item, event in answers.items()}
    return counted


def _read_events(db: Session, attempt_ids: Sequence[int]) -> Mapping[int, Sequence[StoredEvent]]:
    rows = db.execute(
        select(
            ResponseEvent.attempt_id,
            ResponseEvent.lease,
            ResponseEvent.seq,
            ResponseEvent.event_id,
            ResponseEvent.prev,
            ResponseEvent.item,
            ResponseEvent.response,
            ResponseEvent.status,
            ResponseEvent.received_at,
        ).where(ResponseEvent.attempt_id.in_(attempt_ids))
    )
    events: dict[int, list[StoredEvent]] = {}
    for attempt_id, lease, seq, event_id, prev, item, response, status, at in rows:
        event = StoredEvent(lease, seq, event_id, prev, item, response, status, at)
        events.setdefault(attempt_id, []).append(event)
    return events


def _read_admitted(db: Session, attempt_ids: Sequence[int]) -> Mapping[int, set[tuple[int, int]]]:
    decided = select(LateDecision.attempt_id, LateDecision.lease, LateDecision.seq).where(
        LateDecision.attempt_id.in_(attempt_ids), LateDecision.counts.is_(True)
    )
    admitted: dict[int, set[tuple[int, int]]] = {}
    for attempt_id, lease, seq in db.execute(decided):
        admitted.setdefault(attempt_id, set()).add((lease, seq))
    return admitted


def _read_announced(
    db: Session, attempt_ids: Sequence[int]
) -> Mapping[int, Mapping[int, Sequence[SeatHead]]]:
    """Return the heads of leases that were taken over."""
    last = (
        select(Lease.attempt_id, func.max(Lease.number).label("number"))
        .where(Lease.attempt_id.in_(attempt_ids))
        .group_by(Lease.attempt_id)
        .subquery()
    )
    rows = db.execute(
        select(AnnouncedHead.attempt_id, AnnouncedHead.lease, AnnouncedHead.seq, AnnouncedHead.event_id).join(
            last, (last.c.attempt_id == AnnouncedHead.attempt_id) & (AnnouncedHead.lease < last.c.number)
        )
    )
    heads: dict[int, dict[int, list[SeatHead]]] = {}
    for attempt_id, lease, seq, event in rows:
        heads.setdefault(attempt_id, {}).setdefault(lease, []).append(SeatHead(lease, seq, event))
    return heads
