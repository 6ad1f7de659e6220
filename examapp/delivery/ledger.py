"""The time ledger: writing one row, and reading all of them as the pure clock of `timing`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.models import Attempt, TimeLedgerRow
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind, read_clock

_COLUMNS = (
    TimeLedgerRow.kind,
    TimeLedgerRow.at_wall,
    TimeLedgerRow.at_boot_ms,
    TimeLedgerRow.at_boot_id,
    TimeLedgerRow.since_wall,
    TimeLedgerRow.since_boot_ms,
    TimeLedgerRow.since_boot_id,
    TimeLedgerRow.added_ms,
)


def _to_entry(row: Any) -> LedgerEntry:
    since = None
    if row.since_boot_id is not None:
        since = Instant(row.since_wall, row.since_boot_ms, row.since_boot_id)
    return LedgerEntry(row.kind, Instant(row.at_wall, row.at_boot_ms, row.at_boot_id), since, row.added_ms)


def read_entries(db: Session | Connection, attempt_id: int) -> tuple[LedgerEntry, ...]:
    """Return an attempt's ledger in the order in which it was written."""
    rows = db.execute(
        select(*_COLUMNS).where(TimeLedgerRow.attempt_id == attempt_id).order_by(TimeLedgerRow.number)
    )
    return tuple(_to_entry(row) for row in rows)


def read_entries_of(db: Session, attempt_ids: Iterable[int]) -> dict[int, tuple[LedgerEntry, ...]]:
    """Return the ledgers of several attempts at once, by attempt."""
    rows = db.execute(
        select(TimeLedgerRow.attempt_id, *_COLUMNS)
        .where(TimeLedgerRow.attempt_id.in_(list(attempt_ids)))
        .order_by(TimeLedgerRow.attempt_id, TimeLedgerRow.number)
    )
    ledgers: dict[int, list[LedgerEntry]] = {}
    for row in rows:
        ledgers.setdefault(row.attempt_id, []).append(_to_entry(row))
    return {attempt_id: tuple(entries) for attempt_id, entries in ledgers.items()}


def read_attempt_clock(db: Session, attempt: Attempt) -> AttemptClock:
    """Return the clock of an attempt."""
    return AttemptClock(attempt.duration_ms, attempt.accommodation_ms, read_entries(db, attempt.id))


def list_rows(db: Session, attempt_id: int) -> Sequence[TimeLedgerRow]:
    """Return the rows themselves, with cause and author, in their order."""
    return db.scalars(
        select(TimeLedgerRow).where(TimeLedgerRow.attempt_id == attempt_id).order_by(TimeLedgerRow.number)
    ).all()


def append_row(
    db: Session,
    attempt: Attempt,
    kind: LedgerKind,
    at: Instant,
    *,
    cause: str,
    author: str,
    since: Instant | None = None,
    added_ms: int = 0,
    recorded_at: datetime | None = None,
) -> None:
    """Write one row for an attempt that the caller has locked, and let every writer see that it changed."""
    last = db.scalar(select(func.max(TimeLedgerRow.number)).where(TimeLedgerRow.attempt_id == attempt.id))
    db.add(
        TimeLedgerRow(
            attempt_id=attempt.id,
            number=0 if last is None else last + 1,
            kind=kind,
            at=at,
            since_wall=since.wall if since else None,
            since_boot_ms=since.boot_ms if since else None,
            since_boot_id=since.boot_id if since else None,
            added_ms=added_ms,
            cause=cause,
            author=author,
            recorded_at=recorded_at or at.wall,
        )
    )
    attempt.version += 1
    db.flush()


def plan_check(db: Session, attempt: Attempt, now: Instant) -> None:
    """Note when the sweeper should look at the attempt next: a hint, which the sweeper verifies."""
    attempt.check_at = None
    if attempt.state in {AttemptState.IN_PROGRESS, AttemptState.CLOSING}:
        reading = read_clock(read_attempt_clock(db, attempt), now)
        if attempt.state is AttemptState.CLOSING:
            left = max(0, attempt.grace_ms - reading.over_ms)
            attempt.check_at = now.wall + timedelta(milliseconds=left)
        else:
            # Before the first item is shown nothing can end; the latest start of the clock is soon enough.
            attempt.check_at = reading.ends_at or now.wall + timedelta(milliseconds=reading.limit_ms)
    db.flush()


def to_utc(moment: datetime) -> datetime:
    """Return a moment that a driver gave, which on SQLite has no zone, as aware UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
