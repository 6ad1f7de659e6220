"""How much time is used, what the limit is, and when the attempt ends: one pure function for everybody.

Candidate, proctor and audit read the same ledger through `read_clock`. Lengths are milliseconds of the boot
clock; only across two boots, or two machines, of the wall clock, and then the reading says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from examapp.core.clock import Instant

# The clock starts when the first item is on the screen, at the latest so long after the start; and so it goes
# on at another computer, counted from the entry there.
SHOWN_AT_LATEST_MS: Final = 30_000
_FOREVER: Final = 1 << 62

Span = tuple[int, int]


class LedgerKind(StrEnum):
    """What a row of the time ledger records.

    From MOVED on the clock stands: the candidate walks to another computer. ARRIVED is the entry there,
    SEATED the question on its screen, or the proctor's word that the clock goes on.
    """

    STARTED = "started"
    SHOWN = "shown"
    PAUSED = "paused"
    RESUMED = "resumed"
    MOVED = "moved"
    ARRIVED = "arrived"
    SEATED = "seated"
    OUTAGE = "outage"
    EXTENSION = "extension"
    CREDIT = "credit"
    ENDED = "ended"


_PAUSE_ENDS: Final = frozenset({LedgerKind.RESUMED, LedgerKind.ENDED})
_WALK_ENDS: Final = frozenset({LedgerKind.MOVED, LedgerKind.SEATED, LedgerKind.ENDED})
_WALK_IS_OVER: Final = frozenset({LedgerKind.ARRIVED, LedgerKind.SEATED, LedgerKind.ENDED})
# What the first item on the screen writes, by what it follows.
_ITEM_ROWS: Final = {LedgerKind.STARTED: LedgerKind.SHOWN, LedgerKind.ARRIVED: LedgerKind.SEATED}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One row of the ledger: `at` is when it took effect, `since` when an outage began."""

    kind: LedgerKind
    at: Instant
    since: Instant | None = None
    added_ms: int = 0


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The clock at one instant.

    `used_ms` never exceeds the limit; `over_ms` is how long ago time ran out or the attempt was ended,
    outages not counted; used + paused + outage = wall, where paused are the stops by people: pauses, and ways
    to another computer. `ends_at` is None until the clock has started;
    `by_wall` says that a length rests on the wall clock.
    """

    limit_ms: int
    used_ms: int
    paused_ms: int
    outage_ms: int
    wall_ms: int
    over_ms: int
    has_begun: bool
    time_left: bool
    ends_at: datetime | None
    by_wall: bool


@dataclass(frozen=True)
class AttemptClock:
    """What was granted at the start, and the ledger in the order in which it was written."""

    duration_ms: int
    accommodation_ms: int
    entries: tuple[LedgerEntry, ...]

    @cached_property
    def limit_ms(self) -> int:
        """Programme's time + accommodation + Σ of the ledger."""
        return self.duration_ms + self.accommodation_ms + sum(entry.added_ms for entry in self.entries)

    @cached_property
    def pauses(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """When people stopped it and let it go on, by the wall clock; None where it stands still."""
        found: list[tuple[datetime, datetime | None]] = []
        for entry in self.entries:
            if entry.kind is LedgerKind.PAUSED:
                found.append((entry.at.wall, None))
            elif entry.kind in _PAUSE_ENDS and found and found[-1][1] is None:
                found[-1] = found[-1][0], entry.at.wall
        return tuple(found)

    @cached_property
    def _axis(self) -> "_Axis":
        return _Axis(self.entries)


class _Stop:
    """A kind of stop on the line: a row begins it, another ends it, at the latest at `until`."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.until = _FOREVER
        self._since: int | None = None

    def begin(self, at: int) -> None:
        self.end(at)
        self._since, self.until = at, _FOREVER

    def end(self, at: int) -> None:
        if self._since is not None:
            self.spans.append((self._since, min(at, self.until)))
        self._since = None


class _Axis:
    """The ledger laid on one line of milliseconds that begins at the start of the attempt."""

    def __init__(self, entries: tuple[LedgerEntry, ...]) -> None:
        self._offsets: dict[str, int] = {}
        self._last: tuple[int, datetime] | None = None
        self.started: int | None = None
        self.shown: int | None = None
        self.ended: int | None = None
        self._pause, self._walk = _Stop(), _Stop()
        outages: list[Span] = []
        for entry in entries:
            since = self._append(entry.since, self._place(entry.since)) if entry.since else 0
            at = self._append(entry.at, self.place(entry.at))
            if entry.kind is LedgerKind.OUTAGE:
                outages.append((since, at))
            self._lay(entry.kind, at)
        for stop in (self._pause, self._walk):
            stop.end(_FOREVER)
        self.pauses = merge_spans(self._pause.spans + self._walk.spans)
        self.stops = merge_spans((*self.pauses, *outages))

    def _lay(self, kind: LedgerKind, at: int) -> None:
        match kind:
            case LedgerKind.STARTED:
                self.started = at
            case LedgerKind.SHOWN:
                self.shown = at
            case LedgerKind.PAUSED:
                self._pause.begin(at)
            case LedgerKind.RESUMED:
                self._pause.end(at)
            case LedgerKind.MOVED:
                self._walk.begin(at)
            case LedgerKind.ARRIVED:
                self._walk.until = at + SHOWN_AT_LATEST_MS
            case LedgerKind.SEATED:
                self._walk.end(at)
            case LedgerKind.ENDED:
                self._pause.end(at)
                self._walk.end(at)
                self.ended = at

    def _append(self, instant: Instant, position: int) -> int:
        self._offsets.setdefault(instant.boot_id, position - instant.boot_ms)
        self._last = position, instant.wall
        return position

    def place(self, instant: Instant) -> int:
        """Return the position of an instant: by its boot if the ledger knows it, else by the wall clock.

        A machine may come up with an old date, but never before what has been written already.
        """
        position = self._place(instant)
        if instant.boot_id in self._offsets or self._last is None:
            return position
        return max(position, self._last[0])

    def _place(self, instant: Instant) -> int:
        offset = self._offsets.get(instant.boot_id)
        if offset is not None:
            return offset + instant.boot_ms
        if self._last is None:
            return 0
        position, wall = self._last
        return position + round((instant.wall - wall) / timedelta(milliseconds=1))

    def rests_on_wall(self, now: Instant) -> bool:
        """Tell whether two boots meet in the ledger or at `now`."""
        return len(self._offsets) > 1 or now.boot_id not in self._offsets

    def begin(self, now: int) -> int | None:
        """Return where the clock started, or None if it has not by `now`."""
        if self.started is None:
            return None
        latest = self.started + SHOWN_AT_LATEST_MS
        if self.shown is not None:
            return min(self.shown, latest)
        return latest if now >= latest else None


def find_walk(entries: Iterable[LedgerEntry]) -> LedgerEntry | None:
    """Return the move whose candidate has not entered at the new computer yet, the first of several."""
    walk = None
    for entry in entries:
        if entry.kind is LedgerKind.MOVED:
            walk = walk or entry
        elif entry.kind in _WALK_IS_OVER:
            walk = None
    return walk


def awaits_item(entries: Iterable[LedgerEntry]) -> LedgerKind | None:
    """Return the row that the first item on the screen of this computer makes, None where it makes none."""
    last = None
    for entry in entries:
        if entry.kind in _ITEM_ROWS or entry.kind in _WALK_ENDS or entry.kind is LedgerKind.SHOWN:
            last = entry.kind
    return None if last is None else _ITEM_ROWS.get(last)


def find_end_of_stop(kind: LedgerKind, later: Iterable[tuple[LedgerKind, datetime]]) -> datetime | None:
    """Return when a pause or a walk ended by the rows after it, each a kind with its wall time, or None.

    For whoever tells the ledger to people; the clock itself counts by `read_clock`.
    """
    latest = None
    for after, at in later:
        if after in (_WALK_ENDS if kind is LedgerKind.MOVED else _PAUSE_ENDS):
            return min(at, latest or at)
        if after is LedgerKind.ARRIVED and kind is LedgerKind.MOVED:
            latest = at + timedelta(milliseconds=SHOWN_AT_LATEST_MS)
    return latest


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the union of spans as disjoint spans in order, so that no stop is counted twice."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def _covered(spans: tuple[Span, ...], start: int, end: int) -> int:
    return sum(max(0, min(b, end) - max(a, start)) for a, b in spans)


def _run_out_at(stops: tuple[Span, ...], begin: int, length: int) -> int:
    """Return the position at which `length` of running time is used up, counted from `begin`."""
    position = begin
    for start, end in stops:
        if end <= position:
            continue
        if start - position >= length:
            break
        length -= max(0, start - position)
        position = end
    return position + length


def read_clock(clock: AttemptClock, now: Instant) -> ClockReading:
    """Read an attempt's clock at an instant."""
    axis, limit = clock._axis, clock.limit_ms  # noqa: SLF001 - the line is this module's own business
    here = axis.place(now)
    begin = axis.begin(here)
    by_wall = axis.rests_on_wall(now)
    if begin is None or here < begin:
        over = max(0, here - axis.ended) if axis.ended is not None else 0
        return ClockReading(limit, 0, 0, 0, 0, over, False, axis.ended is None, None, by_wall)
    until = here if axis.ended is None else max(begin, min(here, axis.ended))
    stopped = _covered(axis.stops, begin, until)
    paused = _covered(axis.pauses, begin, until)
    used = until - begin - stopped
    run_out = _run_out_at(axis.stops, begin, limit)
    over_from = run_out if axis.ended is None else min(run_out, axis.ended)
    over = max(0, here - over_from - _covered(axis.stops, over_from, here)) if here > over_from else 0
    if run_out >= _FOREVER:  # paused: the end if it went on now
        run_out = here + limit - used
    return ClockReading(
        limit_ms=limit,
        used_ms=min(used, limit),
        paused_ms=paused,
        outage_ms=stopped - paused,
        wall_ms=until - begin,
        over_ms=over,
        has_begun=True,
        time_left=axis.ended is None and used < limit,
        ends_at=now.wall + timedelta(milliseconds=run_out - here),
        by_wall=by_wall,
    )
