"""A job that a room writes and no worker knows would fail for ever, unseen behind the sweepers."""

from examapp.candidates.accommodations import FOLLOW_JOB
from examapp.results.confirmation import ISSUING_JOB
from examapp.sittings.proposals import MAKING_JOB, PLANNING_JOB
from examapp.worker import JOBS, LONG_JOBS


def test_every_job_that_a_room_writes_has_its_worker():
    assert {FOLLOW_JOB} == set(JOBS)


def test_every_job_that_computes_for_long_has_its_worker_apart():
    assert {PLANNING_JOB, MAKING_JOB, ISSUING_JOB} < set(LONG_JOBS)
    assert not LONG_JOBS.keys() & JOBS.keys()
