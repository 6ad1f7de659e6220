"""Ending one attempt before its time, with a typed reason from which the consequence follows."""

from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.models import Attempt
from examapp.delivery.states import RUNNING
from examapp.proctoring.errors import NoSuchReason
from examapp.proctoring.interventions import Hand, intervene, require_open
from examapp.proctoring.models import AbortKind, AbortReason
from examapp.proctoring.reasons import ABORT_WORDS, consequence_of, kinds_for
from examapp.sittings.models import Sitting


def end_attempt(
    db: Session, sitting: Sitting, attempt: Attempt, kind: AbortKind, hand: Hand, *, text: str = ""
) -> bool:
    """End a running attempt by delivery's one closing code; False where it has been ended so already.

    Raises NoSuchReason where the attempt does not run any more, or the reason does not fit it.
    """
    require_open(sitting)
    locked = lock_attempt(db, attempt.id)
    if db.get(AbortReason, locked.id) is not None:
        return False
    if locked.state not in RUNNING or kind not in kinds_for(locked.state):
        raise NoSuchReason
    if not intervene(db, sitting, locked, "ended", hand, kind=kind.value, text=text):
        return False
    give_reason(db, locked, kind, hand, text=text)
    control.terminate(db, locked.id, reason=ABORT_WORDS[kind], actor=hand.actor, now=hand.now)
    return True


def give_reason(db: Session, attempt: Attempt, kind: AbortKind, hand: Hand, *, text: str = "") -> None:
    """Keep why an attempt that the caller has locked stays unfinished; a reason once given stands."""
    if db.get(AbortReason, attempt.id) is not None:
        return
    db.add(
        AbortReason(
            attempt_id=attempt.id,
            kind=kind,
            consequence=consequence_of(kind),
            text=text,
            given_by=hand.actor,
            given_at=hand.now.wall,
        )
    )
    db.flush()
