"""The job that marks one attempt soon after it was sealed; the sweeper finds whatever a lost job leaves."""

from collections.abc import Mapping
from typing import Any

from examapp.authoring.vault import ListVault
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.jobs import JobFunction
from examapp.core.signing import key_ring
from examapp.delivery.closing import MARKING_JOB
from examapp.delivery.models import Attempt
from examapp.delivery.papers import PaperDesk
from examapp.delivery.sealing import find_receipt
from examapp.grading.marking import mark_attempt


def mark(arguments: Mapping[str, Any]) -> None:
    """Mark the attempt that the arguments name, if it is sealed; marked before, nothing changes."""
    desk = PaperDesk(ListVault(key_ring()))
    with transaction() as db:
        attempt = db.get(Attempt, int(arguments["attempt_id"]))
        if attempt is not None and find_receipt(db, attempt.id) is not None:
            mark_attempt(db, desk, attempt, now())


JOBS: Mapping[str, JobFunction] = {MARKING_JOB: mark}
