"""How often an address asked for codes that were never issued: kept in memory, and only for minutes.

A look-up by anybody must not write: it would wait for the exam's answers, and a miss would take longer than
a hit. So each serving process counts for itself, and a restart forgets. What keeps codes from being guessed
is their 55 random bits: with a million certificates issued one try in 3 × 10¹⁰ finds one. The bound keeps the
load of whoever tries anyway from the others.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

MOST_MISSES: Final = 300
WINDOW: Final = timedelta(minutes=10)
MOST_ADDRESSES: Final = 10_000


@dataclass
class MissCounter:
    """Counts misses by address key; each address has a window of its own that begins with its first miss."""

    _windows: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, key: str, at: datetime) -> bool:
        """Count a miss, and tell whether the address is still within its bound."""
        with self._lock:
            begun, misses = self._windows.pop(key, (at, 0))
            if at - begun >= WINDOW:
                begun, misses = at, 0
            elif misses >= MOST_MISSES:
                self._windows[key] = (begun, misses)
                return False
            if len(self._windows) >= MOST_ADDRESSES:  # the address that has been quiet longest goes
                del self._windows[next(iter(self._windows))]
            self._windows[key] = (begun, misses + 1)
            return True
