"""Taking an admission back: the wrong name was pressed, or the document was not that person's."""

from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.models import Attempt
from examapp.delivery.states import STARTED, AttemptState
from examapp.proctoring.checkin import FIRST_LEASE
from examapp.proctoring.errors import StartedAlready
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.interventions import Hand, intervene, require_running
from examapp.proctoring.models import IdentityCheck, WithdrawalKind, WithdrawnAdmission
from examapp.proctoring.queries import name_of
from examapp.proctoring.reasons import WITHDRAWAL_WORDS
from examapp.sittings.models import Sitting


def withdraw_admission(
    db: Session, sitting: Sitting, attempt: Attempt, kind: WithdrawalKind, hand: Hand
) -> bool:
    """Let an admitted candidate wait for the proctor again; False where nobody is admitted any more.

    The check that was made is kept and counts no more: a new admission asks for a document. Of this and the
    candidate's start one wins, by the attempt's lock and state. Raises StartedAlready.
    """
    require_running(sitting)
    require_in_charge(db, sitting.id, hand.actor)
    locked = lock_attempt(db, attempt.id)
    if locked.state is AttemptState.AWAITING:
        return False
    if not intervene(db, sitting, locked, "admission_withdrawn", hand, kind=kind.value):
        return False
    if locked.state in STARTED:
        raise StartedAlready(name=name_of(db, locked.booking_id))
    _set_aside(db, locked, kind, hand)
    control.withdraw_admission(db, locked.id, reason=WITHDRAWAL_WORDS[kind], actor=hand.actor, now=hand.now)
    return True


def _set_aside(db: Session, attempt: Attempt, kind: WithdrawalKind, hand: Hand) -> None:
    """Keep the check of the first lease where it is told and never counts."""
    check = db.get(IdentityCheck, (attempt.id, FIRST_LEASE))
    if check is None:
        return
    db.add(
        WithdrawnAdmission(
            attempt_id=attempt.id,
            document=check.document,
            checked_by=check.checked_by,
            checked_at=check.checked_at,
            kind=kind,
            withdrawn_by=hand.actor,
            withdrawn_at=hand.now.wall,
        )
    )
    db.delete(check)
    db.flush()
