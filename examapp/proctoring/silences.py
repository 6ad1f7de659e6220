"""What the silences of a seat cost its candidate, and what was given back for them.

Nobody is heard from a seat whose computer, link or power has failed, and the clock runs. What ran off it then
is told silence by silence. Minutes that are given for a technical cause are for the silences that had begun,
the last one first: so none is given back twice, and none is taken for given because another was.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.answer_log import SILENT_AFTER
from examapp.delivery.attempts import milliseconds
from examapp.delivery.ledger import read_entries_of
from examapp.delivery.models import TimeLedgerRow
from examapp.delivery.queries import AttemptRow
from examapp.delivery.silences import Jump, list_jumps, list_silences
from examapp.delivery.timing import AttemptClock, LedgerKind, read_clock
from examapp.proctoring.reasons import CAUSE_WORDS, Cause

# A seat that is alive was seen within one interval of its heartbeat; it has lost nothing.
ALIVE: Final = timedelta(seconds=12)
_MINUTE_MS: Final = 60_000
_FOR_SILENCES: Final = frozenset(
    CAUSE_WORDS[cause]
    for cause in (Cause.COMPUTER, Cause.POWER_CUT, Cause.SEAT_POWER, Cause.NETWORK, Cause.OTHER_TECHNICAL)
)


@dataclass(frozen=True, slots=True)
class Giving:
    """Minutes that were given, or taken back, in milliseconds."""

    at: datetime
    added_ms: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A silence and what ran off the clock in it; `until` is None while it lasts, `given_ms` at most that."""

    since: datetime
    until: datetime | None
    lost_ms: int
    given_ms: int = 0


def reckon_losses(
    clock: AttemptClock,
    silences: Iterable[tuple[datetime, datetime | None]],
    givings: Sequence[Giving],
    now: Instant,
    jumps: Collection[Jump] = (),
) -> tuple[Loss, ...]:
    """Return the silences in which time ran off a clock, the earliest first, each with what was given for it.

    Pauses, outages of the server and ways to another computer have taken their part off the clock already,
    and a wall clock that was set forward has made nobody silent.
    """

    def used_ms(moment: datetime) -> int:
        as_now = moment + sum((length for until, length in jumps if moment <= until), timedelta())
        return read_clock(clock, now.later(milliseconds=-milliseconds(now.wall - as_now))).used_ms

    found = [(since, until, used_ms(until or now.wall) - used_ms(since)) for since, until in silences]
    lost = [one for one in found if one[2] > milliseconds(ALIVE)]
    given = [0] * len(lost)
    for giving in _without_taken_back(givings):
        rest = giving.added_ms
        for place in reversed([place for place, one in enumerate(lost) if one[0] <= giving.at]):
            share = min(rest, lost[place][2] - given[place])
            given[place] += share
            rest -= share
    return tuple(Loss(*one, given_ms=back) for one, back in zip(lost, given, strict=True))


def _without_taken_back(givings: Iterable[Giving]) -> list[Giving]:
    """Return what was given and not taken back: what is taken back is of the last that was given."""
    left: list[Giving] = []
    for giving in givings:
        at, added_ms = giving.at, giving.added_ms
        while added_ms < 0 and left:
            last = left.pop()
            at, added_ms = last.at, added_ms + last.added_ms
        if added_ms > 0:
            left.append(Giving(at, added_ms))
    return left


def minutes_due(losses: Iterable[Loss], ended_since: datetime) -> int:
    """Return what has not been given back yet, in whole minutes rounded up.

    It counts silences that last, and those that ended since a moment.
    """
    due = [loss for loss in losses if loss.until is None or loss.until >= ended_since]
    return ceil(sum(loss.lost_ms - loss.given_ms for loss in due) / _MINUTE_MS)


def read_losses(
    db: Session, rows: Iterable[AttemptRow], now: Instant, *, longer_than: timedelta = SILENT_AFTER
) -> dict[int, tuple[Loss, ...]]:
    """Return what silences have cost each of these attempts, by attempt; one that has not begun has none.

    `longer_than` is how long the last sign must lie back for the present silence to be one.
    """
    begun = {row.attempt_id: row for row in rows if row.attempt_id and row.started_at}
    ledgers, silences = read_entries_of(db, begun), list_silences(db, begun.keys())
    givings = _list_givings(db, begun)
    jumps = list_jumps(
        db, min((row.started_at for row in begun.values() if row.started_at), default=now.wall)
    )
    return {
        attempt_id: reckon_losses(
            AttemptClock(row.duration_ms, row.accommodation_ms, ledgers.get(attempt_id, ())),
            (*silences.get(attempt_id, ()), *_find_last(row, now, longer_than)),
            givings.get(attempt_id, ()),
            now,
            jumps,
        )
        for attempt_id, row in begun.items()
    }


def _find_last(
    row: AttemptRow, now: Instant, longer_than: timedelta
) -> list[tuple[datetime, datetime | None]]:
    """Return the silence that lasts, or lasted when the attempt ended."""
    last_sign = row.last_seen_at or row.started_at
    until = row.ended_at or now.wall
    if last_sign is None or until - last_sign <= longer_than:
        return []
    return [(last_sign, row.ended_at)]


def _list_givings(db: Session, attempt_ids: Iterable[int]) -> Mapping[int, Sequence[Giving]]:
    one = TimeLedgerRow
    rows = db.execute(
        select(one.attempt_id, one.kind, one.cause, one.at_wall, one.added_ms)
        .where(one.attempt_id.in_(list(attempt_ids)), one.added_ms != 0)
        .order_by(one.attempt_id, one.number)
    )
    givings: dict[int, list[Giving]] = {}
    for row in rows:
        if row.kind is LedgerKind.CREDIT or row.cause in _FOR_SILENCES:
            givings.setdefault(row.attempt_id, []).append(Giving(row.at_wall, row.added_ms))
    return givings


def read_given_ms(db: Session, attempt_id: int) -> int:
    """Return what people have given for faults, less what they took back; takeovers give by themselves."""
    one = TimeLedgerRow
    of_faults = (one.kind == LedgerKind.EXTENSION, one.cause.in_(_FOR_SILENCES))
    rows = select(func.coalesce(func.sum(one.added_ms), 0)).where(one.attempt_id == attempt_id, *of_faults)
    return max(0, int(db.scalar(rows) or 0))
