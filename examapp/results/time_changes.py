"""The time ledgers of a room as people tell them: a pause is one line, and so is one act for many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from examapp.delivery.models import TimeLedgerRow
from examapp.delivery.timing import LedgerKind, find_end_of_stop
from examapp.results.content import TimeChange

PAUSE = "pause"
_STOPS: Final[Mapping[LedgerKind, str]] = {LedgerKind.PAUSED: PAUSE, LedgerKind.MOVED: LedgerKind.MOVED.value}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What this room needs of a row of the time ledger; `position` is the candidate's line."""

    position: int
    kind: LedgerKind
    at: datetime
    since: datetime | None
    added_ms: int
    cause: str
    author: str


def list_time_changes(rows: Sequence[LedgerRow]) -> tuple[TimeChange, ...]:
    """Return what changed anybody's time, in order; `rows` come by candidate, in the ledger's order."""
    return tuple(sorted(_merge(_changes(rows)), key=lambda change: (change.since, change.positions)))


def as_ledger_rows(
    rows: Iterable[TimeLedgerRow], position_by_attempt: Mapping[int, int]
) -> tuple[LedgerRow, ...]:
    """Return the plain values of the stored rows."""
    return tuple(
        LedgerRow(
            position=position_by_attempt[row.attempt_id],
            kind=row.kind,
            at=row.at_wall,
            since=row.since_wall,
            added_ms=row.added_ms,
            cause=row.cause,
            author=row.author,
        )
        for row in rows
    )


def _changes(rows: Sequence[LedgerRow]) -> Iterator[TimeChange]:
    for place, row in enumerate(rows):
        if row.kind in _STOPS:
            until = find_end_of_stop(
                row.kind, ((o.kind, o.at) for o in rows[place + 1 :] if o.position == row.position)
            )
            if until is not None:
                yield _stop(_STOPS[row.kind], row, until)
        elif row.kind is LedgerKind.OUTAGE and row.since is not None:
            yield _stop(row.kind.value, replace(row, at=row.since), row.at)
        elif row.kind in {LedgerKind.EXTENSION, LedgerKind.CREDIT}:
            yield TimeChange(
                row.kind.value, row.at, row.at, (row.position,), row.added_ms, row.cause, row.author
            )


def _stop(kind: str, begun: LedgerRow, until: datetime) -> TimeChange:
    length_ms = round((until - begun.at).total_seconds() * 1000)
    return TimeChange(kind, begun.at, until, (begun.position,), length_ms, begun.cause, begun.author)


def _merge(changes: Iterator[TimeChange]) -> list[TimeChange]:
    """Join what one author did at one moment, for one cause, to several candidates."""
    merged: dict[tuple[object, ...], TimeChange] = {}
    for change in changes:
        key = (
            change.kind,
            change.since.replace(microsecond=0),
            change.until.replace(microsecond=0),
            change.milliseconds // 1000,
            change.cause,
            change.author,
        )
        known = merged.get(key)
        merged[key] = (
            replace(known, positions=tuple(sorted({*known.positions, *change.positions})))
            if known
            else change
        )
    return list(merged.values())
