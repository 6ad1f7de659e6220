"""The history of a list: what was done, by whom, when and why; beside it the audit log."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import CandidateList, CandidateListEntry, CandidateListEvent
from examapp.candidates.list_states import ListAct
from examapp.core.audit import record


class Hand(Protocol):
    """Who acts on a list: a signed-in person, or a program by its token."""

    @property
    def actor(self) -> str:
        """The name in the audit log."""
        ...

    @property
    def display_name(self) -> str:
        """The name that people read."""
        ...


@dataclass(frozen=True)
class NamedHand:
    """A hand by its two names."""

    actor: str
    display_name: str


def note_list(
    db: Session,
    found: CandidateList,
    act: str,
    hand: Hand,
    at: datetime,
    *,
    remark: str = "",
    entry: CandidateListEntry | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one act into the list's history and into the audit log."""
    told = dict(facts or {})
    db.add(
        CandidateListEvent(
            list_id=found.id,
            entry_id=entry.id if entry else None,
            act=act,
            by=hand.actor,
            by_name=hand.display_name,
            at=at,
            remark=remark,
            facts=told,
        )
    )
    if entry is not None:
        told["candidate_id"] = entry.candidate_id
    record(
        db,
        act=f"candidate_list.{act}",
        actor=hand.actor,
        subject_kind="candidate_list",
        subject_code=found.code,
        at=at,
        facts=told | ({"remark": remark} if remark else {}),
    )


def find_hands(db: Session, found: CandidateList, acts: Collection[str]) -> set[str]:
    """Return who carried out some acts on a list since it was submitted last, the submission included."""
    submitted = select(func.max(CandidateListEvent.id)).where(
        CandidateListEvent.list_id == found.id, CandidateListEvent.act == ListAct.SUBMIT.value
    )
    hands = select(CandidateListEvent.by).where(
        CandidateListEvent.list_id == found.id,
        CandidateListEvent.act.in_(acts),
        CandidateListEvent.id >= submitted.scalar_subquery(),
    )
    return set(db.scalars(hands))


def list_history(db: Session, found: CandidateList, *, most: int = 200) -> Sequence[CandidateListEvent]:
    """Return the acts on a list, the newest first."""
    return db.scalars(
        select(CandidateListEvent)
        .where(CandidateListEvent.list_id == found.id)
        .order_by(CandidateListEvent.id.desc())
        .limit(most)
    ).all()


def last_remark(db: Session, found: CandidateList, act: str) -> CandidateListEvent | None:
    """Return the newest act of a kind, such as the return whose remarks wait for an answer."""
    return db.scalars(
        select(CandidateListEvent)
        .where(CandidateListEvent.list_id == found.id, CandidateListEvent.act == act)
        .order_by(CandidateListEvent.id.desc())
        .limit(1)
    ).first()
