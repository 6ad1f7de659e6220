"""Stopping, going on and giving time, for one candidate or for the whole room, each with its typed cause."""

from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial

from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.errors import TransitionRefused
from examapp.delivery.expiry import refuse_expired
from examapp.delivery.ledger import read_entries
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import find_walk
from examapp.proctoring.errors import DocumentFirst, NobodyConcerned
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.interventions import Hand, intervene, require_open
from examapp.proctoring.pauses import is_on_break, list_stopped_together
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.sittings.models import Sitting


def pause_one(db: Session, sitting: Sitting, attempt: Attempt, cause: Cause, hand: Hand) -> bool:
    """Stop one candidate's clock and hide the items; False where it stands already."""
    require_open(sitting)
    require_in_charge(db, sitting.id, hand.actor)
    if lock_attempt(db, attempt.id).state is AttemptState.PAUSED:
        return False
    if not intervene(db, sitting, attempt, "paused", hand, cause=cause.value):
        return False
    control.pause(db, attempt.id, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now)
    return True


def resume_one(db: Session, sitting: Sitting, attempt: Attempt, hand: Hand, *, walks: bool = False) -> bool:
    """Let one candidate's clock go on; False where it goes already.

    `walks`: so it shall for one who was moved to another computer and does not come. Whoever does not say so
    means the pause: a second press of those who were moved in one would else take the way from them.

    Raises SittingExpired, and DocumentFirst for one who comes back from a break.
    """
    require_open(sitting)
    refuse_expired(db, sitting, hand.now.wall)
    if is_on_break(db, sitting, attempt.id, hand.now):
        raise DocumentFirst
    require_in_charge(db, sitting.id, hand.actor)
    locked = lock_attempt(db, attempt.id)
    if locked.state is AttemptState.IN_PROGRESS and not (walks and find_walk(read_entries(db, locked.id))):
        return False
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


def for_each_running(
    db: Session,
    sitting: Sitting,
    act: Callable[[int], object],
    state: AttemptState | None = None,
    *,
    only: Collection[int] | None = None,
) -> int:
    """Do an act for every running attempt of a room, or for some, and return for how many it was done.

    Whoever hands in at that very moment, or whose time is just over, is left alone and stops nobody else's.
    """
    done = 0
    for attempt_id in control.list_running(db, sitting.id, state):
        if only is not None and attempt_id not in only:
            continue
        with suppress(TransitionRefused), db.begin_nested():
            act(attempt_id)
            done += 1
    return done


def pause_all(db: Session, sitting: Sitting, cause: Cause, hand: Hand) -> int | None:
    """Stop the clocks of everybody who works, and return how many; None where this was done already.

    Raises NobodyConcerned, as the other two acts for all do.
    """
    require_open(sitting)
    if not intervene(db, sitting, None, "paused_all", hand, cause=cause.value):
        return None
    pause = partial(control.pause, db, cause=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now)
    return _require_some(for_each_running(db, sitting, pause, AttemptState.IN_PROGRESS))


def resume_all(db: Session, sitting: Sitting, hand: Hand) -> int | None:
    """Let everybody go on whom one press for the room has stopped, and return how many.

    None where this was done already. Whoever was stopped alone or let out on a break goes on by an act of
    their own. Raises SittingExpired.
    """
    require_open(sitting)
    refuse_expired(db, sitting, hand.now.wall)
    if not intervene(db, sitting, None, "resumed_all", hand):
        return None
    together = list_stopped_together(db, sitting, hand.now)
    resume = partial(control.resume, db, actor=hand.actor, now=hand.now)
    return _require_some(for_each_running(db, sitting, resume, AttemptState.PAUSED, only=together))


def extend_all(db: Session, sitting: Sitting, minutes: int, cause: Cause, hand: Hand) -> int | None:
    """Give everybody who has started and not ended the same minutes, and return how many.

    None where this was done already.
    """
    require_open(sitting)
    if not intervene(db, sitting, None, "extended_all", hand, minutes=minutes, cause=cause.value):
        return None
    return _require_some(give_all(db, sitting, minutes, cause, hand))


def _require_some(done: int) -> int:
    if not done:
        raise NobodyConcerned
    return done


def give_all(db: Session, sitting: Sitting, minutes: int, cause: Cause, hand: Hand) -> int:
    """Write the minutes of an act that the caller has recorded."""
    words = CAUSE_WORDS[cause]
    give = partial(control.extend, db, minutes=minutes, cause=words, actor=hand.actor, now=hand.now)
    return for_each_running(db, sitting, give)
