"""The life of a candidate list: its states, and the acts that lead from one to the next.

draft → submitted → agreed → accepted → locked; a return leads back to whoever fills it. Only the list of a
subordinate organisation passes the working body; of another body the operator takes what its head has
submitted. Accepting and locking are one moment.

Source: list.approval (resolution 289, clause 3; protocol 14).
"""

from enum import StrEnum


class ListState(StrEnum):
    """Where a candidate list stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    RETURNED = "returned"


class ListAct(StrEnum):
    """What is done to a list as a whole."""

    SUBMIT = "submit"
    AGREE = "agree"
    RETURN = "return"
    ACCEPT = "accept"
    LOCK = "lock"


# A return without the working body's part leads to the same state, so the table knows no kinds of bodies.
TRANSITIONS: dict[tuple[ListState, ListAct], ListState] = {
    (ListState.DRAFT, ListAct.SUBMIT): ListState.SUBMITTED,
    (ListState.RETURNED, ListAct.SUBMIT): ListState.SUBMITTED,
    (ListState.SUBMITTED, ListAct.AGREE): ListState.AGREED,
    (ListState.SUBMITTED, ListAct.RETURN): ListState.RETURNED,
    (ListState.AGREED, ListAct.RETURN): ListState.RETURNED,
    (ListState.SUBMITTED, ListAct.ACCEPT): ListState.ACCEPTED,
    (ListState.AGREED, ListAct.ACCEPT): ListState.ACCEPTED,
    (ListState.ACCEPTED, ListAct.LOCK): ListState.LOCKED,
}
# Whoever fills the list may change it freely.
OPEN = frozenset({ListState.DRAFT, ListState.RETURNED})
# The operator has taken it: people of these lists can be placed; a change needs a reason.
TAKEN = frozenset({ListState.ACCEPTED, ListState.LOCKED})


def next_state(state: ListState, act: ListAct, *, needs_agreement: bool) -> ListState | None:
    """Return the state that an act leads to, or None where the state does not allow it.

    `needs_agreement` says whether the body is a subordinate one, whose list passes the working body first.
    """
    if act is ListAct.AGREE and not needs_agreement:
        return None
    if act is ListAct.ACCEPT and state is ListState.SUBMITTED and needs_agreement:
        return None
    return TRANSITIONS.get((state, act))
