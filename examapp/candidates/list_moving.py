"""A list on its way: submitted by the head, agreed or returned by the working body, accepted by the operator.

Every state changes by compare-and-swap: of two who act at once, one is told that the list has moved.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import require_other_person
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.entry_notes import count_unfit, refresh_notes
from examapp.candidates.list_errors import ListEmpty, ListHasUnfit, ListMoved, ListNotOpen, RemarkNeeded
from examapp.candidates.list_history import Hand, find_hands, note_list
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_states import OPEN, TAKEN, ListAct, ListState, next_state
from examapp.candidates.models import Candidate, CandidateNameWord
from examapp.core.db import changed_rows
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.programmes.policy import read_policy

WITH_WORKING_BODY: Final = "head_working_body_operator"


def needs_agreement(db: Session, organisation: Organisation, programme_id: int, at: datetime) -> bool:
    """Tell whether the working body agrees an organisation's list: a subordinate one's (list.approval)."""
    way = read_policy(db, programme_id, at).list_approval
    return way == WITH_WORKING_BODY and organisation.kind is OrganisationKind.SUBORDINATE


def may_move(found: CandidateList, act: ListAct) -> bool:
    """Tell whether an act is open to a list as it stands."""
    return next_state(found.state, act, needs_agreement=found.agreement) is not None


def acts_of(found: CandidateList, role: Role) -> frozenset[ListAct]:
    """Return what somebody of a role may do with a list as it stands.

    The working body returns only what waits for its agreement, the operator only what waits for acceptance.
    """
    acts = {act for act in _ACTS_OF_ROLE.get(role, ()) if may_move(found, act)}
    waits_for_working_body = found.state is ListState.SUBMITTED and found.agreement
    if waits_for_working_body != (role is Role.WORKING_BODY):
        acts.discard(ListAct.RETURN)
    return frozenset(acts)


_ACTS_OF_ROLE = {
    Role.ORGANISATION_HEAD: (ListAct.SUBMIT,),
    Role.WORKING_BODY: (ListAct.AGREE, ListAct.RETURN),
    Role.OPERATOR: (ListAct.ACCEPT, ListAct.RETURN),
}


def submit_list(db: Session, found: CandidateList, read_past: ReadPast, *, by: Hand, at: datetime) -> None:
    """Submit a list as the head of the organisation, once everybody's eligibility was looked at again.

    Raises ListEmpty, ListHasUnfit and ListMoved.
    """
    people = count_people(db, found)
    if not people:
        raise ListEmpty
    refresh_notes(db, found, read_past, at)
    unfit = count_unfit(db, found)
    if unfit:
        raise ListHasUnfit(number=unfit)
    agreement = needs_agreement(db, found.organisation, found.programme_id, at)
    facts = {"people": people}
    _move(db, found, ListAct.SUBMIT, by, at, facts=facts, submitted_at=at, agreement=agreement)


def agree_list(db: Session, found: CandidateList, *, by: Hand, at: datetime) -> None:
    """Agree the list of a subordinate organisation. Raises ListMoved, SecondPersonDecides."""
    require_other_person(db, by.actor, find_hands(db, found, {ListAct.SUBMIT}))
    _move(db, found, ListAct.AGREE, by, at)


def return_list(db: Session, found: CandidateList, remark: str, *, by: Hand, at: datetime) -> None:
    """Return a list with remarks to whoever fills it. Raises RemarkNeeded and ListMoved."""
    _move(db, found, ListAct.RETURN, by, at, remark=_reason(remark))


def accept_list(db: Session, found: CandidateList, *, by: Hand, at: datetime) -> None:
    """Accept a list and lock it; people who came from another body now belong to this one.

    Somebody who stands on two taken lists stays where they are. Raises ListMoved, SecondPersonDecides.
    """
    require_other_person(db, by.actor, find_hands(db, found, {ListAct.SUBMIT, ListAct.AGREE}))
    _move(db, found, ListAct.ACCEPT, by, at, facts={"people": count_people(db, found)})
    _move(db, found, ListAct.LOCK, by, at)
    _take_over_people(db, found)


def hold_for_change(db: Session, found: CandidateList, reason: str = "") -> None:
    """Make sure that the list may be changed and stays in its state until the transaction ends.

    An open list is changed freely; a taken one needs a reason. Raises ListNotOpen, RemarkNeeded, ListMoved.
    """
    if found.state not in OPEN | TAKEN:
        raise ListNotOpen
    if found.state in TAKEN:
        _reason(reason)
    _swap(db, found, found.state)


def count_people(db: Session, found: CandidateList) -> int:
    """Return how many stand on a list and were not taken off."""
    return (
        db.scalar(
            select(func.count())
            .select_from(CandidateListEntry)
            .where(CandidateListEntry.list_id == found.id, CandidateListEntry.withdrawn_at.is_(None))
        )
        or 0
    )


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise RemarkNeeded
    return reason


def _move(
    db: Session,
    found: CandidateList,
    act: ListAct,
    by: Hand,
    at: datetime,
    *,
    remark: str = "",
    facts: dict[str, Any] | None = None,
    **more: Any,
) -> None:
    state = next_state(found.state, act, needs_agreement=found.agreement)
    if state is None:
        raise ListMoved
    _swap(db, found, state, state_at=at, **more)
    note_list(db, found, act.value, by, at, remark=remark, facts=facts)


def _swap(db: Session, found: CandidateList, state: ListState, **more: Any) -> None:
    swapped = changed_rows(
        db,
        update(CandidateList)
        .where(CandidateList.id == found.id, CandidateList.state == found.state)
        .values(state=state, **more)
        .execution_options(synchronize_session=False),
    )
    if swapped != 1:
        raise ListMoved
    db.refresh(found)


def _take_over_people(db: Session, found: CandidateList) -> None:
    """Let the taken list say where its people serve, unless another taken list of the year names them too."""
    here = select(CandidateListEntry.candidate_id).where(
        CandidateListEntry.list_id == found.id, CandidateListEntry.withdrawn_at.is_(None)
    )
    elsewhere = (
        select(CandidateListEntry.candidate_id)
        .join(CandidateListEntry.list)
        .where(
            CandidateList.year == found.year,
            CandidateList.id != found.id,
            CandidateList.state.in_(TAKEN),
            CandidateListEntry.withdrawn_at.is_(None),
        )
    )
    db.execute(
        update(Candidate)
        .where(Candidate.id.in_(here), Candidate.id.not_in(elsewhere))
        .where(Candidate.organisation_id != found.organisation_id)
        .values(organisation_id=found.organisation_id)
        .execution_options(synchronize_session=False)
    )
    # The keys by which they are found say the body, too: else the new one would look for them in vain.
    ours = select(Candidate.id).where(
        Candidate.id.in_(here), Candidate.organisation_id == found.organisation_id
    )
    db.execute(
        update(CandidateNameWord)
        .where(CandidateNameWord.candidate_id.in_(ours))
        .where(CandidateNameWord.organisation_id != found.organisation_id)
        .values(organisation_id=found.organisation_id)
        .execution_options(synchronize_session=False)
    )
