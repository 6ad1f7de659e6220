"""Whoever is granted a separate room is examined alone: nobody else sits in that room at that time.

The rule is asked for at booking, at moving, when proposed sittings are made, and once more at publication. It
looks at the room and the hour, not at one sitting: two sittings may have been planned into one room by hand.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import Needs, may_share_room
from examapp.candidates.models import Candidate
from examapp.sittings.errors import SeparateRoomNeeded
from examapp.sittings.models import Sitting
from examapp.sittings.queries import needs_at
from examapp.sittings.room_times import list_in_room, minutes_of


def find_who_sits_alone(db: Session, sitting: Sitting, *others: Candidate, at: datetime) -> Candidate | None:
    """Return whoever must sit alone and would not, if the others came to those booked, or None."""
    needs: dict[int, Needs] = dict(needs_at(db, sitting, *others))
    if not needs:
        return None
    minutes = minutes_of(db, sitting, at, *others)
    for other in list_in_room(db, sitting.room_id, sitting.starts_at, minutes, at, but=sitting.id):
        needs |= needs_at(db, other)
    if may_share_room(list(needs.values())):
        return None
    alone = next(candidate_id for candidate_id, one in needs.items() if one.separate_room)
    return db.get_one(Candidate, alone)


def refuse_shared_room(db: Session, sitting: Sitting, *others: Candidate, at: datetime) -> None:
    """Raise SeparateRoomNeeded, naming the person who would not sit alone."""
    alone = find_who_sits_alone(db, sitting, *others, at=at)
    if alone is not None:
        raise SeparateRoomNeeded(name=alone.name_latn)
