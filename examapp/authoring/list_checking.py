"""Checking every list that an installation holds, whatever its state.

What a list holds is signed. Its state and the day of its sealing change after that and are not: they are
compared with the acts in the audit log, which has a chain and signatures of its own (`examapp audit verify`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.errors import ListBroken
from examapp.authoring.list_rows import is_unreadable
from examapp.authoring.lists import check_officials, check_statement, open_list, read_contents
from examapp.authoring.models import QuestionList, QuestionListState
from examapp.authoring.vault import ListVault
from examapp.core.audit import AuditEntry
from examapp.core.errors import AppError

_ACTS = {f"question_list.{state}": state for state in QuestionListState}
_IN_FORCE = frozenset({QuestionListState.SEALED, QuestionListState.RETIRED})


@dataclass(frozen=True, slots=True)
class ListVerdict:
    """A list's code, its state where that can be read, its number of items, and what differs, or None."""

    code: str
    state: str | None
    items: int
    fault: str | None


def check_lists(db: Session, vault: ListVault) -> Iterator[ListVerdict]:
    """Yield a verdict on each list, the newest first; nothing about one list stops the others."""
    for list_id in db.scalars(select(QuestionList.id).order_by(QuestionList.id.desc())).all():
        yield _check_list(db, list_id, vault)


def _check_list(db: Session, list_id: int, vault: ListVault) -> ListVerdict:
    code, state = f"no. {list_id}", None
    try:
        found = db.get_one(QuestionList, list_id)
        code, state = found.code, found.state
        items = _count_items(db, found, vault)
        _check_recorded(db, found)
    except AppError as broken:
        return ListVerdict(code, state, 0, str(broken))
    except Exception as error:
        if not is_unreadable(error):
            raise
        return ListVerdict(code, state, 0, str(ListBroken(list=code, part="statement", name=code)))
    return ListVerdict(code, state, items, None)


def _count_items(db: Session, found: QuestionList, vault: ListVault) -> int:
    if found.state in _IN_FORCE:
        return len(open_list(db, found.id, vault).items)
    check_officials(db, found, check_statement(db, found, vault), vault)
    return len(read_contents(db, found, vault).items)


def _check_recorded(db: Session, found: QuestionList) -> None:
    """Raise ListBroken where state or day of sealing are not what the audit log tells of this list."""
    query = select(AuditEntry.act, AuditEntry.at).where(
        AuditEntry.subject_kind == "question_list", AuditEntry.subject_code == found.code
    )
    # By time: what a cut of the log carried over stands at its end.
    ordered = query.order_by(AuditEntry.at, AuditEntry.id)
    moves = [(_ACTS[act], at) for act, at in db.execute(ordered) if act in _ACTS]
    last = moves[-1][0] if moves else None
    sealed_at = next((at for state, at in moves if state is QuestionListState.SEALED), None)
    if (last, sealed_at) != (found.state, found.sealed_at):
        raise ListBroken(list=found.code, part="state", name=found.state)
