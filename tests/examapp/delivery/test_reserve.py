"""With a reserve copy nothing is acknowledged that it may not hold, and a server that only reads is left.

PostgreSQL alone: SQLite has no reserve.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from examapp.core.db import is_storage_failure
from examapp.delivery.models import Lease
from tests.postgres import run_admin

pytestmark = pytest.mark.parametrize("exam_url", ["postgresql"], indirect=True)
_CANCEL = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def wait_for_reserve(connection, _record):
    connection.autocommit = True
    connection.execute("SET synchronous_commit = on")
    connection.autocommit = False


def name_reserve(server, name):
    run_admin(server, f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    run_admin(server, "SELECT pg_reload_conf()")


@pytest.fixture
def engine(room):
    """The room's engine, whose commits wait for the reserve copy."""
    found = room.database.engine
    event.listen(found, "connect", wait_for_reserve)
    found.dispose()
    yield found
    event.remove(found, "connect", wait_for_reserve)
    found.dispose()


@pytest.fixture
def absent_reserve(postgres_server):
    """A reserve copy that is not there, so that a commit waits for it without end."""
    name_reserve(postgres_server, "nobody")
    yield
    name_reserve(postgres_server, "")


def cancel_the_wait(address, work):
    """Do the work until one of its commits waits, and cancel the wait; returns what that work returned."""
    end = time.monotonic() + 20
    with psycopg.connect(address, autocommit=True) as admin, ThreadPoolExecutor(1) as worker:
        while time.monotonic() < end:
            doing = worker.submit(work)
            cancelled = []
            while not doing.done():
                cancelled += admin.execute(_CANCEL).fetchall()
                time.sleep(0.005)
            if cancelled:
                return doing.result()
    raise AssertionError("no commit ever waited for the reserve copy")


def read_repeats(room, seat):
    with room.writing() as db:
        return db.scalar(select(Lease.repeats).where(Lease.attempt_id == seat.place.attempt_id))


@pytest.mark.parametrize("way", ["one statement", "under the lock"])
def test_a_save_whose_wait_for_the_reserve_was_cancelled_is_not_acknowledged(
    room, engine, postgres_server, exam_url, way
):
    seat = room.started_seat()
    seat.save(0, "first")  # from now on one statement does, unless it comes again
    sent = iter(range(1, 5_000))
    last = []

    def save():
        last[:] = [next(sent) if way == "one statement" else 0]
        return seat.save(last[0], "first" if last == [0] else "more").status_code

    name_reserve(postgres_server, "nobody")
    try:
        assert cancel_the_wait(exam_url, save) == 503
    finally:
        name_reserve(postgres_server, "")
    before = read_repeats(room, seat)
    again = seat.save(last[0], "first" if last == [0] else "more")
    assert (again.status_code, again.json["acknowledged"]["seq"]) == (200, last[0])
    assert read_repeats(room, seat) == before + 1  # written, so that its commit waits for the reserve, too


@pytest.mark.usefixtures("absent_reserve")
def test_an_act_whose_wait_for_the_reserve_was_cancelled_says_that_it_is_not_sure(room, engine, exam_url):
    def act():
        try:
            with room.database.transaction() as db:
                db.execute(
                    text("UPDATE sitting SET code = code WHERE code = :code"), {"code": room.sitting_code}
                )
        except OperationalError as error:
            return error
        return None

    assert is_storage_failure(cancel_the_wait(exam_url, act))


def test_a_server_that_has_become_the_reserve_is_left_for_the_main_one(room, engine):
    with engine.connect() as connection:
        demoted = connection.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(text("SET default_transaction_read_only = on"))
        connection.commit()
        with pytest.raises(DBAPIError, match="read-only") as refused:
            connection.execute(text("UPDATE sitting SET code = code"))
    assert is_storage_failure(refused.value)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != demoted
