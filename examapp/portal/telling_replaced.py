"""Telling holders that another certificate was issued in the place of theirs: a mended name, another print.

Found by the state, told once by post within the days in which it is news. Rehearsals tell nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import literal, select
from sqlalchemy.orm import Session, joinedload

from examapp.certificates.holders import find_place
from examapp.certificates.models import Certificate, Replacement, Revocation
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.web import current_settings
from examapp.delivery.models import Attempt
from examapp.notices.facts import facts_of
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeKind
from examapp.notices.occasions import Occasion
from examapp.notices.planning import tell_by_post
from examapp.notices.sweeping import open_channels
from examapp.portal.telling import BETWEEN, MOST_A_ROUND, NEWS_FOR, can_be_reached
from examapp.sittings.models import Booking

REPLACED: Final = "replaced "


class _Rounds:
    """When this process looks again."""

    next_at: datetime | None = None


def tell_replaced() -> None:
    """Write what is due to be told, a minute after the last look at the earliest."""
    channels, at = open_channels(current_settings()), now()
    if not channels or (_Rounds.next_at is not None and at < _Rounds.next_at):
        return
    _Rounds.next_at = at + BETWEEN
    with reading() as db:
        due = list_replaced(db, channels, at)
    if due:
        with transaction() as db:
            tell(db, due, channels, at)


def list_replaced(db: Session, channels: Collection[Channel], at: datetime) -> Sequence[int]:
    """Return the ids of certificates in the place of others, whose holders are untold and can be reached."""
    told = select(Notice.id).where(
        Notice.candidate_id == Booking.candidate_id,
        Notice.occasion == literal(REPLACED) + Certificate.number,
    )
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id)
    query: Any = (
        select(Certificate.id)
        .join(Replacement, Replacement.new_id == Certificate.id)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(CandidateContact, CandidateContact.candidate_id == Booking.candidate_id)
        .where(
            Replacement.at > at - NEWS_FOR,
            Certificate.rehearsal.is_(False),
            Certificate.replaced_at.is_(None),
            ~revoked.exists(),
            ~told.exists(),
            can_be_reached(channels),
        )
    )
    found: Sequence[int] = db.scalars(query.order_by(Certificate.id).limit(MOST_A_ROUND)).all()
    return found


def tell(db: Session, certificate_ids: Sequence[int], channels: Collection[Channel], at: datetime) -> int:
    """Write the messages, and return how many these were."""
    rows = db.scalars(
        select(Replacement)
        .where(Replacement.new_id.in_(certificate_ids))
        .options(joinedload(Replacement.old), joinedload(Replacement.new))
    )
    written = 0
    for row in rows:
        booking, new = find_place(db, row.new.attempt_id), row.new
        facts = replace(
            facts_of(booking),
            starts_at=(at + NEWS_FOR).isoformat(),
            certificate=new.number,
            certificate_code=new.code,
            former=row.old.number,
        )
        occasion = Occasion(NoticeKind.REPLACED, f"{REPLACED}{new.number}", facts)
        written += tell_by_post(db, booking, occasion, channels, at)
    return written


SWEEPERS: Final = (tell_replaced,)
