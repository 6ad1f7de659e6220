"""At which workstation an attempt was entered, as its computer says: it is compared with the seat."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.centres.models import Workstation
from examapp.centres.pairing import find_workstation
from examapp.core.signing import KeyRing
from examapp.delivery.models import Attempt, SeatClaim


def claim_seat(db: Session, keys: KeyRing, attempt: Attempt, token: str | None, at: datetime) -> None:
    """Keep which workstation the entry came from; a computer that is none takes an earlier claim away.

    The attempt is locked, so that two entries do not meet. A claim opens nothing and closes nothing.
    """
    workstation = find_workstation(db, keys, token) if token else None
    claim = db.get(SeatClaim, attempt.id)
    if workstation is None:
        if claim is not None:
            db.delete(claim)
    elif claim is None:
        db.add(SeatClaim(attempt_id=attempt.id, workstation_id=workstation.id, at=at))
    else:
        claim.workstation_id, claim.at = workstation.id, at
    db.flush()


def read_claims(db: Session, sitting_id: int) -> Mapping[int, Workstation]:
    """Return, by attempt of a sitting, the workstation from which it was entered last."""
    claims = db.scalars(
        select(SeatClaim)
        .join(Attempt, Attempt.id == SeatClaim.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .options(joinedload(SeatClaim.workstation).joinedload(Workstation.room))
    )
    return {claim.attempt_id: claim.workstation for claim in claims}
