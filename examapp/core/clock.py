"""The only reader of the clock; every rule takes time as an argument.

An `Instant` carries the wall clock and CLOCK_BOOTTIME with the boot id: durations within one boot come
from the latter, so that a wall clock set forward or back takes no minute from anybody.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

TASHKENT = ZoneInfo("Asia/Tashkent")


@dataclass(frozen=True)
class Instant:
    """A moment as this machine saw it: aware UTC, milliseconds since boot, and which boot."""

    wall: datetime
    boot_ms: int
    boot_id: str

    def later(self, *, milliseconds: int) -> "Instant":
        """Return the instant that many milliseconds later, within the same boot."""
        return Instant(
            self.wall + timedelta(milliseconds=milliseconds), self.boot_ms + milliseconds, self.boot_id
        )


class ClockSource(Protocol):
    """Where instants come from: the machine, or a test's own clock."""

    def read(self) -> Instant:
        """Return the present instant."""
        ...


def _machine_boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:  # not Linux: one boot id per process is the cautious answer
        return f"process-{time.monotonic_ns()}"


class MachineClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self._boot_id = _machine_boot_id()
        # CLOCK_BOOTTIME goes on while the machine sleeps; elsewhere than Linux CLOCK_MONOTONIC must do.
        self._clock_id = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def read(self) -> Instant:
        """Return the present instant."""
        boot_ms = time.clock_gettime_ns(self._clock_id) // 1_000_000
        return Instant(datetime.now(UTC), boot_ms, self._boot_id)


class ManualClock:
    """A clock that stands until it is moved: for tests and for making the demo's past."""

    def __init__(self, start: datetime, *, boot_id: str = "manual-boot", boot_ms: int = 1_000_000) -> None:
        self.instant = Instant(start, boot_ms, boot_id)

    def read(self) -> Instant:
        """Return the instant at which this clock stands."""
        return self.instant

    def advance(self, **lengths: float) -> None:
        """Move forward by a `timedelta`'s keyword arguments, wall and boot clock together."""
        self.instant = self.instant.later(
            milliseconds=round(timedelta(**lengths) / timedelta(milliseconds=1))
        )


class _Current:
    source: ClockSource = MachineClock()


def now() -> datetime:
    """Return the present moment as aware UTC."""
    return _Current.source.read().wall


def read_instant() -> Instant:
    """Return the present instant of the wall clock and the boot clock."""
    return _Current.source.read()


@contextmanager
def using(source: ClockSource) -> Iterator[None]:
    """Read all time from another source within the block (process-wide: tests and the demo's past)."""
    before = _Current.source
    _Current.source = source
    try:
        yield
    finally:
        # A block that was never left ends when its generator is collected: by then another source may rule.
        if _Current.source is source:
            _Current.source = before
