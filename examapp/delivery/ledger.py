"""The time ledger: writing one row, and reading all of them as the pure clock of `timing`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, bindparam, insert, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.models import Attempt, TimeLedgerRow
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind, read_clock

# In these states time passes, or the grace after it.
TIMED: Final = (AttemptState.IN_PROGRESS, AttemptState.CLOSING)
# What the busiest moment asks is built once, over the bare table: building costs as much as running.
_ROW = TimeLedgerRow.__table__.c
_COLUMNS = (
    _ROW.kind,
    _ROW.at_wall,
    _ROW.at_boot_ms,
    _ROW.at_boot_id,
    _ROW.since_wall,
    _ROW.since_boot_ms,
    _ROW.since_boot_id,
    _ROW.added_ms,
)
_INSERTED = insert(cast("Table", TimeLedgerRow.__table__))
_ENTRIES = select(*_COLUMNS).where(_ROW.attempt_id == bindparam("attempt_id")).order_by(_ROW.number)
_SHOWN_ROWS = (
    select(_ROW.kind, _ROW.cause, _ROW.at_wall, _ROW.since_wall, _ROW.added_ms, _ROW.recorded_at)
    .where(_ROW.attempt_id == bindparam("attempt_id"))
    .order_by(_ROW.number)
)


def _to_entry(row: Any) -> LedgerEntry:
    since = None
    if row.since_boot_id is not None:
        since = Instant(row.since_wall, row.since_boot_ms, row.since_boot_id)
    return LedgerEntry(row.kind, Instant(row.at_wall, row.at_boot_ms, row.at_boot_id), since, row.added_ms)


def read_entries(db: Session | Connection, attempt_id: int) -> tuple[LedgerEntry, ...]:
    """Return an attempt's ledger in the order in which it was written."""
    return tuple(_to_entry(row) for row in db.execute(_ENTRIES, {"attempt_id": attempt_id}))


def read_entries_of(db: Session, attempt_ids: Iterable[int]) -> dict[int, tuple[LedgerEntry, ...]]:
    """Return the ledgers of several attempts at once, by attempt."""
    rows = db.execute(
        select(_ROW.attempt_id, *_COLUMNS)
        .where(_ROW.attempt_id.in_(list(attempt_ids)))
        .order_by(_ROW.attempt_id, _ROW.number)
    )
    return _by_attempt(rows)


def _by_attempt(rows: Iterable[Any]) -> dict[int, tuple[LedgerEntry, ...]]:
    ledgers: dict[int, list[LedgerEntry]] = {}
    for row in rows:
        ledgers.setdefault(row.attempt_id, []).append(_to_entry(row))
    return {attempt_id: tuple(entries) for attempt_id, entries in ledgers.items()}


def read_attempt_clock(db: Session, attempt: Attempt) -> AttemptClock:
    """Return the clock of an attempt."""
    return AttemptClock(attempt.duration_ms, attempt.accommodation_ms, read_entries(db, attempt.id))


def read_running_entries(db: Session) -> dict[int, tuple[LedgerEntry, ...]]:
    """Return the ledgers of all attempts that run or close, by attempt, whatever their number."""
    attempt = Attempt.__table__
    rows = db.execute(
        select(_ROW.attempt_id, *_COLUMNS)
        .join_from(TimeLedgerRow.__table__, attempt, attempt.c.id == _ROW.attempt_id)
        .where(attempt.c.state.in_(TIMED))
        .order_by(_ROW.attempt_id, _ROW.number)
    )
    return _by_attempt(rows)


def list_rows(db: Session, attempt_id: int) -> Sequence[TimeLedgerRow]:
    """Return the rows themselves, with cause and author, in their order."""
    return db.scalars(
        select(TimeLedgerRow).where(TimeLedgerRow.attempt_id == attempt_id).order_by(TimeLedgerRow.number)
    ).all()


def list_shown_rows(db: Session, attempt_id: int) -> Sequence[Any]:
    """Return of each row what its candidate may be shown, in their order."""
    return db.execute(_SHOWN_ROWS, {"attempt_id": attempt_id}).all()


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
    moves: bool = False,
    before: AttemptClock | None = None,
) -> AttemptClock:
    """Write one row for an attempt that the caller has locked, and let every writer see that it changed.

    `moves`: the caller moves the attempt's state next, by which its version rises. `before` is the clock,
    where the caller has read it under this lock. Returns the clock as it is with the row.
    """
    before = before or read_attempt_clock(db, attempt)
    entry = LedgerEntry(kind, at, since, added_ms)
    row = _row_of(attempt.id, len(before.entries), entry, cause, author, recorded_at or at.wall)
    db.connection().execute(_INSERTED, row)
    if not moves:
        attempt.version += 1
    return replace(before, entries=(*before.entries, entry))


def _row_of(
    attempt_id: int, number: int, entry: LedgerEntry, cause: str, author: str, recorded_at: datetime
) -> dict[str, Any]:
    since = entry.since
    return {
        "attempt_id": attempt_id,
        "number": number,  # numbers begin at 0, and no row is ever taken away
        "kind": entry.kind,
        "at_wall": entry.at.wall,
        "at_boot_ms": entry.at.boot_ms,
        "at_boot_id": entry.at.boot_id,
        "since_wall": since.wall if since else None,
        "since_boot_ms": since.boot_ms if since else None,
        "since_boot_id": since.boot_id if since else None,
        "added_ms": entry.added_ms,
        "cause": cause,
        "author": author,
        "recorded_at": recorded_at,
    }


def append_to_many(
    db: Session, entries: Mapping[int, tuple[int, LedgerEntry]], *, cause: str, author: str
) -> None:
    """Write one row for each of many attempts (by attempt: its place, the entry); versions are not raised."""
    rows = [
        _row_of(attempt_id, number, entry, cause, author, entry.at.wall)
        for attempt_id, (number, entry) in entries.items()
    ]
    if rows:
        db.connection().execute(_INSERTED, rows)


def plan_check(db: Session, attempt: Attempt, now: Instant, clock: AttemptClock | None = None) -> None:
    """Note when the sweeper should look at the attempt next: a hint, which the sweeper verifies.

    `clock` is the attempt's, where the caller has it at hand.
    """
    attempt.check_at = None
    if attempt.state in TIMED:
        known = clock or read_attempt_clock(db, attempt)
        attempt.check_at = find_check(attempt.state, known, attempt.grace_ms, now)
    db.flush()


def find_check(state: AttemptState, clock: AttemptClock, grace_ms: int, now: Instant) -> datetime:
    """Return when the sweeper should look at an attempt that runs or closes."""
    reading = read_clock(clock, now)
    if state is AttemptState.CLOSING:
        return now.wall + timedelta(milliseconds=max(0, grace_ms - reading.over_ms))
    # Before the first item is shown nothing can end; the latest start of the clock is soon enough.
    return reading.ends_at or now.wall + timedelta(milliseconds=reading.limit_ms)


def to_utc(moment: datetime) -> datetime:
    """Return a moment that a driver gave, which on SQLite has no zone, as aware UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
