"""The job by which prepared attempts follow an approval or a withdrawal; the start looks once more."""

from collections.abc import Mapping
from typing import Any

from examapp.candidates.accommodations import FOLLOW_JOB
from examapp.core.clock import read_instant
from examapp.core.db import transaction
from examapp.core.jobs import JobFunction
from examapp.delivery.accommodations import follow_candidate


def follow(arguments: Mapping[str, Any]) -> None:
    """Bring the attempts of the candidate whom the arguments name in line."""
    with transaction() as db:
        follow_candidate(db, int(arguments["candidate_id"]), read_instant())


JOBS: Mapping[str, JobFunction] = {FOLLOW_JOB: follow}
