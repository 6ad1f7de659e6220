"""Moving a candidate to another computer: identity is asked again, and the lease fences the old seat off."""

from sqlalchemy.orm import Session

from examapp.centres.models import Workstation
from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.queries import read_attempt
from examapp.delivery.states import RUNNING
from examapp.delivery.timing import LedgerKind
from examapp.proctoring.checkin import record_identity
from examapp.proctoring.errors import CannotBeMoved, SeatTaken
from examapp.proctoring.interventions import Hand, intervene, lock_room, require_open
from examapp.proctoring.models import DocumentKind, SeatMove
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.proctoring.seats import list_free_seats
from examapp.proctoring.silences import ALIVE, minutes_due, read_given_ms, read_losses
from examapp.sittings.models import Sitting


def move_to_another_computer(
    db: Session,
    sitting: Sitting,
    attempt: Attempt,
    document: DocumentKind,
    hand: Hand,
    *,
    cause: Cause,
    workstation: Workstation | None = None,
) -> bool:
    """Free the attempt for the machine that enters next; False where this was done already.

    Without a workstation the person stays at the same seat, with a machine that has lost its memory. From the
    press on the clock stands until the new machine shows the question. The time since the last sign of a
    computer that has fallen silent is given back, in whole minutes, but for what was given already.
    Raises CannotBeMoved, SeatTaken.
    """
    require_open(sitting)
    lock_room(db, sitting)  # two who are sent to one seat at the same moment meet here
    locked = lock_attempt(db, attempt.id)
    seat = workstation.number if workstation else None
    facts = {"document": document.value, "cause": cause.value, "seat": seat}
    if not intervene(db, sitting, locked, "moved", hand, **facts):
        return False
    if locked.state not in RUNNING:
        raise CannotBeMoved
    if workstation and workstation.id not in {one.id for one in list_free_seats(db, sitting, locked)}:
        raise SeatTaken(seat=workstation.number)
    record_identity(db, locked, locked.lease + 1, document, hand)
    row = read_attempt(db, locked.id, hand.now)
    losses = read_losses(db, [row], hand.now, longer_than=ALIVE)[locked.id]
    lost = minutes_due(losses, ended_since=hand.now.wall)
    given_ms = read_given_ms(db, locked.id)
    moved = control.take_over(
        db, locked.id, reason=CAUSE_WORDS[cause], actor=hand.actor, now=hand.now, given_ms=given_ms
    )
    _give_back(db, moved, lost, cause, hand)
    if workstation:
        db.add(
            SeatMove(
                attempt_id=moved.id,
                lease=moved.lease,
                workstation_id=workstation.id,
                moved_by=hand.actor,
                moved_at=hand.now.wall,
            )
        )
        db.flush()
    return True


def _give_back(db: Session, attempt: Attempt, minutes: int, cause: Cause, hand: Hand) -> None:
    """Give back what the old computer's silence cost, unless the takeover has given back all time used."""
    if not minutes or read_attempt_clock(db, attempt).entries[-1].kind is LedgerKind.CREDIT:
        return
    words = CAUSE_WORDS[cause]
    control.extend(db, attempt.id, minutes=minutes, cause=words, actor=hand.actor, now=hand.now)
