"""What exactly is deleted of a thing: the rows, table by table, in the order that foreign keys ask for.

Of an attempt its line stays, without form, device and words, because certificate, sheet and appeal point at
it. The sheet, the certificate and its row in the register, the sitting's minutes and the decisions on appeals
stay; so does the candidate's own record.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, Table, delete, exists, select, update
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_models import Accommodation
from examapp.candidates.list_models import (
    AttendanceOrder,
    CandidateList,
    CandidateListEntry,
    CandidateListEvent,
    KeptFile,
    ListIntake,
    ListIntakeRow,
)
from examapp.candidates.models import CandidateImport
from examapp.core.audit import AuditEntry, AuditHead, AuditLink
from examapp.delivery import models as delivery
from examapp.grading.models import ItemScoreRow, Score
from examapp.lockdown import models as lockdown
from examapp.proctoring.models import AbortReason, IdentityCheck, SeatMove, WithdrawnAdmission
from examapp.retention.due_audit import read_piece
from examapp.retention.models import Kind
from examapp.sittings.excuse_models import AbsenceExcuse
from examapp.sittings.models import Booking, ExamFormRecord
from question_bank.sealing import canonical_json

OF_ATTEMPT: Final[tuple[Any, ...]] = (
    delivery.ResponseEvent,
    delivery.ResponseConflict,
    delivery.AnnouncedHead,
    delivery.LateDecision,
    delivery.TimeLedgerRow,
    delivery.SealedHead,
    delivery.Lease,
    delivery.Alert,
    delivery.CandidateNotice,
    delivery.SeatClaim,
    delivery.SeatSighting,
    lockdown.AttemptPage,
    lockdown.LockdownFailure,
    lockdown.LockdownException,
    lockdown.SeatSignal,
    IdentityCheck,
    WithdrawnAdmission,
    SeatMove,
    AbortReason,
)


@dataclass(frozen=True)
class Part:
    """Rows of one table that go; with `stays` they are only told in the digest."""

    table: Table
    where: ColumnElement[bool]
    stays: bool = False


@dataclass(frozen=True)
class Contents:
    """How many rows of each table a thing holds, and the SHA-256 over all of their values."""

    rows: Mapping[str, int]
    digest: str


def read_contents(db: Session, kind: Kind, code: str) -> Contents:
    """Return what there is of a thing now."""
    hashed, rows = hashlib.sha256(), {}
    for part in _PARTS[kind](db, code):
        number, name = 0, f"{part.table.name}"  # SQLAlchemy's own kind of string is no key of a JSON record
        order = list(part.table.primary_key.columns)
        for row in db.execute(select(part.table).where(part.where).order_by(*order)):
            hashed.update(canonical_json({name: [_plain(value) for value in row]}) + b"\n")
            number += 1
        if number and not part.stays:
            rows[name] = number
    return Contents(rows, hashed.hexdigest())


def erase(db: Session, kind: Kind, code: str) -> int:
    """Delete a thing's rows, then what only it had need of, and return how many rows it had."""
    parts = [part for part in _PARTS[kind](db, code) if not part.stays]
    loose = _RESTS[kind](db, code) if kind in _RESTS else ()
    if kind is Kind.ATTEMPTS:
        _loosen(db, code)
    number = sum(_rows_gone(db, part) for part in parts)
    for part in loose:
        _rows_gone(db, part)
    return number


def _rows_gone(db: Session, part: Part) -> int:
    return cast("CursorResult[Any]", db.execute(delete(part.table).where(part.where))).rowcount


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _of(model: Any, where: ColumnElement[bool], *, stays: bool = False) -> Part:
    return Part(model.__table__, where, stays)


def _of_attempt(db: Session, code: str) -> Iterable[Part]:
    attempt_id = db.scalars(select(delivery.Attempt.id).where(delivery.Attempt.code == code)).one()
    scores = select(Score.id).where(Score.attempt_id == attempt_id)
    return [
        _of(delivery.Attempt, delivery.Attempt.id == attempt_id, stays=True),
        _of(ItemScoreRow, ItemScoreRow.score_id.in_(scores)),
        _of(Score, Score.attempt_id == attempt_id),
        *(_of(model, model.attempt_id == attempt_id) for model in OF_ATTEMPT),
    ]


