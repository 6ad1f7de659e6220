"""A candidate says that they will come: by the link of a message, or on their own page.

What was confirmed is an hour and a place: once people are told of another place, also at the same hour, they
are asked again.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.errors import Conflict
from examapp.core.i18n import N_
from examapp.notices.models import AttendanceConfirmation, Notice, NoticeKind, NoticeState
from examapp.sittings.models import Booking, SittingState

BY_LINK: Final = "link"
ON_OWN_PAGE: Final = "own_page"


class NothingToConfirm(Conflict):
    """The sitting is cancelled, has begun or is over."""

    code = "nothing_to_confirm"
    message = N_("There is nothing to confirm any more: the test was cancelled, or it has begun.")


def can_confirm(booking: Booking, at: datetime) -> bool:
    """Tell whether there is something to confirm."""
    return booking.sitting.state is SittingState.PUBLISHED and booking.sitting.starts_at > at


def confirm_attendance(db: Session, booking: Booking, *, way: str, at: datetime) -> AttendanceConfirmation:
    """Note that the candidate will come to the sitting as it stands; asked again it stays as it was.

    What was sent has then certainly arrived. Raises NothingToConfirm.
    """
    known = find_confirmation(db, booking)
    if known is not None:
        return known
    if not can_confirm(booking, at):
        raise NothingToConfirm
    made = db.scalars(_of_this_hour(booking)).first()  # of the place before
    if made is None:
        made = AttendanceConfirmation(
            booking_code=booking.candidate_code, starts_at=booking.sitting.starts_at
        )
        db.add(made)
    made.confirmed_at, made.way = at, way
    db.execute(
        update(Notice)
        .where(Notice.booking_code == booking.candidate_code, Notice.state == NoticeState.SENT)
        .values(state=NoticeState.DELIVERED, delivered_at=at, next_try_at=None)
    )
    record(
        db,
        act="booking.attendance_confirmed",
        actor=f"candidate:{booking.candidate.code}",
        subject_kind="sitting",
        subject_code=booking.sitting.code,
        at=at,
        facts={"way": way},
    )
    return made


def find_confirmation(db: Session, booking: Booking) -> AttendanceConfirmation | None:
    """Return the confirmation of a booking for hour and place as they stand now, or None."""
    return db.scalars(_of_this_hour(booking).where(still_stands())).first()


def still_stands() -> ColumnElement[bool]:
    """Return the condition that nobody was told of another place since a confirmation."""
    return ~exists().where(
        Notice.booking_code == AttendanceConfirmation.booking_code,
        Notice.kind == NoticeKind.MOVED,
        Notice.created_at > AttendanceConfirmation.confirmed_at,
    )


def _of_this_hour(booking: Booking) -> Select[AttendanceConfirmation]:
    return select(AttendanceConfirmation).where(
        AttendanceConfirmation.booking_code == booking.candidate_code,
        AttendanceConfirmation.starts_at == booking.sitting.starts_at,
    )


def list_confirmed(db: Session, booking_codes: Collection[str]) -> set[tuple[str, datetime]]:
    """Return code and hour of each confirmation of the bookings that still stands."""
    found = db.scalars(
        select(AttendanceConfirmation).where(
            AttendanceConfirmation.booking_code.in_(booking_codes), still_stands()
        )
    )
    return {(row.booking_code, row.starts_at) for row in found}
