"""The history of a sitting: what people did to it by hand, why, and when; beside it the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.sittings.models import Sitting
from examapp.sittings.proposal_models import SittingAct, SittingEvent


def note_act(
    db: Session,
    sitting: Sitting,
    act: SittingAct,
    reason: str,
    *,
    actor: str,
    at: datetime,
    facts: dict[str, Any],
) -> None:
    """Write an act into the sitting's history and into the audit log."""
    db.add(SittingEvent(sitting_id=sitting.id, act=act, facts=facts, reason=reason, by=actor, at=at))
    record(
        db,
        act=f"sitting.{act.value}",
        actor=actor,
        subject_kind="sitting",
        subject_code=sitting.code,
        at=at,
        facts={**facts, "reason": reason},
    )


def list_acts(db: Session, sitting: Sitting) -> Sequence[SittingEvent]:
    """Return what was done to a sitting, the latest first."""
    return db.scalars(
        select(SittingEvent).where(SittingEvent.sitting_id == sitting.id).order_by(SittingEvent.id.desc())
    ).all()
