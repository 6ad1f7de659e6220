"""The value that binds an attempt's page and calls: 128 random bits, given only after admission."""

import secrets
from typing import Final

from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.states import AttemptState
from examapp.lockdown.models import AttemptPage

VALUE_BYTES: Final = 16


def page_path(value: str) -> str:
    """Return the path of an attempt's own page; without a value, that of the page where everybody enters."""
    return f"/exam/p/{value}/" if value else "/exam/"


def find_page(db: Session, attempt_id: int) -> str:
    """Return the value of an attempt, or the empty text."""
    found = db.get(AttemptPage, attempt_id, populate_existing=True)
    return found.value if found else ""


def issue_page(db: Session, attempt_id: int, now: Instant) -> str:
    """Return the value of an attempt, made at the first asking after admission and anew after a takeover.

    Before the admission there is none, and the empty text is returned.
    """
    attempt = lock_attempt(db, attempt_id)
    if attempt.state is AttemptState.AWAITING:
        return ""
    lease = max(attempt.lease, 1)
    page = db.get(AttemptPage, attempt_id, populate_existing=True)
    if page is None:
        page = AttemptPage(attempt_id=attempt_id, value="", lease=0, issued_at=now.wall)
        db.add(page)
    if page.lease < lease:
        page.value, page.lease, page.issued_at = secrets.token_hex(VALUE_BYTES), lease, now.wall
        db.flush()
        note(db, attempt, "page_issued", f"candidate:{attempt.code}", now.wall, lease=lease)
    return page.value
