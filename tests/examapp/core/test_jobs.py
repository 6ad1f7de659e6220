"""Jobs: written with their cause, claimed by one, given back by a worker that died."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from examapp.core.db import Database
from examapp.core.jobs import LEASE, MOST_TRIES, Job, JobState, claim_one, enqueue, run_one

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


def _enqueue(database: Database, name: str = "greet", **more: Any) -> None:
    with database.transaction() as db:
        enqueue(db, name, {"name": "Oʻktam"}, at=AT, **more)


def _states(database: Database) -> list[JobState]:
    with database.reading() as db:
        return list(db.scalars(select(Job.state).order_by(Job.id)))


def test_a_job_whose_cause_is_undone_does_not_exist(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as db:
        enqueue(db, "greet", {}, at=AT)
        _ = 1 / 0
    assert claim_one(database, AT, ["greet"]) is None


def test_a_job_runs_once_with_its_arguments(database: Database) -> None:
    _enqueue(database)
    seen: list[Any] = []
    assert run_one(database, {"greet": lambda arguments: seen.append(dict(arguments))}, AT)
    assert not run_one(database, {"greet": lambda arguments: seen.append(dict(arguments))}, AT)
    assert seen == [{"name": "Oʻktam"}]
    assert _states(database) == [JobState.DONE]


def test_a_claimed_job_is_not_claimed_again_until_its_lease_ends(database: Database) -> None:
    _enqueue(database)
    assert claim_one(database, AT, ["greet"]) is not None
    assert claim_one(database, AT + LEASE - timedelta(seconds=1), ["greet"]) is None
    again = claim_one(database, AT + LEASE + timedelta(seconds=1), ["greet"])
    assert again is not None
    assert again.tries == 2


def test_a_job_is_not_run_before_its_time(database: Database) -> None:
    _enqueue(database)
    assert claim_one(database, AT - timedelta(seconds=1), ["greet"]) is None


def test_a_failing_job_waits_longer_each_time_and_stops_for_a_person(database: Database) -> None:
    _enqueue(database)
    at, tries = AT, 0

    def fail(_arguments: Any) -> None:
        nonlocal tries
        tries += 1
        raise OSError("printer on fire")

    while run_one(database, {"greet": fail}, at):
        at += timedelta(days=1)
    assert tries == MOST_TRIES
    with database.reading() as db:
        job = db.scalars(select(Job)).one()
        assert (job.state, job.error) == (JobState.FAILED, "OSError: printer on fire")


def test_the_same_unique_key_is_one_job(database: Database) -> None:
    _enqueue(database, unique_key="sheet 1")
    _enqueue(database, unique_key="sheet 1")
    assert _states(database) == [JobState.WAITING]
    run_one(database, {"greet": lambda _arguments: None}, AT)
    _enqueue(database, unique_key="sheet 1")
    assert _states(database) == [JobState.WAITING]


def test_a_job_of_another_worker_is_left_to_it(database: Database) -> None:
    _enqueue(database, "read_long_list")
    assert not run_one(database, {"greet": lambda _arguments: None}, AT)
    assert run_one(database, {"read_long_list": lambda _arguments: None}, AT)
