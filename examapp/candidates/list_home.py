"""What waits for whom: the home page of HR officer, head, working body and operator, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.deadlines import BodyDue, ReadFirstDays, list_due
from examapp.candidates.doubled import list_doubled
from examapp.candidates.list_models import CandidateList, CandidateListEvent
from examapp.candidates.list_moving import acts_of
from examapp.candidates.list_queries import ListNumbers, count_numbers
from examapp.candidates.list_sight import ListSight, list_lists, read_sight
from examapp.candidates.list_states import OPEN, TAKEN, ListAct, ListState
from examapp.core.permissions import BODY_ROLES, Actor, Role
from examapp.organisations.sight import list_ids_below

LATE_CHANGES = ("person_added", "person_taken_off", "person_put_back", "position_changed")


@dataclass(frozen=True)
class BodiesBelow:
    """How many bodies stand below the own one and how many of them are late: all that is told of them."""

    number: int
    late: int


@dataclass(frozen=True)
class ListHome:
    """Everything that a home page shows; what does not concern a role is empty.

    `waiting` are the lists on which this person acts next, `due` what the own body owes, `overdue` the bodies
    that are late, `changed_late` how often a taken list was changed, by the list's id, `below` the number of
    subordinate bodies that are late.
    """

    lists: Sequence[CandidateList]
    numbers: Mapping[int, ListNumbers]
    waiting: Sequence[CandidateList]
    due: Sequence[BodyDue]
    overdue: Sequence[BodyDue]
    doubled: int
    changed_late: Mapping[int, int]
    below: BodiesBelow | None


def read_home(db: Session, actor: Actor, read_first_days: ReadFirstDays, at: datetime) -> ListHome:
    """Return what a person's home page shows; an HR officer or a head without a body gets NotFound."""
    sight, lists = read_sight(db, actor), list_lists(db, actor)
    bound, numbers = actor.role in BODY_ROLES, count_numbers(db, [one.id for one in lists])
    due = list_due(db, sight, read_first_days, at)
    return ListHome(
        lists=lists,
        numbers=numbers,
        waiting=[one for one in lists if _waits(one, numbers[one.id], actor)],
        due=due if bound else [],
        overdue=[] if bound else [item for item in due if item.overdue],
        doubled=0 if bound else len(list_doubled(db, region_code=actor.region_code)),
        changed_late={} if bound else count_late_changes(db, lists),
        below=_count_below(db, sight.own_id, read_first_days, at) if sight.own_id is not None else None,
    )


def _count_below(
    db: Session, own_id: int, read_first_days: ReadFirstDays, at: datetime
) -> BodiesBelow | None:
    below = list_ids_below(db, own_id)
    if not below:
        return None
    due = list_due(db, ListSight(None, below), read_first_days, at)
    return BodiesBelow(len(below), len({item.organisation.id for item in due if item.overdue}))


def _waits(found: CandidateList, numbers: ListNumbers, actor: Actor) -> bool:
    """Tell whether a list waits for this person to act; a head is not asked to sign an empty one."""
    if actor.role is Role.HR_OFFICER:
        return found.state in OPEN
    if actor.role is Role.ORGANISATION_HEAD:
        return found.state in OPEN and numbers.people > 0
    return bool(acts_of(found, actor.role) & {ListAct.AGREE, ListAct.ACCEPT})


def count_waiting(db: Session, actor: Actor) -> int:
    """Return how many lists wait for this person to act."""
    lists = list_lists(db, actor)
    numbers = count_numbers(db, [one.id for one in lists])
    return sum(_waits(one, numbers[one.id], actor) for one in lists)


def count_late_changes(db: Session, lists: Sequence[CandidateList]) -> dict[int, int]:
    """Return how many changes each list has seen after it was locked."""
    taken = [one.id for one in lists if one.state in TAKEN]
    rows = db.execute(
        select(CandidateListEvent.list_id, func.count())
        .where(
            CandidateListEvent.list_id.in_(taken),
            CandidateListEvent.act.in_(LATE_CHANGES),
            CandidateListEvent.remark != "",
        )
        .group_by(CandidateListEvent.list_id)
    )
    return {list_id: number for list_id, number in rows}  # noqa: C416 - a row is no pair to dict()


def who_acts_next(found: CandidateList) -> tuple[Role, ...]:
    """Return whose turn it is with a list, in their order; nobody's once it is taken."""
    if found.state in OPEN:
        return (Role.HR_OFFICER, Role.ORGANISATION_HEAD)
    if found.state is ListState.SUBMITTED and found.agreement:
        return (Role.WORKING_BODY,)
    return () if found.state in TAKEN else (Role.OPERATOR,)
