"""A job that a room writes and no worker knows would fail for ever, unseen behind the sweepers."""

from examapp.delivery.closing import MARKING_JOB
from examapp.results.confirmation import ISSUING_JOB
from examapp.worker import JOBS


def test_every_job_that_a_room_writes_has_its_worker():
    assert {MARKING_JOB, ISSUING_JOB} == set(JOBS)
