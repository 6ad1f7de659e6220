"""Two ways to make a save durable behind one interface: SQLite's writer lane and PostgreSQL's one statement.

Both judge with the same code. Nothing here is a truth in memory: PostgreSQL's way judges on remembered facts
and writes only if they still hold in the database, else it takes the lock and reads.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from examapp.core.db import Database
from examapp.core.fault_points import Point, reached
from examapp.core.reserve import forget_warnings, require_reserve
from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.attempt_facts import RememberedFacts
from examapp.delivery.errors import SaveRetry
from examapp.delivery.judging import Decision, LeaseHead, decide
from examapp.delivery.remembered import Remembered
from examapp.delivery.responses import Save, Saved, store_batch
from examapp.delivery.sightings import Seen, Sighting, keep_announced, see_seat
from examapp.delivery.states import RUNNING
from examapp.delivery.statuses import COUNTING
from examapp.delivery.ticks import SeatHead
from examapp.delivery.writer_lane import WriterLane

T = TypeVar("T")


class AnswerStore(Protocol):
    """Where answers and heartbeats become durable; each call returns after the commit or raises."""

    def save(self, save: Save) -> Saved:
        """Store a batch and return what can be acknowledged."""
        ...

    def see(self, sighting: Sighting) -> Seen:
        """Store a heartbeat."""
        ...


def open_store(database: Database, remembered: RememberedFacts) -> AnswerStore:
    """Return the store of a database."""
    return SqliteStore(database, remembered) if database.is_sqlite else PostgresStore(database, remembered)


class SqliteStore:
    """Everything goes through the writer lane, where the group's transaction is the lock."""

    def __init__(self, database: Database, remembered: RememberedFacts) -> None:
        self._lane = WriterLane(database)
        self._remembered = remembered
        self._announced: Remembered[int, SeatHead] = Remembered()

    def save(self, save: Save) -> Saved:
        """Store a batch in the next group."""

        def work(connection: Connection) -> Saved:
            with closing(_cursor(connection)) as cursor:
                return store_batch(AnswerLog(cursor, is_sqlite=True), connection, self._remembered, save)[0]

        return self._lane.run(work)

    def see(self, sighting: Sighting) -> Seen:
        """Store a heartbeat in the next group."""

        def work(connection: Connection) -> Seen:
            with closing(_cursor(connection)) as cursor:
                log = AnswerLog(cursor, is_sqlite=True)
                return see_seat(log, connection, self._remembered, sighting, known)

        known = self._announced.find(sighting.attempt_id)
        return keep_announced(self._announced, sighting, self._lane.run(work))


class SingleStatements:
    """Connections on which each statement is its own transaction, kept open between requests.

    The engine's pool asks each connection whether it lives before lending it, which costs as much as a save;
    these are lent as they are, and all are thrown away when one turns out to be dead.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._idle: deque[tuple[Connection, AnswerLog]] = deque()
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    @contextmanager
    def lend(self) -> Iterator[tuple[Connection, AnswerLog]]:
        """Lend a connection with its log."""
        try:
            lent = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
            lent = connection, AnswerLog(_cursor(connection), is_sqlite=False)
        forget_warnings()
        try:
            yield lent
        except Exception:
            _throw_away(lent[0])
            self.close()
            raise
        self._idle.append(lent)
        require_reserve()

    def close(self) -> None:
        """Close what is not lent."""
        while self._idle:
            _throw_away(self._idle.pop()[0])


def _throw_away(connection: Connection) -> None:
    with suppress(Exception):
        connection.invalidate()
    with suppress(Exception):
        connection.close()


class PostgresStore:
    """The usual save is one statement; whatever is not usual takes the attempt's row lock."""

    def __init__(self, database: Database, remembered: RememberedFacts) -> None:
        self._database = database
        self._single = SingleStatements(database.engine)
        self._remembered = remembered
        self._heads: Remembered[tuple[int, int], LeaseHead] = Remembered()
        self._announced: Remembered[int, SeatHead] = Remembered()

    def save(self, save: Save) -> Saved:
        """Store a batch by one statement if the remembered facts allow it, else under the lock."""
        return _translating(lambda: self._append(save) or self._save_locked(save))

    def see(self, sighting: Sighting) -> Seen:
        """Store a heartbeat."""
        return _translating(lambda: self._see(sighting))

    def _see(self, sighting: Sighting) -> Seen:
        known = self._announced.find(sighting.attempt_id)
        with self._single.lend() as (connection, log):
            seen = see_seat(log, connection, self._remembered, sighting, known)
        return keep_announced(self._announced, sighting, seen)

    def _append(self, save: Save) -> Saved | None:
        head = self._heads.find((save.attempt_id, save.lease))
        facts = self._remembered.find(save.attempt_id)
        if head is None or facts is None or facts.lease != save.lease or facts.state not in RUNNING:
            return None
        decision = decide(facts, head, {}, (), save.entries, save.now)
        if facts.device != save.device or not _is_plain(head, save, decision):
            return None
        reached(Point.APPEND_JUDGED)
        with self._single.lend() as (_, log):
            used = decision.reading.used_ms
            if not log.append(save.attempt_id, facts.version, head, decision.fresh, save.now, used):
                reached(Point.APPEND_REFUSED)
                return None
        reached(Point.APPEND_DONE)
        moved = LeaseHead(save.lease, decision.next_seq, decision.highest)
        self._heads.keep((save.attempt_id, save.lease), moved)
        return Saved(facts, save.lease, decision, save.entries)

    def _save_locked(self, save: Save) -> Saved:
        with self._database.transaction() as db:
            connection = db.connection()
            with closing(_cursor(connection)) as cursor:
                log = AnswerLog(cursor, is_sqlite=False)
                saved, head = store_batch(log, connection, self._remembered, save)
            reached(Point.LOCKED_BEFORE_COMMIT)
        reached(Point.LOCKED_COMMITTED)
        self._heads.keep((save.attempt_id, save.lease), head)
        return saved


def _is_plain(head: LeaseHead, save: Save, decision: Decision) -> bool:
    """Tell whether a batch simply follows a head without gap, counts as a whole, and calls nobody."""
    follows = [entry.sent.seq for entry in save.entries] == list(
        range(head.next_seq, head.next_seq + len(save.entries))
    )
    statuses = {event.status for event in decision.fresh}
    counts = len(statuses) == 1 and statuses <= COUNTING
    return follows and head.highest == head.next_seq - 1 and counts and decision.in_pause is None


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _translating(work: Callable[[], T]) -> T:
    """Run database work; whatever the storage raises becomes "send it again"."""
    try:
        return work()
    except DBAPIError as error:
        raise SaveRetry from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "psycopg":
            raise SaveRetry from error
        raise
