"""Run the revisions from a program instead of from Alembic's command line."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from examapp.core.db import make_engine

# Nobody waits for an answer here, and another start may be at the same work.
PATIENT_SECONDS = 30


def alembic_configuration() -> Config:
    """Return Alembic's configuration, which lies in this folder and in no file of its own."""
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).resolve().parent))
    return configuration


def upgrade_engine(engine: Engine, revision: str = "head") -> str:
    """Bring an engine's database up to a revision and return the one it stands at."""
    return _move(engine, command.upgrade, revision)


def upgrade_connection(connection: Connection, revision: str) -> None:
    """Bring a database up to a revision within the caller's own transaction."""
    _move_connection(connection, command.upgrade, revision)


def downgrade_engine(engine: Engine, revision: str) -> str:
    """Take an engine's database down to a revision and return the one it stands at."""
    return _move(engine, command.downgrade, revision)


def _move(engine: Engine, move: Callable[[Config, str], None], revision: str) -> str:
    # One writing transaction around all: on SQLite it begins IMMEDIATE, so that two starts do not collide.
    with engine.execution_options(writing=True).begin() as connection:
        _move_connection(connection, move, revision)
        return str(MigrationContext.configure(connection).get_current_revision())


def _move_connection(connection: Connection, move: Callable[[Config, str], None], revision: str) -> None:
    configuration = alembic_configuration()
    configuration.attributes["connection"] = connection
    move(configuration, revision)


def upgrade_to_head(url: str) -> str:
    """Bring the database of an address to head and return its revision."""
    engine = make_engine(url, busy_seconds=PATIENT_SECONDS)
    try:
        return upgrade_engine(engine)
    finally:
        engine.dispose()


def rebuild(url: str) -> str:
    """Take the database of an address down to nothing and up to head; whatever is in it is lost."""
    engine = make_engine(url, busy_seconds=PATIENT_SECONDS)
    try:
        downgrade_engine(engine, "base")
        return upgrade_engine(engine)
    finally:
        engine.dispose()
