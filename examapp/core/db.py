"""The database: one engine, one way to begin, one place that commits.

SQLite needs its own BEGIN: with the driver's default, 345 of 400 concurrent increments were lost without an
error. Writing transactions send BEGIN IMMEDIATE, reading ones BEGIN; WAL with synchronous=FULL lost nothing
in simulated power cuts. PostgreSQL runs READ COMMITTED: change states by UPDATE … WHERE state = …
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import orjson
import pysqlite3.dbapi2 as sqlite_driver
from flask import current_app
from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Engine,
    MetaData,
    Update,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime
from sqlalchemy.orm import DeclarativeBase, Session

from examapp.core.fault_points import Point, reached
from examapp.core.patience import Patience
from examapp.core.patient_postgres import connect_patiently, ping_after_idleness
from examapp.core.reserve import forget_warnings, heed_reserve, require_reserve
from examapp.core.turns import Turns

NAMING_CONVENTION: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# The WAL-reset bug can corrupt a database on these versions.
WAL_BUG_FIRST: Final = (3, 7, 0)
WAL_BUG_LAST: Final = (3, 51, 2)
# Within a request: whoever asked is told to send again, which is better than a thread that hangs.
BUSY_SECONDS: Final = 3
# No statement of a page or a job takes so long; a database that is silent for longer hangs.
ANSWER_SECONDS: Final = 15.0
# A host that is gone without a word is given up after so long.
_HOST_GONE_MS: Final = 10_000


class Base(DeclarativeBase):
    """All tables of all rooms; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class DatabaseUnusable(RuntimeError):
    """The database cannot be used safely; the text says why and what to do."""


def make_engine(
    url: str,
    *,
    pool_size: int = 12,
    busy_seconds: int = BUSY_SECONDS,
    answer_seconds: float | None = None,
) -> Engine:
    """Return an engine for a SQLite or PostgreSQL address, with the safe settings of the module's text.

    `busy_seconds` is how long a statement waits for a lock that another program holds; `answer_seconds` how
    long for any answer of PostgreSQL, without end for None: copies and migrations take their time.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if WAL_BUG_FIRST <= sqlite_driver.sqlite_version_info <= WAL_BUG_LAST:
            version = sqlite_driver.sqlite_version
            raise DatabaseUnusable(
                f"SQLite {version} can corrupt a WAL database: install pysqlite3 0.6.1 or newer."
            )
        if parsed.database and parsed.database != ":memory:":
            _keep_private(Path(parsed.database))
        engine = create_engine(
            parsed,
            module=sqlite_driver,
            connect_args={"check_same_thread": False, "timeout": busy_seconds},
            json_serializer=_dump_json,
            json_deserializer=orjson.loads,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=busy_seconds,
        )
        engine.hide_parameters = True  # an error must not carry answers and keys into a log
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": busy_seconds, "tcp_user_timeout": _HOST_GONE_MS},
            json_serializer=_dump_json,
            json_deserializer=orjson.loads,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=busy_seconds,
        )
        engine.hide_parameters = True
        event.listen(engine, "connect", _prepare_postgres(busy_seconds))
        ping_after_idleness(engine)
        heed_reserve(engine)
        if answer_seconds is not None:
            event.listen(engine, "do_connect", connect_patiently(answer_seconds))
        return engine
    raise DatabaseUnusable(f"Only SQLite and PostgreSQL are supported, not {backend!r}.")


def _keep_private(path: Path) -> None:
    """Let only the owner read a database file: it holds people; SQLite gives its side files the same mode."""
    if not path.parent.is_dir():
        return  # connecting says so
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    elif path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _dump_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(busy_seconds: int) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # within a transaction the setting would go with a rollback
        connection.execute(f"SET lock_timeout = '{busy_seconds}s'")
        connection.autocommit = False

    return prepare


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """One installation's database.

    On SQLite writers of one process wait for their turn at a lock of their own: waiting inside SQLite
    means spinning, and the wait then grows to half a second.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.write_turn = Turns()
        self.patience = Patience()
        self._inside = threading.local()
        self._writing_engine = engine.execution_options(writing=True)
        self._steady_engine = self._loose_engine = engine
        if not self.is_sqlite:
            self._steady_engine = engine.execution_options(isolation_level="REPEATABLE READ")
            self._loose_engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self, *, urgent: bool = False) -> Iterator[Session]:
        """Yield a session whose work is committed when the block ends, or undone when it raises.

        This is the only place that commits. Transactions do not nest: a second one in the same thread
        is a programming error and raises RuntimeError. An urgent one, the heartbeat's, goes before all
        that wait.
        """
        if getattr(self._inside, "writing", False):
            raise RuntimeError("transaction() inside a transaction(): hand the session on instead")
        with self._turn(urgent=urgent), Session(self._writing_engine, expire_on_commit=False) as session:
            self._inside.writing = True
            try:
                yield session
                reached(Point.BEFORE_COMMIT)
                forget_warnings()
                session.commit()
                require_reserve()
                reached(Point.COMMITTED)
            finally:
                self._inside.writing = False

    @contextmanager
    def reading(self, *, steady: bool = False) -> Iterator[Session]:
        """Yield a session for reading; nothing is ever committed.

        It is one consistent view on SQLite; on PostgreSQL only where `steady` asks for it, as a check of many
        tables against each other must.
        """
        engine = self._steady_engine if steady else self.engine
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Session]:
        """Yield a session for a few small queries: on PostgreSQL each stands for itself.

        Begin and end would cost as much as two queries, and READ COMMITTED promises no more. Only
        for what a hall asks at one moment; nothing may be written in it.
        """
        with Session(self._loose_engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def _turn(self, *, urgent: bool) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if urgent:
            has_turn = self.write_turn.acquire(BUSY_SECONDS, urgent=True)
        else:
            with self.patience.lend(BUSY_SECONDS) as seconds:
                has_turn = self.write_turn.acquire(seconds)
        if not has_turn:
            raise OperationalError(
                "BEGIN IMMEDIATE", {}, TimeoutError("another writer held its turn too long")
            )
        self.patience.note_turn()
        try:
            yield
        finally:
            self.write_turn.release()

    def ping(self) -> None:
        """Ask the database for one row; raises what the driver raises when it is away."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))


def database() -> Database:
    """Return the running application's database."""
    found: Database = current_app.extensions["database"]
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield the running application's writing session; see Database.transaction."""
    with database().transaction() as session:
        yield session


@contextmanager
def reading(*, steady: bool = False) -> Iterator[Session]:
    """Yield the running application's reading session; see Database.reading."""
    with database().reading(steady=steady) as session:
        yield session


def changed_rows(db: Session, statement: Update | Delete, values: Mapping[str, Any] | None = None) -> int:
    """Run an UPDATE or DELETE and return how many rows it changed: the answer of a compare-and-swap."""
    return cast("CursorResult[Any]", db.execute(statement, values)).rowcount


def is_storage_failure(error: BaseException) -> bool:
    """Tell whether an exception means that the database is away, full or busy: worth a retry later."""
    return isinstance(error, OperationalError | NoConnectionInTime) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
