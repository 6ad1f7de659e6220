"""Who is reminded that a certificate ends: found by its state, six months before, and told once by post.

Source: certificate.validity_years with its reminder in months, of the sitting's policy. Whoever has a later
certificate of the same programme that stands is not reminded of the earlier one. Whom no post reaches is on
the operator's page (register, "End within six months").
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from examapp.certificates.models import Certificate, Revocation
from examapp.certificates.terms import add_months
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.web import current_settings
from examapp.delivery.models import Attempt
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeKind
from examapp.notices.occasions import Occasion
from examapp.notices.planning import tell_by_post
from examapp.notices.sweeping import open_channels
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.models import ResultSheet
from examapp.sittings.models import Booking, Sitting

LONGEST_MONTHS: Final = 24
MOST_A_ROUND: Final = 200
BETWEEN: Final = timedelta(hours=1)
OCCASION: Final = "ends "


class _Rounds:
    """When this process looks again: nothing changes within an hour that cannot wait for the next."""

    next_at: datetime | None = None


def remind_of_ends() -> None:
    """Write the reminders that are due, an hour after the last look at the earliest."""
    channels, at = open_channels(current_settings()), now()
    if not channels or (_Rounds.next_at is not None and at < _Rounds.next_at):
        return
    with reading() as db:
        due = list_ending(db, in_tashkent(at).date(), channels)
    if due:
        with transaction() as db:
            for number in due:
                write_reminder(db, number, channels, at)
    if len(due) < MOST_A_ROUND:
        _Rounds.next_at = at + BETWEEN


def list_ending(db: Session, today: date, channels: Collection[Channel]) -> list[str]:
    """Return the numbers whose holders are due a reminder and can be reached, the earliest end first."""
    sheets = [
        sheet_id
        for sheet_id, first_end, policy in _sheets_that_end(db, today)
        if add_months(first_end, -policy_from_snapshot(policy or {}).certificate_reminder_months) <= today
    ]
    told = select(Notice.id).where(
        Notice.candidate_id == Booking.candidate_id,
        Notice.occasion == literal(OCCASION) + Certificate.number,
    )
    query = (
        select(Certificate.number, Certificate.valid_until, Sitting.policy)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .join(CandidateContact, CandidateContact.candidate_id == Booking.candidate_id)
        .where(Certificate.sheet_id.in_(sheets), *_stands(today), ~told.exists(), ~_has_later().exists())
        .where(_can_be_reached(channels))
        .order_by(Certificate.valid_until, Certificate.id)
        .limit(MOST_A_ROUND)
    )
    return [
        number
        for number, end, policy in db.execute(query)
        if add_months(end, -policy_from_snapshot(policy or {}).certificate_reminder_months) <= today
    ]


def write_reminder(db: Session, number: str, channels: Collection[Channel], at: datetime) -> int:
    """Write the reminder of one certificate, and return how many messages that makes."""
    certificate = db.scalars(select(Certificate).where(Certificate.number == number)).one()
    booking = db.scalars(
        select(Booking)
        .join(Attempt, Attempt.booking_id == Booking.id)
        .where(Attempt.id == certificate.attempt_id)
    ).one()
    end = datetime.combine(certificate.valid_until, time(23, 59, 59), TASHKENT).isoformat()
    facts = NoticeFacts(
        sitting=booking.sitting.code,
        starts_at=end,
        arrive_at=end,
        programme=dict(certificate.programme),
        centre={},
        address="",
        room="",
        rehearsal=False,
        certificate=certificate.number,
        certificate_code=certificate.code,
    )
    occasion = Occasion(NoticeKind.ENDS_SOON, f"{OCCASION}{number}", facts)
    return tell_by_post(db, booking, occasion, channels, at)


def _sheets_that_end(db: Session, today: date) -> list[tuple[int, date, dict[str, object] | None]]:
    """Return the sheets with a certificate that ends within two years, its day, and the sitting's policy."""
    query = (
        select(Certificate.sheet_id, func.min(Certificate.valid_until), Sitting.policy)
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .where(Certificate.valid_until.between(today, add_months(today, LONGEST_MONTHS)), *_stands(today))
        .group_by(Certificate.sheet_id, Sitting.id)
    )
    return [(row[0], row[1], row[2]) for row in db.execute(query)]


def _stands(today: date) -> tuple[ColumnElement[bool], ...]:
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id)
    return (
        Certificate.valid_until >= today,
        Certificate.replaced_at.is_(None),
        Certificate.rehearsal.is_(False),
        ~revoked.exists(),
    )


def _has_later() -> Select[int]:
    later, attempt, booking, sitting = (
        aliased(Certificate),
        aliased(Attempt),
        aliased(Booking),
        aliased(Sitting),
    )
    return (
        select(later.id)
        .join(attempt, attempt.id == later.attempt_id)
        .join(booking, booking.id == attempt.booking_id)
        .join(sitting, sitting.id == booking.sitting_id)
        .where(
            booking.candidate_id == Booking.candidate_id,
            sitting.programme_id == Sitting.programme_id,
            later.valid_until > Certificate.valid_until,
            later.replaced_at.is_(None),
            later.rehearsal.is_(False),
            ~select(Revocation.certificate_id).where(Revocation.certificate_id == later.id).exists(),
        )
    )


def _can_be_reached(channels: Collection[Channel]) -> ColumnElement[bool]:
    email = CandidateContact.email.is_not(None) if Channel.EMAIL in channels else false()
    phone = CandidateContact.phone.is_not(None) if Channel.SMS in channels else false()
    return or_(email, phone)
