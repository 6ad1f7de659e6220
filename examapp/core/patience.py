"""Who may wait for a storage that is busy: most of a process's threads for some seconds, never all of them.

A server has a fixed number of threads. If each of them waits for a database that another program holds, not
even the question whether the process is alive is answered. So the last few give up soon, and once it is plain
that the storage hangs they do not wait at all: who asked is told to send again.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST_PATIENT: Final = 12
# Longer than any group of saves takes on a slow disk, short enough for whoever watches the process.
SHORT_SECONDS: Final = 0.75


class Patience:
    """Knows who waits since when, and says how long the next one may."""

    def __init__(self) -> None:
        self._waiting: dict[object, float] = {}
        self._moved_at = float("-inf")
        self._lock = threading.Lock()

    def note_turn(self) -> None:
        """Remember that somebody's wait has just ended well: the queue moves."""
        self._moved_at = time.monotonic()

    @contextmanager
    def lend(self, longest: float) -> Iterator[float]:
        """Yield how many seconds the caller may wait within the block, at most `longest`."""
        place = object()
        with self._lock:
            seconds = min(longest, self._find_limit(longest))
            self._waiting[place] = time.monotonic()
        try:
            yield seconds
        finally:
            with self._lock:
                del self._waiting[place]

    def _find_limit(self, longest: float) -> float:
        if len(self._waiting) < MOST_PATIENT:
            return longest
        now, oldest = time.monotonic(), next(iter(self._waiting.values()))
        # A queue that moves is no storage that hangs: when a whole hall starts, everybody gets a turn.
        if now - self._moved_at <= SHORT_SECONDS:
            return longest
        return 0.0 if now - oldest > SHORT_SECONDS else SHORT_SECONDS
