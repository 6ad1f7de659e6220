"""Whoever is granted a separate room is examined alone: at booking, and once more at publication."""

from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import may_share_room
from examapp.candidates.models import Candidate
from examapp.sittings.errors import SeparateRoomNeeded
from examapp.sittings.models import Sitting
from examapp.sittings.queries import needs_at


def refuse_shared_room(db: Session, sitting: Sitting, *others: Candidate) -> None:
    """Raise SeparateRoomNeeded, naming the person, where those booked and the others may not sit together."""
    needs = needs_at(db, sitting, *others)
    if may_share_room(list(needs.values())):
        return
    alone = next(candidate_id for candidate_id, one in needs.items() if one.separate_room)
    raise SeparateRoomNeeded(name=db.get_one(Candidate, alone).name_latn)
