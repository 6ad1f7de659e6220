"""SQLite's one writer lane: waiting saves are committed together, and acknowledged only after that.

This is the one named exception to the transaction at the edge. SQLite commits some 1,200 times a second
alone and serves 7,200 answers a second at eight a commit. Each save stands in a savepoint of its own, so
that one which fails cannot take the others with it.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

import pysqlite3.dbapi2 as sqlite_driver
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from examapp.core.db import BUSY_SECONDS, Database
from examapp.core.fault_points import Point, reached
from examapp.delivery.errors import SaveRetry

T = TypeVar("T")
LARGEST_GROUP: Final = 64
# A seat that waits longer is told to send again; every save is idempotent.
DEADLINE_SECONDS: Final = 3.0
# A lane that nobody uses gives its thread and its connection back.
IDLE_SECONDS: Final = 5.0
logger = structlog.get_logger(__name__)


class _Waiting(Generic[T]):
    """One save on its way: the work, and later its result or its error."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.result: T | None = None
        self.error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def finish(self) -> None:
        """Let the waiting thread go on."""
        self._done.release()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False if it has not come in time."""
        return self._done.acquire(timeout=seconds)


class WriterLane:
    """Takes work from many threads and commits it in groups on one connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.engine.execution_options(writing=True)
        self._queue: deque[_Waiting[Any]] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work in the next group and return its result once it is durable.

        Raises what the work raises, and SaveRetry where nothing is known to be durable.
        """
        waiting = _Waiting(work)
        with self._wake:
            self._queue.append(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer-lane", daemon=True)
                self._thread.start()
            self._wake.notify()
        reached(Point.LANE_QUEUED)
        with self._database.patience.lend(DEADLINE_SECONDS) as seconds:
            in_time = waiting.wait(seconds)
        if not in_time:  # it may still be committed: the seat sends it again and is told so
            raise SaveRetry
        self._database.patience.note_turn()
        if waiting.error is not None:
            raise waiting.error
        return waiting.result  # type: ignore[return-value]

    def _take_group(self) -> list[_Waiting[Any]]:
        """Return what waits, at most a group; nothing at all means that the lane has been idle and ends."""
        with self._wake:
            if not self._queue:
                self._wake.wait(IDLE_SECONDS)
            group = [self._queue.popleft() for _ in range(min(len(self._queue), LARGEST_GROUP))]
            if not group:
                self._thread = None
            return group

    def _work(self) -> None:
        connection: Connection | None = None
        while group := self._take_group():
            reached(Point.LANE_TAKEN)
            broken_by = ""
            try:
                connection = connection or self._engine.connect()
                self._commit_together(connection, group)
            except Exception as error:  # noqa: BLE001 - whatever it was, nothing of the group is acknowledged
                broken_by = type(error).__name__
                for waiting in group:
                    waiting.error = SaveRetry()
                    waiting.error.__cause__ = error
                _give_up(connection)
                connection = None
            for waiting in group:
                waiting.finish()
                reached(Point.LANE_FIRST_TOLD)
            if broken_by:  # said last: nobody who waits shall wait for a log
                logger.warning("group_not_durable", saves=len(group), error=broken_by)
        if connection is not None:
            connection.close()

    def _commit_together(self, connection: Connection, group: list[_Waiting[Any]]) -> None:
        turn = self._database.write_turn
        if not turn.acquire(BUSY_SECONDS):
            raise TimeoutError("another writer held its turn too long")
        reached(Point.LANE_TURN)
        try:
            with connection.begin():
                reached(Point.LANE_BEGUN)
                for waiting in group:
                    _do_one(connection, waiting)
                reached(Point.LANE_BEFORE_COMMIT)
            reached(Point.LANE_COMMITTED)
        finally:
            turn.release()
        reached(Point.LANE_TURN_GIVEN)


def _do_one(connection: Connection, waiting: _Waiting[Any]) -> None:
    """Do one save within its own savepoint; raises only where the whole group is lost."""
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT one_save")
    reached(Point.ONE_SAVE_BEGUN)
    try:
        waiting.result = waiting.work(connection)
    except Exception as error:  # whatever it is, it is this save's own, and the others go on
        if not driver.in_transaction:  # a full disk: SQLite has already undone the group
            raise
        driver.execute("ROLLBACK TO one_save")
        storage = isinstance(error, DBAPIError | sqlite_driver.Error)
        waiting.error = SaveRetry() if storage else error
        if storage:
            waiting.error.__cause__ = error
    driver.execute("RELEASE one_save")
    reached(Point.ONE_SAVE_DONE)


def _give_up(connection: Connection | None) -> None:
    """Throw a connection away whose state is not known."""
    if connection is not None:
        with suppress(Exception):
            connection.invalidate()
        with suppress(Exception):
            connection.close()
