"""Reading lists: the people of one, page by page, its numbers, its intakes and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_models import (
    CandidateList,
    CandidateListEntry,
    IntakeState,
    ListIntake,
    ListIntakeRow,
)
from examapp.core.errors import NotFound
from question_bank.scripts import ScriptError, search_key

PAGE_SIZE = 100


@dataclass(frozen=True)
class ListNumbers:
    """How many people stand on a list, and of how many what is known."""

    people: int
    noted: int
    unfit: int
    acquainted: int
    withdrawn: int


@dataclass(frozen=True)
class EntryPage:
    """One page of a list's people."""

    entries: Sequence[CandidateListEntry]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class RowPage:
    """One page of an intake's rows."""

    rows: Sequence[ListIntakeRow]
    page: int
    pages: int


def count_numbers(db: Session, list_ids: Sequence[int]) -> dict[int, ListNumbers]:
    """Return the numbers of lists by their ids; an empty list has noughts."""
    entry = CandidateListEntry
    here = entry.withdrawn_at.is_(None)

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    rows = db.execute(
        select(
            entry.list_id,
            count(here),
            count(here & entry.noted),
            count(here & entry.unfit),
            count(here & entry.acquainted_on.is_not(None)),
            count(entry.withdrawn_at.is_not(None)),
        )
        .where(entry.list_id.in_(list_ids))
        .group_by(entry.list_id)
    )
    found = {list_id: ListNumbers(*numbers) for list_id, *numbers in rows}
    return {list_id: found.get(list_id, ListNumbers(0, 0, 0, 0, 0)) for list_id in list_ids}


def list_entries(
    db: Session, found: CandidateList, *, asked: str = "", show: str = "", page: int = 1
) -> EntryPage:
    """Return a page of a list's people by name; `show` is empty, noted, unfit, unacquainted or withdrawn."""
    entry = CandidateListEntry
    conditions: dict[str, ColumnElement[bool]] = {
        "noted": entry.noted.is_(True),
        "unfit": entry.unfit.is_(True),
        "unacquainted": entry.acquainted_on.is_(None),
    }
    query = select(entry).where(entry.list_id == found.id)
    query = query.where(
        entry.withdrawn_at.is_not(None) if show == "withdrawn" else entry.withdrawn_at.is_(None)
    )
    query = query.where(conditions.get(show, true()), _fits(asked))
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = db.scalars(
        query.options(joinedload(entry.candidate))
        .order_by(entry.search_key, entry.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return EntryPage(rows, total, page, pages)


def _fits(asked: str) -> ColumnElement[bool]:
    typed = "".join(asked.split())
    if not typed:
        return true()
    if typed.isdecimal():
        return CandidateListEntry.pinfl.startswith(typed)
    try:
        key = search_key(asked)
    except ScriptError:
        return CandidateListEntry.id < 0
    return CandidateListEntry.search_key.contains(key, autoescape=True)


def list_intakes(db: Session, found: CandidateList, *, most: int = 10) -> Sequence[ListIntake]:
    """Return the latest intakes of a list, the newest first."""
    return db.scalars(
        select(ListIntake)
        .where(ListIntake.list_id == found.id, ListIntake.state != IntakeState.CANCELLED)
        .order_by(ListIntake.id.desc())
        .limit(most)
    ).all()


def get_intake(db: Session, found: CandidateList, code: str) -> ListIntake:
    """Return an intake of a list, or raise NotFound."""
    intake = db.scalars(
        select(ListIntake).where(ListIntake.list_id == found.id, ListIntake.code == code)
    ).first()
    if intake is None:
        raise NotFound
    return intake


def list_rows(
    db: Session, intake: ListIntake, *, show: str = "", page: int = 1, size: int = PAGE_SIZE
) -> RowPage:
    """Return a page of an intake's rows; `show` is an outcome, `repaired` or `noted`, or empty for all."""
    query: Select[ListIntakeRow] = select(ListIntakeRow).where(ListIntakeRow.intake_id == intake.id)
    if show == "repaired":
        query = query.where(ListIntakeRow.repaired)
    elif show == "noted":
        query = query.where(ListIntakeRow.noted)
    elif show:
        query = query.where(ListIntakeRow.outcome == show)
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = db.scalars(query.order_by(ListIntakeRow.position).limit(size).offset((page - 1) * size)).all()
    return RowPage(rows, page, pages)
