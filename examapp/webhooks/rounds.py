"""One round: plan what is due, call, note; each step in a transaction of its own.

It runs in a thread of its own, because an address that hangs must not hold up anything else.
"""

from typing import Final

import structlog

from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.webhooks.calling import call, sign_body
from examapp.webhooks.errors import CallFailed
from examapp.webhooks.keeping import secret_of
from examapp.webhooks.outbox import ClaimedCall, claim_call, is_due, note_failed, note_made
from examapp.webhooks.planning import find_missing, plan_calls

CALLS_A_ROUND: Final = 100
SECONDS_BETWEEN: Final = 20
logger = structlog.get_logger(__name__)


def run_calls(database: Database, keys: KeyRing, settings: Settings) -> int:
    """Plan and make the calls that are due; return how many were taken by the other side."""
    with database.reading() as db:  # most often there is nothing, and then nobody waits for a writer
        due = bool(find_missing(db, now()))
    if due:
        with database.transaction() as db:
            plan_calls(db, now())
    taken = 0
    for _ in range(CALLS_A_ROUND):
        with database.reading() as db:
            if not is_due(db, now()):
                break
        with database.transaction() as db:
            claimed = claim_call(db, now())
        if claimed is None:
            break
        taken += _make(database, keys, settings, claimed)
    return taken


def _make(database: Database, keys: KeyRing, settings: Settings, claimed: ClaimedCall) -> bool:
    """Make one call; tell whether it was taken."""
    headers = sign_body(secret_of(keys, claimed.webhook), now(), claimed.body)
    try:
        call(claimed.webhook.url, claimed.body, headers, private=settings.webhooks_private)
    except CallFailed as failure:
        with database.transaction() as db:
            note_failed(db, claimed, str(failure), now())
        logger.warning("webhook_not_called", webhook=claimed.webhook.code, problem=str(failure))
        return False
    with database.transaction() as db:
        note_made(db, claimed, now())
    return True
