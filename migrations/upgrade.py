"""Run the revisions from a program instead of from Alembic's command line."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from examapp.core.db import make_engine
from examapp.core.signing import KeyRing

# Nobody waits for an answer here, and another start may be at the same work.
PATIENT_SECONDS = 30


def alembic_configuration() -> Config:
    """Return Alembic's configuration, which lies in this folder and in no file of its own."""
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).resolve().parent))
    return configuration


def upgrade_engine(engine: Engine, revision: str = "head", keys: KeyRing | None = None) -> str:
    """Bring an engine's database up to a revision and return the one it stands at.

    `keys` are the installation's: a revision that seals or opens rows asks for them where it finds some.
    """
    return _move(engine, command.upgrade, revision, keys)


def upgrade_connection(connection: Connection, revision: str) -> None:
    """Bring a database up to a revision within the caller's own transaction."""
    _move_connection(connection, command.upgrade, revision, None)


def downgrade_engine(engine: Engine, revision: str, keys: KeyRing | None = None) -> str:
    """Take an engine's database down to a revision and return the one it stands at."""
    return _move(engine, command.downgrade, revision, keys)


def _move(engine: Engine, move: Callable[[Config, str], None], revision: str, keys: KeyRing | None) -> str:
    # One writing transaction around all: on SQLite it begins IMMEDIATE, so that two starts do not collide.
    with engine.execution_options(writing=True).begin() as connection:
        _move_connection(connection, move, revision, keys)
        return str(MigrationContext.configure(connection).get_current_revision())


def _move_connection(
    connection: Connection, move: Callable[[Config, str], None], revision: str, keys: KeyRing | None
) -> None:
    configuration = alembic_configuration()
    configuration.attributes["keys"] = keys
    configuration.attributes["connection"] = connection
    move(configuration, revision)


def upgrade_to_head(url: str, keys: KeyRing | None = None) -> str:
    """Bring the database of an address to head and return its revision."""
    engine = make_engine(url, busy_seconds=PATIENT_SECONDS)
    try:
        return upgrade_engine(engine, keys=keys)
    finally:
        engine.dispose()


def rebuild(url: str, keys: KeyRing | None = None) -> str:
    """Take the database of an address down to nothing and up to head; whatever is in it is lost."""
    engine = make_engine(url, busy_seconds=PATIENT_SECONDS)
    try:
        downgrade_engine(engine, "base", keys)
        return upgrade_engine(engine)
    finally:
        engine.dispose()
