"""Stopping, going on and giving time, for one candidate or for the whole room, each with its typed cause."""

from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.models import Attempt
from examapp.proctoring.interventions import Hand, intervene, require_open
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.sittings.models import Sitting


def pause_one(db: Session, sitting: Sitting, attempt: Attempt, cause: Cause, hand: Hand) -> bool:
    """Stop one candidate's clock and hide the items; False where this was done already."""
    require_open(sitting)
    if not intervene(db, sitting, attempt, "paused", hand, cause=cause.value):
        return False
    control.pause(db, attempt.id, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now)
    return True


def resume_one(db: Session, sitting: Sitting, attempt: Attempt, hand: Hand) -> bool:
    """Let one candidate's clock go on; False where this was done already."""
    require_open(sitting)
    if not intervene(db, sitting, attempt, "resumed", hand):
        return False
    control.resume(db, attempt.id, actor=hand.actor, now=hand.now)
    return True


def extend_one(
    db: Session, sitting: Sitting, attempt: Attempt, minutes: int, cause: Cause, hand: Hand
) -> bool:
    """Give one candidate minutes; False where this was done already."""
    require_open(sitting)
    if not intervene(db, sitting, attempt, "extended", hand, minutes=minutes, cause=cause.value):
        return False
    control.extend(db, attempt.id, minutes=minutes, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now)
    return True


def pause_all(db: Session, sitting: Sitting, cause: Cause, hand: Hand) -> int:
    """Stop the clocks of everybody who works, and return how many."""
    require_open(sitting)
    if not intervene(db, sitting, None, "paused_all", hand, cause=cause.value):
        return 0
    return control.pause_room(db, sitting.id, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now)


def resume_all(db: Session, sitting: Sitting, hand: Hand) -> int:
    """Let everybody who is paused go on, and return how many."""
    require_open(sitting)
    if not intervene(db, sitting, None, "resumed_all", hand):
        return 0
    return control.resume_room(db, sitting.id, actor=hand.actor, now=hand.now)


def extend_all(db: Session, sitting: Sitting, minutes: int, cause: Cause, hand: Hand) -> int:
    """Give everybody who has started and not ended the same minutes, and return how many."""
    require_open(sitting)
    if not intervene(db, sitting, None, "extended_all", hand, minutes=minutes, cause=cause.value):
        return 0
    return control.extend_room(
        db, sitting.id, minutes=minutes, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now
    )
