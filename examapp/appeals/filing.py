"""Filing an appeal: by the candidate from the own page, or from a complaint that the proctor took down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.appeals.deadlines import Window, answer_day, find_window
from examapp.appeals.errors import (
    AppealOpen,
    AppealTooShort,
    ItemNumberMissing,
    NothingToAppeal,
    WindowClosed,
)
from examapp.appeals.models import About, Appeal, AppealState
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.i18n import show_day
from examapp.delivery.models import Attempt
from examapp.delivery.papers import PaperDesk
from examapp.proctoring.item_seen import find_item_numbered
from examapp.proctoring.models import AppealFile
from examapp.results.models import Decision, ResultSheet
from examapp.results.numbering import next_number
from examapp.results.queries import PublishedResult, find_published_result
from examapp.results.revision_history import ResultInRevision
from examapp.sittings.models import Booking, Sitting

SHORTEST: Final = 20
SERIES: Final = "AP"
_Told = ResultInRevision | PublishedResult


@dataclass(frozen=True)
class Complaint:
    """What a candidate writes; `item_number` is needed where it is about one item."""

    about: About
    text: str
    item_number: int | None = None


def file_appeal(
    db: Session, desk: PaperDesk, booking: Booking, complaint: Complaint, *, at: datetime
) -> Appeal:
    """File a candidate's appeal and return it, with its number and the last day of the answer.

    Raises NothingToAppeal, WindowClosed, AppealOpen, AppealTooShort, ItemNumberMissing.
    """
    window = find_window(db, booking)
    if window is None:
        raise NothingToAppeal
    if not window.is_open(at):
        raise WindowClosed(day=show_day(window.last_day))
    words = complaint.text.strip()
    if len(words) < SHORTEST:
        raise AppealTooShort(letters=SHORTEST)
    attempt = db.scalars(select(Attempt).where(Attempt.booking_id == booking.id)).one_or_none()
    _refuse_second(db, booking)
    appeal = Appeal(about=complaint.about, text=words, filed_at=at)
    if complaint.about is About.ITEM:
        seen = find_item_numbered(db, desk, attempt, complaint.item_number) if attempt else None
        if seen is None:
            raise ItemNumberMissing
        appeal.item_number, appeal.item = seen.number, seen.id
    _place(appeal, booking, attempt, window.told)
    _number(db, appeal)
    _note(db, appeal, f"candidate:{appeal.subject[1]}", at)
    return appeal


def _refuse_second(db: Session, booking: Booking) -> None:
    # Two presses of one button agree on one appeal: the second waits here and then finds the first one's.
    db.scalars(select(Booking.id).where(Booking.id == booking.id).with_for_update()).one()
    known = db.scalars(
        select(Appeal).where(
            Appeal.booking_id == booking.id, Appeal.state != AppealState.ANSWERED, Appeal.file_id.is_(None)
        )
    ).first()
    if known is not None:
        raise AppealOpen(number=known.number)


def _place(appeal: Appeal, booking: Booking, attempt: Attempt | None, told: _Told) -> None:
    appeal.booking, appeal.attempt = booking, attempt
    appeal.region_code = booking.sitting.room.centre.region_code
    appeal.sheet_number, appeal.sheet_revision = told.sheet_number, told.revision
    appeal.answer_by = answer_day(booking.sitting, appeal.filed_at)


def _number(db: Session, appeal: Appeal) -> None:
    year = appeal.filed_at.astimezone(TASHKENT).year
    appeal.number = f"{SERIES}-{year}-{next_number(db, SERIES, year):04d}"
    db.add(appeal)
    db.flush()


def list_files_to_enter(db: Session) -> Sequence[AppealFile]:
    """Return the complaints from rooms whose result is published and that are no appeals yet."""
    entered = select(Appeal.id).where(Appeal.file_id == AppealFile.id)
    decided = (
        select(Decision.sheet_id)
        .join(ResultSheet, ResultSheet.id == Decision.sheet_id)
        .where(ResultSheet.sitting_id == AppealFile.sitting_id)
    )
    return db.scalars(
        select(AppealFile)
        .join(Sitting, Sitting.id == AppealFile.sitting_id)
        .where(Sitting.rehearsal.is_(False), ~entered.exists(), decided.exists())
        .order_by(AppealFile.id)
    ).all()


def enter_file(db: Session, file: AppealFile, *, at: datetime) -> Appeal:
    """Make an appeal of a complaint from the room; the days of its answer run from now on.

    Raises NothingToAppeal while the result is not published.
    """
    published = find_published_result(db, file.attempt.booking_id)
    if published is None:
        raise NothingToAppeal
    appeal = Appeal(about=About.ROOM, text=file.incident.text, filed_at=at, file=file)
    _place(appeal, file.attempt.booking, file.attempt, published)
    _number(db, appeal)
    _note(db, appeal, "system", at)
    return appeal


def list_own_appeals(db: Session, booking: Booking) -> Sequence[Appeal]:
    """Return the appeals on a booking, the newest first."""
    return db.scalars(select(Appeal).where(Appeal.booking_id == booking.id).order_by(Appeal.id.desc())).all()


def may_appeal(db: Session, booking: Booking, at: datetime) -> tuple[Window | None, bool]:
    """Return a booking's window, and whether the candidate may file an appeal now."""
    window = find_window(db, booking)
    waiting = any(
        one.state is not AppealState.ANSWERED and one.file_id is None for one in list_own_appeals(db, booking)
    )
    return window, window is not None and window.is_open(at) and not waiting


def _note(db: Session, appeal: Appeal, actor: str, at: datetime) -> None:
    kind, code = appeal.subject
    record(
        db,
        act="attempt.appeal_filed",
        actor=actor,
        subject_kind=kind,
        subject_code=code,
        at=at,
        facts={
            "number": appeal.number,
            "about": appeal.about.value,
            "text": appeal.text,
            "item": appeal.item or "",
            "answer_by": appeal.answer_by.isoformat(),
        },
    )
