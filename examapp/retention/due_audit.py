"""The oldest part of the audit log whose years are over, in pieces, up to the first entry that is needed.

A log is cut at its beginning only. So an entry that something needs keeps all that follow it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from examapp.appeals.models import Appeal, AppealState
from examapp.authoring.models import QuestionList
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Revocation
from examapp.core.audit import AuditEntry, AuditLink
from examapp.core.audit_cuts import first_position
from examapp.delivery.models import Attempt, SealedHead
from examapp.grading.models import ItemMatter, MatterState
from examapp.regrading.queries import matters_with_later
from examapp.retention.models import Hold
from examapp.retention.terms import Term, day_of, end_of
from examapp.retention.things import Held, Thing
from examapp.sittings.models import Booking

PIECE: Final = 500


def list_pieces(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the pieces that may go, then as one thing the entries that are old enough and have to stay.

    Where an entry is missing it ends: a log that does not hold is read, and not cut.
    """
    first = first_position(db)
    if first is None:
        return
    over = _first_young(db, first, term, today)
    needed = _first_needed(db, over, today)
    stop = over if needed is None else needed
    for begin in range(first, stop, PIECE):
        end = min(begin + PIECE, stop)
        day = _day_of(db, begin, end)
        if day is None:
            return
        yield Thing(name_piece(begin, end), "", day, count=end - begin)
    day = _day_of(db, stop, over)
    if day is not None:
        yield Thing(name_piece(stop, over), "", day, Held.NEEDED, over - stop)


def name_piece(begin: int, end: int) -> str:
    """Return the name of entries `begin` to `end` - 1."""
    return f"{begin}-{end - 1}"


def read_piece(code: str) -> tuple[int, int]:
    """Return the first and the last index of a piece."""
    begin, _, last = code.partition("-")
    return int(begin), int(last)


def _day_of(db: Session, begin: int, end: int) -> date | None:
    """Return the day of the first of entries `begin` to `end` - 1, None unless all of them are there."""
    found = db.execute(
        select(func.count())
        .select_from(AuditLink)
        .join(AuditEntry, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position >= begin, AuditLink.position < end)
    ).scalar_one()
    if end <= begin or found != end - begin:
        return None
    moment = db.scalars(
        select(AuditEntry.at)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position == begin)
    ).one()
    return day_of(moment)


def _first_young(db: Session, first: int, term: Term, today: date) -> int:
    """Return the first index whose entry must be kept by the years; the newest link of all always stays."""
    newest = db.scalar(select(func.max(AuditLink.position))) or 0
    young = db.scalar(
        select(func.min(AuditLink.position))
        .join(AuditEntry, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.at >= end_of(term.last_day(today)))
    )
    return max(first, min(newest, newest if young is None else young))


def _first_needed(db: Session, over: int, today: date) -> int | None:
    """Return the first index below `over` whose entry speaks of something that is to be proved."""
    return db.scalar(
        select(func.min(AuditLink.position))
        .join(AuditEntry, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position < over, or_(*_needs(today)))
    )


def _needs(today: date) -> tuple[ColumnElement[bool], ...]:
    """Name attempts whose answers are kept, certificates that stand, what is open, and what is held."""
    sealed = exists().where(SealedHead.attempt_id == Attempt.id)
    revoked = exists().where(Revocation.certificate_id == Certificate.id)
    standing = and_(Certificate.valid_until >= today, Certificate.replaced_at.is_(None), ~revoked)
    appealed = exists().where(Appeal.attempt_id == Attempt.id, Appeal.state != AppealState.ANSWERED)
    undecided = or_(ItemMatter.state != MatterState.IN_FORCE, ItemMatter.id.in_(matters_with_later()))
    return (
        _speaks_of("attempt", select(Attempt.code).where(or_(sealed, appealed))),
        _speaks_of("candidate", _absent_with_appeal()),
        _speaks_of("certificate", select(Certificate.number).where(standing)),
        and_(
            AuditEntry.act.startswith("item_matter."),
            _speaks_of("question_list", select(QuestionList.code).join(ItemMatter).where(undecided)),
        ),
        AuditEntry.subject_code.in_(select(Hold.subject_code).where(Hold.lifted_at.is_(None))),
    )


def _absent_with_appeal() -> Any:
    """Return the codes of candidates without an attempt whose appeal is open."""
    return (
        select(Candidate.code)
        .join(Booking, Booking.candidate_id == Candidate.id)
        .join(Appeal, Appeal.booking_id == Booking.id)
        .where(Appeal.attempt_id.is_(None), Appeal.state != AppealState.ANSWERED)
    )


def _speaks_of(kind: str, codes: Any) -> ColumnElement[bool]:
    return and_(AuditEntry.subject_kind == kind, AuditEntry.subject_code.in_(codes))
