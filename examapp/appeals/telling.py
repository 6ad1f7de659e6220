"""Telling candidates that an appeal is accepted, until when it is answered, and that it is answered.

What is due follows from the appeal's state and from what was told, so no act can forget it. Whom no post
reaches reads it on the own page; the decision can be printed from the appeal's page and handed over.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import false, literal, or_, select
from sqlalchemy.orm import Session

from examapp.appeals.models import Appeal, AppealState
from examapp.core.i18n import show_day
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeKind
from examapp.notices.occasions import Occasion
from examapp.notices.planning import tell_by_post
from examapp.sittings.models import Booking

# Older news help nobody: whoever has no address for so long is not written to when one is entered.
FRESH: Final = timedelta(days=30)
MOST_A_ROUND: Final = 100
_OCCASIONS: Final = {NoticeKind.APPEAL_TAKEN: "appeal ", NoticeKind.APPEAL_ANSWERED: "answer "}


def list_untold(db: Session, kind: NoticeKind, channels: Collection[Channel], at: datetime) -> Sequence[int]:
    """Return the ids of appeals whose candidate can be reached and was not told this news yet."""
    since, answered = at - FRESH, kind is NoticeKind.APPEAL_ANSWERED
    told = select(Notice.id).where(
        Notice.candidate_id == Booking.candidate_id,
        Notice.occasion == literal(_OCCASIONS[kind]) + Appeal.number,
    )
    addresses = {Channel.EMAIL: CandidateContact.email, Channel.SMS: CandidateContact.phone}
    reached = [addresses[channel].is_not(None) for channel in channels if channel in addresses]
    query = (
        select(Appeal.id)
        .join(Booking, Booking.id == Appeal.booking_id)
        .join(CandidateContact, CandidateContact.candidate_id == Booking.candidate_id)
        .where(
            Appeal.answered_at > since
            if answered
            else (Appeal.filed_at > since) & (Appeal.state != AppealState.ANSWERED),
            ~told.exists(),
            or_(false(), *reached),
        )
    )
    return db.scalars(query.order_by(Appeal.id).limit(MOST_A_ROUND)).all()


def tell(db: Session, appeal: Appeal, kind: NoticeKind, channels: Collection[Channel], at: datetime) -> int:
    """Write the news of one appeal, and return how many messages that makes."""
    booking = appeal.booking
    until = (at + FRESH).isoformat()
    facts = NoticeFacts(
        sitting=booking.sitting.code,
        starts_at=until,
        arrive_at=until,
        programme=dict(booking.sitting.programme.titles),
        centre={},
        address="",
        room="",
        rehearsal=booking.sitting.rehearsal,
        appeal=appeal.number,
        answer_by=show_day(appeal.answer_by),
    )
    occasion = Occasion(kind, f"{_OCCASIONS[kind]}{appeal.number}", facts)
    return tell_by_post(db, booking, occasion, channels, at)