def _form_of(db: Session, code: str) -> Iterable[Part]:
    """Return the paper, if no other attempt was taken by it."""
    attempt = delivery.Attempt
    row = db.execute(
        select(attempt.form_id, Booking.form_id.label("booked"))
        .join(Booking, Booking.id == attempt.booking_id)
        .where(attempt.code == code)
    ).one()
    forms = [form for form in {row.form_id, row.booked} if form is not None]
    others = exists().where(attempt.form_id == ExamFormRecord.id) | exists().where(
        Booking.form_id == ExamFormRecord.id
    )
    return [_of(ExamFormRecord, ExamFormRecord.id.in_(forms) & ~others)]


def _loosen(db: Session, code: str) -> None:
    """Take from the lines of attempt and booking what points at rows that go, or is of the person."""
    booking = select(delivery.Attempt.booking_id).where(delivery.Attempt.code == code).scalar_subquery()
    db.execute(update(Booking).where(Booking.id == booking).values(form_id=None))
    db.execute(
        update(delivery.Attempt)
        .where(delivery.Attempt.code == code)
        .values(form_id=None, device=None, end_reason=None)
    )


def _of_list(db: Session, code: str) -> Iterable[Part]:
    list_id = db.scalars(select(CandidateList.id).where(CandidateList.code == code)).one()
    intakes = select(ListIntake.id).where(ListIntake.list_id == list_id)
    return [
        _of(CandidateListEvent, CandidateListEvent.list_id == list_id),
        _of(CandidateListEntry, CandidateListEntry.list_id == list_id),
        _of(ListIntakeRow, ListIntakeRow.intake_id.in_(intakes)),
        _of(ListIntake, ListIntake.list_id == list_id),
        _of(AttendanceOrder, AttendanceOrder.list_id == list_id),
        _of(CandidateList, CandidateList.id == list_id),
    ]


def _of_intake(_db: Session, code: str) -> Iterable[Part]:
    intakes = select(ListIntake.id).where(ListIntake.code == code)
    return [
        _of(ListIntakeRow, ListIntakeRow.intake_id.in_(intakes)),
        _of(ListIntake, ListIntake.code == code),
    ]


def _by_code(model: Any) -> Callable[[Session, str], Iterable[Part]]:
    return lambda _db, code: [_of(model, model.code == code)]


def _of_piece(db: Session, code: str) -> Iterable[Part]:
    begin, last = read_piece(code)
    links = AuditLink.position.between(begin, last)
    # The entries go after their links, so they are named before.
    entries = list(db.scalars(select(AuditLink.entry_id).where(links)))
    return [
        _of(AuditHead, AuditHead.position.between(begin, last)),
        _of(AuditLink, links),
        _of(AuditEntry, AuditEntry.id.in_(entries)),
    ]


_PARTS: Final[Mapping[Kind, Callable[[Session, str], Iterable[Part]]]] = {
    Kind.ATTEMPTS: _of_attempt,
    Kind.EXCUSES: _by_code(AbsenceExcuse),
    Kind.ACCOMMODATIONS: _by_code(Accommodation),
    Kind.LISTS: _of_list,
    Kind.INTAKES: _of_intake,
    Kind.IMPORTS: _by_code(CandidateImport),
    Kind.AUDIT: _of_piece,
}


def _files_of(model: Any, of: Callable[[str], Any]) -> Callable[[Session, str], Iterable[Part]]:
    """Return what names the papers of a thing that nothing else names: one file may serve several."""

    def find(db: Session, code: str) -> Iterable[Part]:
        named = list(db.scalars(select(model.sha256).where(of(code))))
        elsewhere = exists().where(AbsenceExcuse.sha256 == KeptFile.sha256) | exists().where(
            AttendanceOrder.sha256 == KeptFile.sha256
        )
        return [_of(KeptFile, KeptFile.sha256.in_(named) & ~elsewhere)]

    return find


def _orders_of(code: str) -> Any:
    return AttendanceOrder.list_id.in_(select(CandidateList.id).where(CandidateList.code == code))


_RESTS: Final[Mapping[Kind, Callable[[Session, str], Iterable[Part]]]] = {
    Kind.ATTEMPTS: _form_of,
    Kind.EXCUSES: _files_of(AbsenceExcuse, lambda code: AbsenceExcuse.code == code),
    Kind.LISTS: _files_of(AttendanceOrder, _orders_of),
}
