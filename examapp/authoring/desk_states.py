"""The life of one version of an item: its states, and the acts that lead from one to the next.

draft → in review → translated → approved → sealed → retired. In review holds the reviewer's acceptance; an
item counts as translated once it is accepted and every language follows the source text. A return leads back
to the draft. What was approved never changes: whoever wants another word begins the next version.
"""

from enum import StrEnum


class ItemState(StrEnum):
    """Where one version of an item stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    TRANSLATED = "translated"
    APPROVED = "approved"
    SEALED = "sealed"
    RETIRED = "retired"


class ItemAct(StrEnum):
    """What is done to a version as a whole."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    COMPLETE = "complete"
    RETURN = "return"
    APPROVE = "approve"
    SEAL = "seal"
    RETIRE = "retire"


TRANSITIONS: dict[tuple[ItemState, ItemAct], ItemState] = {
    (ItemState.DRAFT, ItemAct.SUBMIT): ItemState.IN_REVIEW,
    (ItemState.IN_REVIEW, ItemAct.ACCEPT): ItemState.IN_REVIEW,
    (ItemState.IN_REVIEW, ItemAct.COMPLETE): ItemState.TRANSLATED,
    (ItemState.IN_REVIEW, ItemAct.RETURN): ItemState.DRAFT,
    (ItemState.TRANSLATED, ItemAct.RETURN): ItemState.DRAFT,
    (ItemState.TRANSLATED, ItemAct.APPROVE): ItemState.APPROVED,
    (ItemState.APPROVED, ItemAct.SEAL): ItemState.SEALED,
    (ItemState.SEALED, ItemAct.RETIRE): ItemState.RETIRED,
}
# What nobody changes any more; a correction is the next version.
LOCKED = frozenset({ItemState.APPROVED, ItemState.SEALED, ItemState.RETIRED})


def next_state(state: ItemState, act: ItemAct) -> ItemState | None:
    """Return the state that an act leads to, or None where the state does not allow it."""
    return TRANSITIONS.get((state, act))
