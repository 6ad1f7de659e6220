"""The end of a sitting that nobody closed: some hours after its first start nobody starts or goes on in it.

Source: `sitting.expiry_hours` of the policy. What was answered stays and is marked; the proctor closes.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from examapp.delivery.errors import SittingExpired
from examapp.delivery.models import Attempt
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting

# Built once, over the bare table: a hall starts at one moment.
_ATTEMPT = Attempt.__table__.c
_FIRST_START = select(func.min(_ATTEMPT.started_at)).where(_ATTEMPT.sitting_id == bindparam("sitting_id"))


def has_expired(db: Session, sitting: Sitting, at: datetime) -> bool:
    """Tell whether the sitting's first start lies further back than its policy allows."""
    first = db.scalar(_FIRST_START, {"sitting_id": sitting.id})
    return first is not None and at - first > _life(sitting)


def refuse_expired(db: Session, sitting: Sitting, at: datetime) -> None:
    """Raise SittingExpired where it has."""
    if has_expired(db, sitting, at):
        raise SittingExpired(hours=round(_life(sitting) / timedelta(hours=1)))


def _life(sitting: Sitting) -> timedelta:
    return timedelta(hours=policy_from_snapshot(sitting.policy or {}).expiry_hours)
