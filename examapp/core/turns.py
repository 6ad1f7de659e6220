"""Turns that come in the order of asking: the turn to write on SQLite, the places of a gate.

A plain lock or semaphore lets whoever runs take it again: when a hall of 200 starts at one moment, a thread
then waits for seconds and is refused, and the heartbeat's delay is credited as an outage that never was.
"""

import threading
from collections import deque


class Turns:
    """A fair semaphore with two queues; the urgent one is served first."""

    def __init__(self, places: int = 1) -> None:
        self._guard = threading.Lock()
        self._free = places
        self._urgent: deque[threading.Lock] = deque()
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float = -1, *, urgent: bool = False) -> bool:
        """Wait for a turn at most so many seconds, without end for -1; False if it has not come."""
        queue = self._urgent if urgent else self._waiting
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            place = threading.Lock()
            place.acquire()
            queue.append(place)
        if place.acquire(timeout=timeout):
            return True
        with self._guard:
            if place in queue:
                queue.remove(place)
                return False
        return True  # it was handed over in the very moment in which the patience ended

    def release(self) -> None:
        """Hand the turn to the next one who waits."""
        with self._guard:
            queue = self._urgent or self._waiting
            if queue:
                queue.popleft().release()
            else:
                self._free += 1
