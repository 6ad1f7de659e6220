"""Opening the items of a sealed list before its time: for a reason, and never without a trace."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import ReasonMissing
from examapp.authoring.lists import OpenedList, open_list
from examapp.authoring.models import QuestionList
from examapp.core.audit import record
from examapp.core.signing import PublicVerifier

SHORTEST_REASON = 10


def open_sealed_items(
    db: Session,
    question_list: QuestionList,
    verifier: PublicVerifier,
    reason: str,
    *,
    account: SignedInStaff,
    at: datetime,
) -> OpenedList:
    """Return the items of a list and write into the audit log who opened them, when and why.

    Raises ReasonMissing before anything is opened, ListBroken where the list is not as it was sealed.
    """
    why = " ".join(reason.split())
    if len(why) < SHORTEST_REASON:
        raise ReasonMissing
    opened = open_list(db, question_list.id, verifier)
    record(
        db,
        act="question_list.items_opened",
        actor=account.actor,
        subject_kind="question_list",
        subject_code=question_list.code,
        at=at,
        facts={"reason": why, "items": len(opened.items), "digest": opened.digest},
    )
    return opened
