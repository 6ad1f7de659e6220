"""A published decision on an item: a later one is proposed beside it and then takes its place.

While the later is only proposed the earlier counts. Both stay readable for good: whoever was marked under the
earlier one can see what it was, who decided it, and until when.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.core.db import changed_rows
from examapp.grading.models import ItemMatter, MatterState
from examapp.regrading.errors import MatterChanged, SameDecision
from examapp.regrading.models import DecisionState, ItemMatterDecision

_PROPOSAL = ("decision", "key", "reason", "proposed_by", "proposed_by_name", "proposed_at")
_VERDICT = ("decided_by", "decided_by_name", "decided_at", "decision_reason")


def find_proposal(db: Session, matter: ItemMatter) -> ItemMatter | ItemMatterDecision | None:
    """Return what waits for the chair: the matter's own proposal, or a later one; None where nothing does."""
    if matter.state is MatterState.PROPOSED:
        return matter
    return db.scalars(
        select(ItemMatterDecision).where(
            ItemMatterDecision.matter_id == matter.id, ItemMatterDecision.state == DecisionState.PROPOSED
        )
    ).one_or_none()


def list_past(db: Session, matter: ItemMatter) -> Sequence[ItemMatterDecision]:
    """Return the decisions that another followed, and later ones that came to nothing; oldest first."""
    query = select(ItemMatterDecision).where(
        ItemMatterDecision.matter_id == matter.id, ItemMatterDecision.state != DecisionState.PROPOSED
    )
    return db.scalars(query.order_by(ItemMatterDecision.proposed_at, ItemMatterDecision.id)).all()


def propose_later(db: Session, matter: ItemMatter, proposal: dict[str, Any]) -> None:
    """Keep a proposal beside the decision in force; raises SameDecision where it says the same."""
    if (matter.decision, matter.key) == (proposal["decision"], proposal["key"]):
        raise SameDecision
    known = find_proposal(db, matter)
    if known is None:
        known = ItemMatterDecision(matter_id=matter.id, state=DecisionState.PROPOSED)
        db.add(known)
    for name in _PROPOSAL:
        setattr(known, name, proposal[name])
    db.flush()


def take_place(
    db: Session, matter: ItemMatter, later: ItemMatterDecision, chair: SignedInStaff, at: datetime
) -> None:
    """Bring a later decision into the earlier one's place, and keep the earlier; raises MatterChanged."""
    approved = _content(later, _PROPOSAL) | _word(chair, later.reason, at)
    past = _content(matter, _PROPOSAL + _VERDICT) | _end(DecisionState.REPLACED, chair, at)
    _turn_later(db, later, past)
    _write(db, matter, approved)


def refuse_later(
    db: Session, later: ItemMatterDecision, chair: SignedInStaff, reason: str, at: datetime
) -> None:
    """Keep a later proposal as refused; the decision in force stays. Raises MatterChanged."""
    _turn_later(db, later, _word(chair, reason, at) | {"state": DecisionState.REFUSED})


def find_replaced(db: Session, matter: ItemMatter) -> ItemMatterDecision | None:
    """Return the decision whose place the one in force has taken, or None."""
    return db.scalars(
        select(ItemMatterDecision)
        .where(
            ItemMatterDecision.matter_id == matter.id,
            ItemMatterDecision.state == DecisionState.REPLACED,
            ItemMatterDecision.ended_at == matter.decided_at,
        )
        .order_by(ItemMatterDecision.id.desc())
    ).first()


def step_back(
    db: Session,
    matter: ItemMatter,
    earlier: ItemMatterDecision,
    chair: SignedInStaff,
    reason: str,
    at: datetime,
) -> None:
    """Bring the earlier decision back; the later stays readable, who approved it and who undid it.

    Raises MatterChanged.
    """
    undone = _content(matter, _PROPOSAL + _VERDICT) | _end(DecisionState.UNDONE, chair, at)
    undone["decision_reason"] = reason
    standing = _content(earlier, _PROPOSAL + _VERDICT)
    _write(db, matter, standing)
    for name, value in undone.items():
        setattr(earlier, name, value)
    db.flush()


def _content(one: ItemMatter | ItemMatterDecision, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _word(chair: SignedInStaff, reason: str, at: datetime) -> dict[str, Any]:
    return dict(zip(_VERDICT, (chair.actor, chair.display_name, at, reason), strict=True))


def _end(state: DecisionState, chair: SignedInStaff, at: datetime) -> dict[str, Any]:
    return {"state": state, "ended_at": at, "ended_by": chair.actor, "ended_by_name": chair.display_name}


def _turn_later(db: Session, later: ItemMatterDecision, values: dict[str, Any]) -> None:
    still = (ItemMatterDecision.id == later.id, ItemMatterDecision.state == DecisionState.PROPOSED)
    if changed_rows(db, update(ItemMatterDecision).where(*still).values(**values)) != 1:
        raise MatterChanged
    db.refresh(later)


def _write(db: Session, matter: ItemMatter, values: dict[str, Any]) -> None:
    same = (ItemMatter.id == matter.id, ItemMatter.state == MatterState.IN_FORCE)
    unmoved = ItemMatter.decided_at == matter.decided_at
    if changed_rows(db, update(ItemMatter).where(*same, unmoved).values(**values)) != 1:
        raise MatterChanged
    db.refresh(matter)
