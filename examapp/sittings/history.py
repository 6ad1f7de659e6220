"""The history of a sitting: what people did to it by hand, why, and when; beside it the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.i18n import N_, show_moment
from examapp.sittings.models import Sitting
from examapp.sittings.proposal_models import SittingAct, SittingEvent

_WORDS: Final = {
    SittingAct.CANDIDATE_LEFT: N_("%(name)s went to %(other)s"),
    SittingAct.CANDIDATE_CAME: N_("%(name)s came from %(other)s"),
    SittingAct.MOVED: N_("moved from %(old)s, %(old_room)s, to %(new)s, %(room)s"),
    SittingAct.PROCTOR_REPLACED: N_("%(coming_name)s runs it instead of %(leaving_name)s"),
    SittingAct.RESEATED: N_("%(name)s sits at seat %(seat)s instead of %(old_seat)s"),
}


def note_act(
    db: Session,
    sitting: Sitting,
    act: SittingAct,
    reason: str,
    *,
    actor: str,
    at: datetime,
    facts: dict[str, Any],
    shown: dict[str, Any],
) -> None:
    """Write an act into the sitting's history and into the audit log.

    `shown` is what the history says besides, such as people's names, which the log never holds.
    """
    event = SittingEvent(
        sitting_id=sitting.id, act=act, facts={**facts, **shown}, reason=reason, by=actor, at=at
    )
    db.add(event)
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


def say_act(event: SittingEvent) -> str:
    """Return what was done in the language of the request."""
    facts = dict(event.facts)
    if event.act is SittingAct.MOVED:
        for name in ("old", ""):
            moment = datetime.fromisoformat(facts.pop(f"{name}_starts_at".removeprefix("_")))
            facts[name or "new"] = show_moment(moment)
    return str(gettext(_WORDS[event.act], **facts))
