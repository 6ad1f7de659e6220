"""The browsers that a centre allows. A list without a key that stands asks for none.

A Browser Exam Key comes from the build, the system and the configuration together, so a technician reads it
at a workstation of the centre with the sitting's own file; a server cannot compute it.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.centres.models import Centre
from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.lockdown.errors import ExamKeyMalformed
from examapp.lockdown.models import BrowserExamKey

_KEY: Final = re.compile(r"[0-9a-f]{64}")


def list_keys(db: Session, centre_id: int) -> Sequence[BrowserExamKey]:
    """Return the keys that a centre allows, in the order in which they were added."""
    return db.scalars(
        select(BrowserExamKey)
        .where(BrowserExamKey.centre_id == centre_id, BrowserExamKey.withdrawn_at.is_(None))
        .order_by(BrowserExamKey.id)
    ).all()


def allow_key(
    db: Session, centre: Centre, typed: str, label: str, *, actor: str, at: datetime
) -> BrowserExamKey:
    """Allow a browser; one that is allowed already stays as it is. Raises ExamKeyMalformed."""
    exam_key = "".join(typed.split()).lower()
    if not _KEY.fullmatch(exam_key):
        raise ExamKeyMalformed
    for standing in list_keys(db, centre.id):
        if standing.exam_key == exam_key:
            return standing
    allowed = BrowserExamKey(
        centre_id=centre.id, exam_key=exam_key, label=label.strip(), added_by=actor, added_at=at
    )
    db.add(allowed)
    db.flush()
    _note(db, "exam_key_allowed", centre, allowed, actor, at)
    return allowed


def withdraw_key(db: Session, centre: Centre, key_id: int, *, actor: str, at: datetime) -> None:
    """Allow a browser no longer; asked twice it is done once. Raises NotFound."""
    found = db.get(BrowserExamKey, key_id)
    if found is None or found.centre_id != centre.id:
        raise NotFound
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = at, actor
        _note(db, "exam_key_withdrawn", centre, found, actor, at)


def _note(db: Session, act: str, centre: Centre, one: BrowserExamKey, actor: str, at: datetime) -> None:
    record(
        db,
        act=f"lockdown.{act}",
        actor=actor,
        subject_kind="centre",
        subject_code=centre.code,
        at=at,
        facts={"key_begins": one.exam_key[:8], "label": one.label},
    )
