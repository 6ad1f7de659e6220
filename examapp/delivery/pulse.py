"""The thread that beats for one serving process: first before anything is served, then each second.

Whoever would write after a pause of the process or of the database beats first, so that no answer and no
ending is ever judged by a clock from which the outage has not been taken yet. While the storage does not take
a beat, nobody queues long for it: one tries, the others wait a moment, because it may only be a busy machine
on which a hall starts together, and are then told to send again.
"""

import threading
from typing import Final

import structlog

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.errors import StorageAway
from examapp.core.fault_points import Point, reached
from examapp.delivery.heartbeat import BEAT_SECONDS, beat
from examapp.delivery.lookout import Lookout

# Shorter than the gap that counts as an outage: a request never finds one that nobody has credited.
FRESH_MS: Final = 2_500
RETRY_MS: Final = 1_000
MOMENT_SECONDS: Final = 0.5
logger = structlog.get_logger(__name__)


class Pulse:
    """Beats from the first sign of life of a process on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._beaten_at_ms: int | None = None
        self._failed_at_ms: int | None = None
        self._lookout = Lookout()

    def start(self) -> None:
        """Let the thread beat, at once and then each second; waits for nothing."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)
                self._thread.start()

    def ensure_beating(self) -> None:
        """Beat now unless this process has done so lately.

        Raises what the storage raises; StorageAway where another thread tries for long or has just failed.
        """
        if not self.is_fresh():
            if self._has_just_failed() or not self._may_beat():
                raise StorageAway
            try:
                if not self.is_fresh():
                    self._beat()
            finally:
                self._lock.release()
        self.start()

    def _may_beat(self) -> bool:
        with self._database.patience.lend(MOMENT_SECONDS) as seconds:
            return self._lock.acquire(timeout=seconds)

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def has_started(self) -> bool:
        """Whether this process beats at all."""
        return self._thread is not None

    def age_ms(self) -> int | None:
        """Return how long ago the last beat became durable, None before the first."""
        return None if self._beaten_at_ms is None else read_instant().boot_ms - self._beaten_at_ms

    def is_fresh(self) -> bool:
        """Tell whether the storage took a beat so lately that no outage can stand uncredited."""
        age = self.age_ms()
        return age is not None and age < FRESH_MS

    def _has_just_failed(self) -> bool:
        return self._failed_at_ms is not None and read_instant().boot_ms - self._failed_at_ms < RETRY_MS

    def _beat(self) -> None:
        try:
            with self._database.transaction(urgent=True) as db:
                db.connection()  # on SQLite this waits for the writer's turn, and the beat is of after it
                now = read_instant()
                beat(db, now, at_start=self._beaten_at_ms is None, lookout=self._lookout)
        except Exception:
            self._failed_at_ms = read_instant().boot_ms
            raise
        reached(Point.BEAT_COMMITTED)
        self._beaten_at_ms = now.boot_ms

    def _beat_on(self) -> None:
        if self._beaten_at_ms is not None:  # a request has just done it
            self._stop.wait(BEAT_SECONDS)
        while not self._stop.is_set():
            try:
                with self._lock:
                    self._beat()
            except Exception as error:  # noqa: BLE001 - a database that is away is an outage, see beat()
                logger.warning("beat_failed", error=type(error).__name__)
            self._stop.wait(BEAT_SECONDS)
