"""A consistent copy of the database while others write, and back: one file of SQLite, or PostgreSQL's tables.

SQLite gives it by its own backup, PostgreSQL by COPY of every table inside one REPEATABLE READ transaction.
A copy goes back into the kind of database from which it came.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import pysqlite3.dbapi2 as sqlite_driver
from alembic.runtime.migration import MigrationContext
from psycopg import Connection as PostgresConnection
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, inspect, select

SQLITE_FILE: Final = "database.sqlite3"
VERSION_TABLE: Final = "alembic_version"
BLOCK: Final = 1 << 20
LaySchema = Callable[[Connection, str], None]
# What is read of the copy's own moment, such as digests to compare after a restore.
ReadRoots = Callable[[Connection], dict[str, str]]


class CopyRefused(RuntimeError):
    """The database cannot be copied or restored; the text says why and what to do."""


@dataclass(frozen=True)
class DatabaseCopy:
    """What was copied: the kind of database, the schema's revision, and each table's columns in order.

    `roots` are digests by name that a restored database must give again; a copy of an older version has none.
    """

    backend: str
    revision: str
    tables: Mapping[str, Sequence[str]]
    roots: Mapping[str, str] = field(default_factory=dict)


def copy_out(engine: Engine, folder: Path, read_roots: ReadRoots) -> DatabaseCopy:
    """Write the database into an empty folder; raises CopyRefused where it has no schema."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(
        **({} if sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
    ) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise CopyRefused(
                "The database has no schema: there is nothing to copy. Run `examapp migrate` first."
            )
        if sqlite:
            _copy_sqlite(engine, folder / SQLITE_FILE)
            return DatabaseCopy(
                engine.dialect.name, revision, {}, _read_sqlite(folder / SQLITE_FILE, read_roots)
            )
        tables = {table.name: [column.name for column in table.columns] for table in _list_tables(connection)}
        for name, columns in tables.items():
            _write_table(connection, folder / name, _statement(name, columns, "TO STDOUT"))
        return DatabaseCopy(engine.dialect.name, revision, tables, read_roots(connection))


def copy_in(
    engine: Engine, folder: Path, copied: DatabaseCopy, lay_schema: LaySchema, read_roots: ReadRoots
) -> None:
    """Put a copy into an empty database, all of it or nothing, and compare its roots; raises CopyRefused."""
    if engine.dialect.name != copied.backend:
        raise CopyRefused(
            f"The copy is of {copied.backend} and EXAMAPP_DATABASE_URL names {engine.dialect.name}. "
            f"Name an empty database of {copied.backend}."
        )
    if copied.backend == "sqlite":
        _compare(copied, _read_sqlite(folder / SQLITE_FILE, read_roots))
        _restore_sqlite(engine, folder / SQLITE_FILE)
        return
    with engine.begin() as connection:
        if inspect(connection).get_table_names():
            raise CopyRefused("The database holds tables already. Name an empty one in EXAMAPP_DATABASE_URL.")
        lay_schema(connection, copied.revision)
        tables = {table.name: table for table in _list_tables(connection)}
        if set(tables) != set(copied.tables):
            raise CopyRefused("The copy's tables are not those of its revision: the file is damaged.")
        for name in tables:  # what a revision puts into its tables stands in the copy, too
            _driver(connection).execute(SQL("TRUNCATE {} CASCADE").format(Identifier(name)))
        for name, table in tables.items():
            _read_table(connection, folder / name, _statement(name, copied.tables[name], "FROM STDIN"))
            _set_counters(connection, table)
        _compare(copied, read_roots(connection))


def _compare(copied: DatabaseCopy, found: Mapping[str, str]) -> None:
    """Refuse a copy that does not give the digests that its database gave; those of today may be more."""
    differing = sorted(name for name, root in copied.roots.items() if found.get(name, root) != root)
    if differing:
        raise CopyRefused(
            f"The copy does not give its database's digests: {', '.join(differing)}. Do not use it."
        )


def _read_sqlite(file: Path, read_roots: ReadRoots) -> dict[str, str]:
    engine = create_engine("sqlite://", creator=lambda: sqlite_driver.connect(file), module=sqlite_driver)
    try:
        with engine.connect() as connection:
            return read_roots(connection)
    finally:
        engine.dispose()


def _copy_sqlite(engine: Engine, target: Path) -> None:
    with closing(sqlite_driver.connect(target)) as copy:
        with closing(engine.raw_connection()) as source:
            cast("Any", source.driver_connection).backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without side files


def _restore_sqlite(engine: Engine, source: Path) -> None:
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise CopyRefused(f"{engine.url.database} holds tables already. Name a file that is not there.")
    with closing(sqlite_driver.connect(source)) as copy, closing(engine.raw_connection()) as target:
        copy.backup(target.driver_connection)


def _list_tables(connection: Connection) -> list[Table]:
    """Return the tables that are there, those first to which others point."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _driver(connection: Connection) -> "PostgresConnection[Any]":
    return cast("PostgresConnection[Any]", connection.connection.driver_connection)


def _statement(table: str, columns: Sequence[str], way: str) -> Composed:
    names = SQL(", ").join(Identifier(column) for column in columns)
    direction = SQL("TO STDOUT") if way == "TO STDOUT" else SQL("FROM STDIN")
    return SQL("COPY {} ({}) {}").format(Identifier(table), names, direction)


def _write_table(connection: Connection, file: Path, statement: Composed) -> None:
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as rows, file.open("wb") as target:
        for block in rows:
            target.write(block)


def _read_table(connection: Connection, file: Path, statement: Composed) -> None:
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as rows, file.open("rb") as source:
        while block := source.read(BLOCK):
            rows.write(block)


def _set_counters(connection: Connection, table: Table) -> None:
    """Let the next number of a table follow the highest that it holds."""
    for column in table.primary_key.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(select(func.setval(sequence, highest)))
