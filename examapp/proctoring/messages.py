"""Words to the candidates, and the answer to their calls."""

from sqlalchemy.orm import Session

from examapp.core.errors import NotFound
from examapp.delivery.alerts import answer_alert, list_open_alerts
from examapp.delivery.control import send_notice
from examapp.delivery.models import Attempt
from examapp.proctoring.interventions import Hand, intervene, require_running
from examapp.sittings.models import Sitting


def send_message(db: Session, sitting: Sitting, attempt: Attempt | None, text: str, hand: Hand) -> bool:
    """Show a message to one candidate, or to the room; False where this was done already."""
    require_running(sitting)
    if not intervene(db, sitting, attempt, "message_sent", hand, text=text):
        return False
    send_notice(
        db,
        sitting.id,
        text=text,
        actor=hand.actor,
        now=hand.now,
        attempt_id=attempt.id if attempt else None,
    )
    return True


def answer_calls(db: Session, sitting: Sitting, attempt: Attempt, hand: Hand) -> int:
    """Answer everything that one candidate has called for; returns how many calls."""
    if attempt.sitting_id != sitting.id:
        raise NotFound
    alerts = list_open_alerts(db, [attempt.id])
    if not alerts or not intervene(db, sitting, attempt, "calls_answered", hand, calls=len(alerts)):
        return 0
    for alert in alerts:
        answer_alert(db, alert.code, actor=hand.actor, now=hand.now)
    return len(alerts)
