"""The time ledgers of a room as rows of its minutes: a pause is one row, and so is one act for many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt, TimeLedgerRow
from examapp.delivery.timing import LedgerKind, find_end_of_stop

# These stop the clock; the others give minutes.
STOPS = frozenset({LedgerKind.PAUSED, LedgerKind.MOVED, LedgerKind.OUTAGE})


@dataclass(frozen=True, slots=True)
class TimeChange:
    """What changed the time of some attempts: since when, until when (None while a stop lasts), by whom."""

    kind: LedgerKind
    since: datetime
    until: datetime | None
    attempts: tuple[int, ...]
    added_ms: int
    cause: str
    author: str

    @property
    def minutes(self) -> float:
        """How long the clock stood, or how much was given, in minutes."""
        if self.kind in STOPS:
            return ((self.until or self.since) - self.since) / timedelta(minutes=1)
        return self.added_ms / 60_000


def read_time_changes(db: Session, sitting_id: int) -> list[TimeChange]:
    """Return everything that changed anybody's time at a sitting, the earliest first."""
    rows = db.scalars(
        select(TimeLedgerRow)
        .join(Attempt, Attempt.id == TimeLedgerRow.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(TimeLedgerRow.attempt_id, TimeLedgerRow.number)
    ).all()
    return sorted(merge_changes(list_changes(rows)), key=lambda change: (change.since, change.attempts))


def list_changes(rows: Sequence[TimeLedgerRow]) -> Iterator[TimeChange]:
    """Return the changes of ledgers that stand one after the other; each stop with what ended it."""
    for place, row in enumerate(rows):
        mine = (row.attempt_id,)
        if row.kind in {LedgerKind.PAUSED, LedgerKind.MOVED}:
            later = ((o.kind, o.at_wall) for o in rows[place + 1 :] if o.attempt_id == row.attempt_id)
            until = find_end_of_stop(row.kind, later)
            yield TimeChange(row.kind, row.at_wall, until, mine, 0, row.cause, row.author)
        elif row.kind is LedgerKind.OUTAGE:
            since = row.since_wall or row.at_wall
            yield TimeChange(row.kind, since, row.at_wall, mine, 0, row.cause, row.author)
        elif row.kind in {LedgerKind.EXTENSION, LedgerKind.CREDIT}:
            yield TimeChange(row.kind, row.at_wall, None, mine, row.added_ms, row.cause, row.author)


def merge_changes(changes: Iterable[TimeChange]) -> list[TimeChange]:
    """Join what one author did in one second, for one cause and of one length, to several candidates."""
    merged: dict[tuple[object, ...], TimeChange] = {}
    for change in changes:
        until = change.until.replace(microsecond=0) if change.until else None
        key = (
            *(change.kind, change.since.replace(microsecond=0), until),
            *(change.added_ms, change.cause, change.author),
        )
        known = merged.get(key)
        attempts = (*known.attempts, *change.attempts) if known else change.attempts
        merged[key] = TimeChange(
            *(change.kind, known.since if known else change.since, change.until, attempts),
            *(change.added_ms, change.cause, change.author),
        )
    return list(merged.values())
