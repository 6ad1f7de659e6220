"""Opening the room by one button: from then on whoever is admitted can start."""

from sqlalchemy.orm import Session

from examapp.core.disk import Disk
from examapp.delivery import control
from examapp.delivery.attempts import prepare_attempts
from examapp.lockdown.before_opening import refuse_without_configuration
from examapp.proctoring.interventions import Hand, intervene
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.opening import open_sitting


def open_room(db: Session, sitting: Sitting, hand: Hand, *, disk: Disk) -> bool:
    """Prepare what is not prepared yet and open the sitting; False where it is open already.

    The room's pages are awake from then on, however long ago the console of the press has looked.

    Raises DiskTooFull below the limit of free space, what the sitting's own opening refuses (another state,
    provisional policy), and ConfigurationMissing where a locked browser is asked for and not set up.
    """
    if sitting.state is SittingState.OPEN:
        return False
    disk.refuse_if_short()
    open_sitting(db, sitting, actor=hand.actor, at=hand.now.wall)
    refuse_without_configuration(db, sitting)
    prepare_attempts(db, sitting, hand.now.wall)
    control.mark_console_open(db, sitting.id, hand.now)
    return intervene(db, sitting, None, "opened", hand)
