"""Check-in: the proctor sees a document, confirms that its owner is here, and admits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.expiry import refuse_expired
from examapp.delivery.models import Attempt
from examapp.delivery.states import FINISHED, AttemptState
from examapp.proctoring.errors import AdmittedAlready, EntryIsOver
from examapp.proctoring.interventions import Hand, intervene, require_open, require_running
from examapp.proctoring.models import DocumentKind, IdentityCheck, WithdrawnAdmission
from examapp.proctoring.queries import name_of
from examapp.proctoring.reasons import SECOND_LOOKS
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting

FIRST_LEASE = 1


def confirm_identity_and_admit(
    db: Session, sitting: Sitting, attempt: Attempt, document: DocumentKind, hand: Hand
) -> bool:
    """Record which document was seen and admit; False where the candidate was admitted already.

    Raises EntryIsOver where the policy allows no late entry and somebody of this sitting has started, and
    SittingExpired where the sitting is too old.
    """
    require_running(sitting)
    locked = lock_attempt(db, attempt.id)
    if locked.state in FINISHED or locked.state is AttemptState.CLOSING:
        raise AdmittedAlready
    if locked.state is not AttemptState.AWAITING:
        return False
    if not policy_from_snapshot(sitting.policy or {}).late_entry and _is_late(db, sitting, locked):
        raise EntryIsOver(name=name_of(db, locked.booking_id))
    refuse_expired(db, sitting, hand.now.wall)
    if not intervene(db, sitting, locked, "admitted", hand, document=document.value):
        return False
    record_identity(db, locked, FIRST_LEASE, document, hand)
    control.admit(db, locked.id, actor=hand.actor, now=hand.now)
    return True


def readmit(db: Session, sitting: Sitting, attempt: Attempt, document: DocumentKind, hand: Hand) -> bool:
    """Let somebody who comes back from a break go on, whose document was seen again.

    False where this was done already. Raises TransitionRefused for one who is not paused, SittingExpired.
    """
    require_open(sitting)
    refuse_expired(db, sitting, hand.now.wall)
    if not intervene(db, sitting, attempt, "readmitted", hand, document=document.value):
        return False
    control.resume(db, attempt.id, actor=hand.actor, now=hand.now)
    return True


def record_identity(db: Session, attempt: Attempt, lease: int, document: DocumentKind, hand: Hand) -> None:
    """Keep the check that one lease of a locked attempt asks for."""
    db.add(
        IdentityCheck(
            attempt_id=attempt.id,
            lease=lease,
            document=document,
            checked_by=hand.actor,
            checked_at=hand.now.wall,
        )
    )
    db.flush()


def is_used_up(check: IdentityCheck, attempt: Attempt) -> bool:
    """Tell whether a check has served its purpose: the start, or the takeover, for which it was made."""
    return attempt.lease >= check.lease


def _is_late(db: Session, sitting: Sitting, attempt: Attempt) -> bool:
    """Tell whether somebody has started before this person's document was seen.

    A second look at one who had been let in before is not late. Nor is, one for one, who was meant when
    another name was pressed in time.
    """
    first = db.scalar(select(func.min(Attempt.started_at)).where(Attempt.sitting_id == sitting.id))
    if first is None:
        return False
    of_room = select(WithdrawnAdmission).join(Attempt, Attempt.id == WithdrawnAdmission.attempt_id)
    taken_back = db.scalars(of_room.where(Attempt.sitting_id == sitting.id)).all()
    looked_again = {one.attempt_id for one in taken_back if one.kind in SECOND_LOOKS}
    if attempt.id in {one.attempt_id for one in taken_back}:
        return attempt.id not in looked_again
    meant = sum(one.attempt_id not in looked_again and one.checked_at <= first for one in taken_back)
    return meant <= _count_let_in_since(db, sitting, first, looked_again)


def _count_let_in_since(db: Session, sitting: Sitting, first: datetime, looked_again: Collection[int]) -> int:
    checks = (
        select(func.count())
        .select_from(IdentityCheck)
        .join(Attempt, Attempt.id == IdentityCheck.attempt_id)
        .where(
            Attempt.sitting_id == sitting.id,
            Attempt.id.not_in(looked_again),
            IdentityCheck.lease == FIRST_LEASE,
            IdentityCheck.checked_at > first,
        )
    )
    return db.scalar(checks) or 0
