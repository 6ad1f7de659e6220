"""Reading an attempt's log back: the stored events, and the rules by which they count."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from examapp.delivery.counting import CountingRules, StoredEvent, count_answers, keep_sealed
from examapp.delivery.models import AnnouncedHead, LateDecision, Lease, ResponseEvent, SealedHead
from examapp.delivery.states import RUNNING, AttemptState
from examapp.delivery.ticks import SeatHead

# Built once, over the bare table: a hall hands in at one moment.
_EVENT = ResponseEvent.__table__.c
_EVENTS = (
    select(
        _EVENT.lease,
        _EVENT.seq,
        _EVENT.event_id,
        _EVENT.prev,
        _EVENT.item,
        _EVENT.response,
        _EVENT.status,
        _EVENT.received_at,
    )
    .where(_EVENT.attempt_id == bindparam("attempt_id"))
    .order_by(_EVENT.lease, _EVENT.seq)
)
_DECIDED = LateDecision.__table__.c
_ADMITTED = select(_DECIDED.lease, _DECIDED.seq).where(
    _DECIDED.attempt_id == bindparam("attempt_id"), _DECIDED.counts.is_(True)
)
_LEASE = Lease.__table__.c
_LEASES = (
    select(_LEASE.number, _LEASE.next_seq, _LEASE.highest)
    .where(_LEASE.attempt_id == bindparam("attempt_id"))
    .order_by(_LEASE.number)
)


def load_events(db: Session, attempt_id: int) -> list[StoredEvent]:
    """Return all events of an attempt, by (lease, seq)."""
    rows = db.execute(_EVENTS, {"attempt_id": attempt_id})
    return [
        StoredEvent(
            row.lease,
            row.seq,
            row.event_id,
            row.prev,
            row.item,
            orjson.loads(row.response),
            row.status,
            row.received_at,
        )
        for row in rows
    ]


class LeaseRow(Protocol):
    """A lease as counting reads it: its number, the lowest seq that is missing, the highest that is here."""

    number: int
    next_seq: int
    highest: int


def list_leases(db: Session, attempt_id: int) -> Sequence[LeaseRow]:
    """Return the leases of an attempt, the oldest first."""
    return cast("Sequence[LeaseRow]", db.execute(_LEASES, {"attempt_id": attempt_id}).all())


def list_announced(db: Session, attempt_id: int, *, below: int | None = None) -> dict[int, list[SeatHead]]:
    """Return the heads that an attempt's seats announced in time, by lease; `below`: of earlier leases."""
    columns = select(AnnouncedHead.lease, AnnouncedHead.seq, AnnouncedHead.event_id)
    wanted = columns.where(AnnouncedHead.attempt_id == attempt_id)
    if below is not None:
        wanted = wanted.where(AnnouncedHead.lease < below)
    heads: dict[int, list[SeatHead]] = {}
    for lease, seq, event in db.execute(wanted):
        heads.setdefault(lease, []).append(SeatHead(lease, seq, event))
    return heads


def read_rules(
    db: Session, attempt_id: int, state: AttemptState, leases: Sequence[LeaseRow] | None = None
) -> CountingRules:
    """Return what, beside the log, decides what counts in an attempt; `leases` if they were read already."""
    closed = state not in RUNNING
    admitted: frozenset[tuple[int, int]] = frozenset()
    if closed:
        decided = db.execute(_ADMITTED, {"attempt_id": attempt_id})
        admitted = frozenset((row.lease, row.seq) for row in decided)
    last = max((lease.number for lease in leases or list_leases(db, attempt_id)), default=0)
    # Only what comes from a lease that was taken over counts by its heads.
    announced = list_announced(db, attempt_id, below=last) if last > 1 else {}
    return CountingRules(closed=closed, announced=announced, admitted=admitted)


def load_answers(
    db: Session, attempt_id: int, state: AttemptState, leases: Sequence[LeaseRow] | None = None
) -> dict[str, StoredEvent]:
    """Return, by item, the event that is its answer now."""
    if leases is not None and all(lease.highest < 0 for lease in leases):
        return {}
    rules = read_rules(db, attempt_id, state, leases)
    events = load_events(db, attempt_id)
    if rules.closed and rules.announced:
        sealed = read_sealed(db, [attempt_id]).get(attempt_id)
        if sealed is not None:
            return keep_sealed(events, sealed)
    return count_answers(events, rules)


def read_sealed(db: Session, attempt_ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the facts of the newest sealed head by attempt; one that is not sealed yet is not in it.

    What a seat that was left sends after the sealing, or proves by it, counts when people have decided so and
    a new head speaks of it: only by such events could an attempt change that nobody decides on.
    """
    heads = select(SealedHead.attempt_id, SealedHead.facts).where(SealedHead.attempt_id.in_(attempt_ids))
    rows = db.execute(heads.order_by(SealedHead.attempt_id, SealedHead.revision))
    return {attempt_id: orjson.loads(facts) for attempt_id, facts in rows}
