"""Who sees what of an item: nothing, its words alone, or all of it.

An author sees own items until they are sealed, a translator the words of items in review, reviewer and
approver all of items in review and translated. Sealed items are opened by an act of its own, never here.

The words include the rationale, which often says what is right. The commission reads it on the printed list
beside the item in every language, so somebody has to translate it, and who translates it reads it. The price
is bounded: it is the rationale of an item under translation, while it is in review, and of no other; what is
marked as right, points, enemies and figures stay unseen, and no translator of a version approves it.
"""

from collections.abc import Collection
from enum import IntEnum

from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_states import ItemState
from examapp.core.permissions import Actor, Role

_UNDER_REVIEW = frozenset({ItemState.IN_REVIEW, ItemState.TRANSLATED})
_AUTHORS_OWN = _UNDER_REVIEW | {ItemState.DRAFT, ItemState.APPROVED}


class Sight(IntEnum):
    """How much of an item a person sees; each step includes the one before."""

    NONE = 0
    WORDS = 1
    ALL = 2


def sight_of(actor: Actor, item: DeskItem, writers: Collection[int]) -> Sight:
    """Return what an actor sees of an item; `writers` are the ids of those who wrote this version."""
    match actor.role:
        case Role.AUTHOR if actor.id in writers and item.state in _AUTHORS_OWN:
            return Sight.ALL
        case Role.REVIEWER | Role.APPROVER if item.state in _UNDER_REVIEW:
            return Sight.ALL
        case Role.TRANSLATOR if item.state is ItemState.IN_REVIEW:
            return Sight.WORDS
    return Sight.NONE
