"""Signals of a seat: small records beside the answers, of what a page noticed and for how long. No verdict.

They stand outside the chain of answers: losing one loses no answer, and none is needed to judge one. Of each
attempt so many are kept and no more, so that no page fills the disk.

Whoever works with assistive technology must not be noticed more than others. A screen reader, a magnifier or
dictation works in windows of its own, takes the focus and inserts text as a paste does. So for whoever is
granted a help of the page (screen reader, large print, contrast) those kinds are not recorded at all, neither
by the page nor here; and for everybody the page leaves out what lasts less than two seconds, as the tools of
the system do. Nothing is ranked or coloured by signals, and no number of them raises an alarm.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import PAGE_KINDS, Needs
from examapp.core.clock import Instant
from examapp.delivery.accommodations import read_needs
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.models import Attempt, Lease
from examapp.delivery.states import STARTED
from examapp.lockdown.models import SeatSignal, SignalKind
from examapp.lockdown.signal_messages import SentSignal

MOST_OF_AN_ATTEMPT: Final = 200
# What assistive technology causes by itself.
_CAUSED_BY_AIDS: Final = frozenset({SignalKind.WINDOW_LEFT, SignalKind.FULL_SCREEN_LEFT, SignalKind.PASTED})


@dataclass(frozen=True, slots=True)
class SignalTotal:
    """The signals of one kind of one attempt; the length is that of those whose end was seen."""

    kind: SignalKind
    count: int
    length: timedelta
    last_at: datetime


def recorded_kinds(needs: Needs) -> frozenset[SignalKind]:
    """Return which kinds are recorded of a candidate with these accommodations."""
    every = frozenset(SignalKind)
    return every - _CAUSED_BY_AIDS if needs.kinds.intersection(PAGE_KINDS) else every


def kinds_for(db: Session, attempt_id: int) -> list[str]:
    """Return which kinds a page shall record, in a fixed order."""
    recorded = recorded_kinds(read_needs(db, db.get_one(Attempt, attempt_id)))
    return [kind.value for kind in SignalKind if kind in recorded]


def keep_signals(db: Session, attempt_id: int, device: str, sent: Sequence[SentSignal], now: Instant) -> int:
    """Keep what a page noticed while its attempt was under way, and return how many more would be kept.

    What came before, what is over the quota, what is not recorded of this candidate and what a machine has to
    tell that never held the attempt is left out in silence: the page may forget it. Whoever knows the three
    codes may have entered elsewhere before the start, and shall write no note about this seat. What a seat
    noticed that was left meanwhile is kept: nobody gets rid of it by a broken link and another computer.
    """
    attempt = lock_attempt(db, attempt_id)
    known = set(db.scalars(select(SeatSignal.mark).where(SeatSignal.attempt_id == attempt_id)))
    left = MOST_OF_AN_ATTEMPT - len(known)
    lease = _find_lease(db, attempt_id, device)
    if attempt.state not in STARTED or attempt.started_at is None or lease is None:
        return left
    recorded = recorded_kinds(read_needs(db, attempt))
    for one in _choose(sent, known, recorded, left):
        began_at = min(max(one.began_at or now.wall, attempt.started_at), now.wall)
        longest = now.wall - (attempt.started_at if one.began_at is None else began_at)
        db.add(
            SeatSignal(
                attempt_id=attempt_id,
                mark=one.mark,
                kind=one.kind,
                lease=lease,
                began_at=began_at,
                duration_ms=_cut_length(one.duration_ms, longest),
                received_at=now.wall,
            )
        )
        left -= 1
    db.flush()
    return left


def _find_lease(db: Session, attempt_id: int, device: str) -> int | None:
    """Return the last lease that a machine has held, None for one that has held none."""
    mine = select(func.max(Lease.number)).where(Lease.attempt_id == attempt_id, Lease.device == device)
    return db.scalar(mine)


def _cut_length(claimed_ms: int | None, longest: timedelta) -> int | None:
    """Return a length that a page claims, cut to what can have passed; None where no end was seen."""
    return None if claimed_ms is None else min(claimed_ms, longest // timedelta(milliseconds=1))


def _choose(
    sent: Sequence[SentSignal], known: set[str], recorded: Collection[SignalKind], left: int
) -> list[SentSignal]:
    fresh = {one.mark: one for one in sent if one.mark not in known and one.kind in recorded}
    return list(fresh.values())[: max(left, 0)]


def list_totals(db: Session, sitting_id: int) -> Mapping[int, list[SignalTotal]]:
    """Return the signals of a sitting by attempt, one total for each kind, in the order of the kinds."""
    rows = db.execute(
        select(
            SeatSignal.attempt_id,
            SeatSignal.kind,
            func.count(),
            func.coalesce(func.sum(SeatSignal.duration_ms), 0),
            func.max(SeatSignal.began_at),
        )
        .join(Attempt, Attempt.id == SeatSignal.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .group_by(SeatSignal.attempt_id, SeatSignal.kind)
    )
    totals: dict[int, list[SignalTotal]] = defaultdict(list)
    for attempt_id, kind, count, length, last_at in rows:
        totals[attempt_id].append(SignalTotal(kind, count, timedelta(milliseconds=int(length or 0)), last_at))
    order = list(SignalKind)
    return {key: sorted(found, key=lambda one: order.index(one.kind)) for key, found in totals.items()}


def list_totals_of(db: Session, attempt_code: str) -> Sequence[SignalTotal]:
    """Return the signals of one attempt, one total for each kind."""
    attempt = db.scalars(select(Attempt).where(Attempt.code == attempt_code)).first()
    return list_totals(db, attempt.sitting_id).get(attempt.id, ()) if attempt else ()


def list_signals(db: Session, attempt_id: int) -> Sequence[SeatSignal]:
    """Return the signals of an attempt in the order in which they began."""
    return db.scalars(
        select(SeatSignal)
        .where(SeatSignal.attempt_id == attempt_id)
        .order_by(SeatSignal.began_at, SeatSignal.mark)
    ).all()
