"""A PostgreSQL that stands still is given up, and whoever asked is told to send again."""

import os
import signal
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from examapp.core import patient_postgres
from examapp.core.db import is_storage_failure, make_engine


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_hangs_is_given_up_in_time_and_another_connection_serves(database_url):
    engine = make_engine(database_url, answer_seconds=3)
    with engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        os.kill(backend, signal.SIGSTOP)
        begun = time.monotonic()
        try:
            with pytest.raises(DBAPIError, match="did not answer in time") as failure:
                connection.execute(text("SELECT 1"))
        finally:
            os.kill(backend, signal.SIGCONT)
    assert time.monotonic() - begun < 60
    assert is_storage_failure(failure.value)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != backend
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_died_in_the_pool_is_not_lent(database_url, monkeypatch):
    monkeypatch.setattr(patient_postgres, "IDLE_SECONDS", 0)
    engine, other = make_engine(database_url), make_engine(database_url)
    with engine.connect() as connection:
        dead = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": dead})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != dead
    engine.dispose()
    other.dispose()
