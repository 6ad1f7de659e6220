"""The thread that beats for one serving process: first before anything is served, then each second."""

import threading

import structlog

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.delivery.heartbeat import BEAT_SECONDS, beat

logger = structlog.get_logger(__name__)


class Pulse:
    """Beats from the first request of a process on: an outage is credited before it can cost anybody."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._started = threading.Event()

    def ensure_started(self) -> None:
        """Beat once and start the thread, unless this process has done so; raises what the storage raises."""
        if not self._started.is_set():
            with self._lock:
                if not self._started.is_set():
                    self._start()

    def _start(self) -> None:
        with self._database.transaction() as db:
            beat(db, read_instant(), at_start=True)
        threading.Thread(target=self._beat_on, name="heartbeat", daemon=True).start()
        self._started.set()

    def stop(self) -> None:
        """Let the thread end."""
        self._stop.set()

    def _beat_on(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                with self._database.transaction() as db:
                    beat(db, read_instant())
            except Exception as error:  # noqa: BLE001 - a database that is away is an outage, see beat()
                logger.warning("beat_failed", error=type(error).__name__)
