"""What the audit log still tells of candidate lists that were deleted when their years were over.

A list that was never accepted is deleted a year later, and with it the days on which it and its order came.
The deadlines of its year are judged by the log then, or, once the log is cut as well, by nothing at all.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.deadlines import BodyDue
from examapp.core.audit import AuditEntry
from examapp.core.i18n import in_tashkent
from examapp.retention.models import Kind, Outcome, Proposal, ProposedThing

_ACT: Final = "candidate_list."
_READ: Final = tuple(_ACT + name for name in ("opened", "submit", "return", "order_uploaded"))


@dataclass(frozen=True)
class DeletedList:
    """A deleted list as far as it is known: `programme` is "" in entries of older versions.

    `submitted` is None where it stood open at its end; `told` is False where the log no longer speaks of it,
    and `year` is then that of its last change.
    """

    body: str
    programme: str
    year: int
    submitted: date | None = None
    order: date | None = None
    told: bool = True

    def is_of(self, due: BodyDue) -> bool:
        """Whether it is the list that a body owed."""
        same = (self.body, self.year) == (due.organisation.code, due.year)
        return same and self.programme in {"", due.programme.code}


def list_deleted(db: Session) -> list[DeletedList]:
    """Return the lists that were deleted by a proposal, the newest first."""
    gone = db.execute(
        select(ProposedThing.code, ProposedThing.of, ProposedThing.day)
        .join(Proposal, Proposal.id == ProposedThing.proposal_id)
        .where(Proposal.kind == Kind.LISTS, ProposedThing.outcome == Outcome.DELETED)
        .order_by(ProposedThing.day.desc(), ProposedThing.code)
    ).all()
    acts = _read_acts(db, [row.code for row in gone])
    return [_describe(row.of, row.day, acts.get(row.code, [])) for row in gone]


def _read_acts(db: Session, codes: list[str]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in _rows(db, codes):
        found.setdefault(row.subject_code, []).append(row)
    return found


def _rows(db: Session, codes: list[str], at_once: int = 500) -> Iterator[Any]:
    for begin in range(0, len(codes), at_once):
        yield from db.execute(
            select(AuditEntry.subject_code, AuditEntry.act, AuditEntry.at, AuditEntry.facts)
            .where(
                AuditEntry.subject_kind == "candidate_list",
                AuditEntry.subject_code.in_(codes[begin : begin + at_once]),
                AuditEntry.act.in_(_READ),
            )
            .order_by(AuditEntry.id)
        )


def _describe(body: str, day: date, acts: Iterable[Any]) -> DeletedList:
    opened, submitted, order = None, None, None
    for row in acts:
        name = row.act.removeprefix(_ACT)
        if name == "opened":
            opened = json.loads(row.facts)
        elif name == "order_uploaded":
            order = order or in_tashkent(row.at).date()
        else:
            submitted = in_tashkent(row.at).date() if name == "submit" else None
    if opened is None:
        return DeletedList(body, "", day.year, told=False)
    return DeletedList(body, opened.get("programme", ""), opened["year"], submitted, order)
