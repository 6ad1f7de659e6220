"""What one process remembers, bounded: a hint that saves a query, never a truth."""

import threading
from collections import OrderedDict
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
# More than sit in the largest hall: were it less, whoever answers in turn would always have been forgotten.
MOST: Final = 12_288


class Remembered(Generic[K, V]):
    """A mapping that forgets the oldest entries; safe among threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: K) -> V | None:
        """Return what is remembered under a key, or None."""
        return self._entries.get(key)

    def keep(self, key: K, value: V) -> V:
        """Remember a value in place of an earlier one, and return it."""
        with self._lock:
            self._entries[key] = value
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return value
