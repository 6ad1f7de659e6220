"""The thread that beats for one serving process: first before anything is served, then each second.

Whoever asks after a pause of the process or of the database beats first, so that no answer and no ending is
ever judged by a clock from which the outage has not been taken yet.
"""

import threading
from typing import Final

import structlog

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.delivery.heartbeat import BEAT_SECONDS, beat

# Shorter than the gap that counts as an outage: a request never finds one that nobody has credited.
FRESH_MS: Final = 2_500
logger = structlog.get_logger(__name__)


class Pulse:
    """Beats from the first request of a process on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._beaten_at_ms: int | None = None

    def ensure_beating(self) -> None:
        """Beat now unless this process has done so lately; raises what the storage raises."""
        if not self._is_fresh():
            with self._lock:
                if not self._is_fresh():
                    self._beat()
                    if self._thread is None:
                        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)
                        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _is_fresh(self) -> bool:
        return self._beaten_at_ms is not None and read_instant().boot_ms - self._beaten_at_ms < FRESH_MS

    def _beat(self) -> None:
        now = read_instant()
        with self._database.transaction() as db:
            beat(db, now, at_start=self._beaten_at_ms is None)
        self._beaten_at_ms = now.boot_ms

    def _beat_on(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                with self._lock:
                    self._beat()
            except Exception as error:  # noqa: BLE001 - a database that is away is an outage, see beat()
                logger.warning("beat_failed", error=type(error).__name__)
