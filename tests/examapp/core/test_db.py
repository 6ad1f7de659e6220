"""One commit point, nothing lost between writers, on both databases."""

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import TimeoutError as NoConnectionInTime

from examapp.core import db as db_module
from examapp.core.column_types import Utc
from examapp.core.db import Database, DatabaseUnusable, changed_rows, is_storage_failure, make_engine
from examapp.core.jobs import Job, JobState
from tests.patience import AS_SHIPPED

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


def _job(name: str = "one", tries: int = 0) -> Job:
    return Job(name=name, arguments={}, run_after=AT, tries=tries)


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as db:
        db.add(_job())
        db.flush()
        _ = 1 / 0
    with database.reading() as db:
        assert db.scalars(select(Job)).all() == []


def test_only_the_owner_reads_a_sqlite_file_and_its_side_files(tmp_path: Path) -> None:
    path = tmp_path / "made.sqlite3"
    for _ in range(2):  # a new file, then one that an earlier version left open to others
        engine = make_engine(f"sqlite:///{path}")
        with engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS people (name)"))
            connection.execute(text("INSERT INTO people VALUES ('A')"))
            modes = {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
        engine.dispose()
        assert modes == {0o600}
        path.chmod(0o644)


def test_reading_never_commits(database: Database) -> None:
    with database.reading() as db:
        db.add(_job())
        db.flush()
    with database.reading() as db:
        assert db.scalars(select(Job)).all() == []


def test_transactions_do_not_nest(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError, match="inside"), database.transaction():
        pass


def test_400_concurrent_increments_are_400(database: Database) -> None:
    with database.transaction() as db:
        db.add(_job())
    failures: list[BaseException] = []

    def increment() -> None:
        try:
            for _ in range(50):
                with database.transaction() as db:
                    changed_rows(db, update(Job).where(Job.name == "one").values(tries=Job.tries + 1))
        except BaseException as failure:  # noqa: BLE001 - handed to the asserting thread
            failures.append(failure)

    threads = [threading.Thread(target=increment) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reading() as db:
        assert db.scalars(select(Job.tries)).one() == 400


def test_two_processes_reading_and_then_writing_do_not_overwrite_each_other(database: Database) -> None:
    """BEGIN IMMEDIATE on SQLite: the second writer sees what the first one wrote."""
    other = Database(make_engine(database.engine.url.render_as_string(hide_password=False)))
    with database.transaction() as db:
        db.add(_job())

    def add_one(where: Database) -> None:
        for _ in range(25):
            with where.transaction() as db:
                job = db.scalars(select(Job).with_for_update()).one()
                job.tries += 1

    threads = [threading.Thread(target=add_one, args=(where,)) for where in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert db.scalars(select(Job.tries)).one() == 50
    other.engine.dispose()


def test_sqlite_runs_in_the_mode_that_lost_nothing(database: Database) -> None:
    if not database.is_sqlite:
        assert database.engine.dialect.name == "postgresql"
        return
    with database.engine.connect() as connection:
        modes = [
            connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")
        ]
        assert modes == ["wal", 2]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_statement_waits_for_a_lock_for_three_seconds_and_not_for_ever(database: Database) -> None:
    ask, wanted = ("PRAGMA busy_timeout", 3000) if database.is_sqlite else ("SHOW lock_timeout", "3s")
    engine = make_engine(database.engine.url.render_as_string(hide_password=False), **AS_SHIPPED)
    with engine.connect() as connection:
        assert connection.execute(text(ask)).scalar() == wanted
        connection.rollback()
        assert connection.execute(text(ask)).scalar() == wanted
    engine.dispose()


def test_a_pool_without_a_free_connection_is_a_storage_failure(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    engine = make_engine(url, pool_size=1)
    engine.pool._timeout = 0.1
    with engine.connect(), engine.connect(), pytest.raises(NoConnectionInTime) as refusal:
        engine.connect()
    assert is_storage_failure(refusal.value)
    engine.dispose()


def test_a_sqlite_with_the_wal_bug_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_module.sqlite_driver, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(DatabaseUnusable, match="corrupt"):
        make_engine("sqlite://")


def test_another_kind_of_database_is_refused_by_name() -> None:
    with pytest.raises(DatabaseUnusable, match="mysql"):
        make_engine("mysql://localhost/x")


def test_a_naive_moment_is_refused_and_an_aware_one_comes_back_as_utc(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Utc().process_bind_param(datetime(2026, 1, 1), database.engine.dialect)  # noqa: DTZ001 - that is the point
    with database.transaction() as db:
        db.add(_job())
    with database.reading() as db:
        job = db.scalars(select(Job)).one()
        assert (job.run_after, job.run_after.utcoffset().total_seconds()) == (AT, 0)
        assert job.state is JobState.WAITING
