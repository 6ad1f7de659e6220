"""Later work: the registry of jobs, the sweepers that ask the database what is missing, and their loop.

The worker may see every room. A sweeper is a function without arguments that opens its own transactions,
finds what is due and does it; running it twice does nothing twice.
"""

import threading
from collections.abc import Callable, Mapping

import structlog
from flask import Flask

from examapp.appeals.sweeping import SWEEPERS as APPEAL_SWEEPERS
from examapp.authoring.sweeping import SWEEPERS as LIST_SWEEPERS
from examapp.candidates.intake_jobs import make_intake_jobs
from examapp.certificates.jobs import JOBS as CERTIFICATE_JOBS
from examapp.certificates.sweeping import SWEEPERS as CERTIFICATE_SWEEPERS
from examapp.core import audit
from examapp.core.clock import now
from examapp.core.db import database, transaction
from examapp.core.jobs import JobFunction, run_one
from examapp.core.signing import key_ring
from examapp.delivery.jobs import JOBS as DELIVERY_JOBS
from examapp.delivery.sweeping import sweep_attempts
from examapp.glass_box.checkpointing import SWEEPERS as CHECKPOINT_SWEEPERS
from examapp.grading.sweeping import SWEEPERS as GRADING_SWEEPERS
from examapp.notices.sweeping import SECONDS_BETWEEN, PostRounds
from examapp.portal.past_results import read_past_results
from examapp.portal.telling import SWEEPERS as TELLING_SWEEPERS
from examapp.portal.telling_bodies import SWEEPERS as BODY_SWEEPERS
from examapp.portal.telling_holders import SWEEPERS as HOLDER_SWEEPERS
from examapp.regrading.sweeping import SWEEPERS as REGRADING_SWEEPERS
from examapp.rehearsals.sweeping import SWEEPERS as REHEARSAL_SWEEPERS
from examapp.results.sweeping import SWEEPERS as RESULT_SWEEPERS
from examapp.retention.carrying_out import JOBS as RETENTION_JOBS
from examapp.retention.sweeping import SWEEPERS as RETENTION_SWEEPERS
from examapp.sittings.jobs import make_sitting_jobs
from examapp.webhooks.rounds import run_calls

logger = structlog.get_logger(__name__)

ROUND_SECONDS = 1.0
JOBS_A_ROUND = 20


def seal_audit_log() -> None:
    """Chain and sign what was recorded since the last round."""
    with transaction() as db:
        audit.seal_new_entries(db, key_ring().signer("audit"), now())


JOBS: Mapping[str, JobFunction] = {**DELIVERY_JOBS}
# They compute for many seconds, and the sweepers of a running exam must not wait for them.
LONG_JOBS: Mapping[str, JobFunction] = {
    **make_intake_jobs(read_past_results),
    **make_sitting_jobs(read_past_results),
    **CERTIFICATE_JOBS,
    **RETENTION_JOBS,
}
SWEEPERS: tuple[Callable[[], None], ...] = (
    sweep_attempts,
    *GRADING_SWEEPERS,
    *RESULT_SWEEPERS,
    *REGRADING_SWEEPERS,
    *APPEAL_SWEEPERS,
    *CERTIFICATE_SWEEPERS,
    *TELLING_SWEEPERS,
    *BODY_SWEEPERS,
    *HOLDER_SWEEPERS,
    *LIST_SWEEPERS,
    *REHEARSAL_SWEEPERS,
    *RETENTION_SWEEPERS,
    seal_audit_log,
    *CHECKPOINT_SWEEPERS,
)


def run_round(app: Flask) -> None:
    """Run each sweeper once, then the jobs that are due. One that fails does not stop the others."""
    with app.app_context():
        for sweeper in SWEEPERS:
            try:
                sweeper()
            except Exception:
                logger.exception("sweeper_failed", sweeper=sweeper.__name__)
        for _ in range(JOBS_A_ROUND):
            if not run_one(database(), JOBS, now()):
                return


def run_long_jobs(app: Flask) -> None:
    """Run the long jobs that are due, one after the other."""
    with app.app_context():
        while run_one(database(), LONG_JOBS, now()):
            pass


def run_post(app: Flask) -> None:
    """Plan and send the notices that are due."""
    if "post_rounds" not in app.extensions:
        parts = (app.extensions["database"], app.extensions["key_ring"], app.config["SETTINGS"])
        app.extensions["post_rounds"] = PostRounds(*parts)
    app.extensions["post_rounds"].run()


def run_webhooks(app: Flask) -> None:
    """Plan and make the calls to programs outside."""
    run_calls(app.extensions["database"], app.extensions["key_ring"], app.config["SETTINGS"])


# Beside the rounds: what computes for long, and what waits for a mail server that may hang.
BESIDE: Mapping[Callable[[Flask], None], float] = {
    run_long_jobs: ROUND_SECONDS,
    run_post: SECONDS_BETWEEN,
    run_webhooks: SECONDS_BETWEEN,
}


def work_until(app: Flask, stop: threading.Event) -> None:
    """Run round after round, one a second, until the event is set; other work in threads beside."""
    for run, seconds in BESIDE.items():
        threading.Thread(
            target=_repeat, args=(app, stop, run, seconds), name=run.__name__, daemon=True
        ).start()
    _repeat(app, stop, run_round, ROUND_SECONDS)


def _repeat(app: Flask, stop: threading.Event, run: Callable[[Flask], None], seconds: float) -> None:
    while not stop.is_set():
        try:
            run(app)
        except Exception:  # the database may be away: the next round asks again
            logger.exception("round_failed")
        stop.wait(seconds)


def work_in_thread(app: Flask, stop: threading.Event) -> threading.Thread:
    """Run the rounds in a thread of their own and return it."""
    thread = threading.Thread(target=work_until, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return thread
