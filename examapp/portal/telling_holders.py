"""Telling holders what became of their certificate: another stands in its place, or it was revoked.

Found by the state, told once by post within the days in which it is news. Rehearsals tell nobody. The reason
of a revocation stands on the page that the letter links to, where everybody reads the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, literal, select
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
REVOKED: Final = "revoked "


class _Rounds:
    """When this process looks again."""

    next_at: datetime | None = None


def tell_holders() -> None:
    """Write what is due to be told, a minute after the last look at the earliest."""
    channels, at = open_channels(current_settings()), now()
    if not channels or (_Rounds.next_at is not None and at < _Rounds.next_at):
        return
    _Rounds.next_at = at + BETWEEN
    with reading() as db:
        replaced, revoked = list_replaced(db, channels, at), list_revoked(db, channels, at)
    if replaced or revoked:
        with transaction() as db:
            tell_replaced(db, replaced, channels, at)
            tell_revoked(db, revoked, channels, at)


def list_replaced(db: Session, channels: Collection[Channel], at: datetime) -> Sequence[int]:
    """Return the ids of certificates in the place of others, whose holders are untold and can be reached."""
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id)
    query = (
        _untold(REPLACED, channels)
        .join(Replacement, Replacement.new_id == Certificate.id)
        .where(Replacement.at > at - NEWS_FOR, Certificate.replaced_at.is_(None), ~revoked.exists())
    )
    return db.scalars(query).all()


def list_revoked(db: Session, channels: Collection[Channel], at: datetime) -> Sequence[int]:
    """Return the ids of revoked certificates whose holders are untold and can be reached."""
    query = (
        _untold(REVOKED, channels)
        .join(Revocation, Revocation.certificate_id == Certificate.id)
        .where(Revocation.revoked_at > at - NEWS_FOR)
    )
    return db.scalars(query).all()


def _untold(occasion: str, channels: Collection[Channel]) -> Select[Any]:
    told = select(Notice.id).where(
        Notice.candidate_id == Booking.candidate_id,
        Notice.occasion == literal(occasion) + Certificate.number,
    )
    return (
        select(Certificate.id)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(CandidateContact, CandidateContact.candidate_id == Booking.candidate_id)
        .where(Certificate.rehearsal.is_(False), ~told.exists(), can_be_reached(channels))
        .order_by(Certificate.id)
        .limit(MOST_A_ROUND)
    )


def tell_replaced(
    db: Session, certificate_ids: Sequence[int], channels: Collection[Channel], at: datetime
) -> int:
    """Write the messages about certificates in the place of others, and return how many these were."""
    rows = db.scalars(
        select(Replacement)
        .where(Replacement.new_id.in_(certificate_ids))
        .options(joinedload(Replacement.old), joinedload(Replacement.new))
    )
    kind = NoticeKind.REPLACED
    return sum(_tell(db, kind, REPLACED, row.new, row.old.number, channels, at) for row in rows)


def tell_revoked(
    db: Session, certificate_ids: Sequence[int], channels: Collection[Channel], at: datetime
) -> int:
    """Write the messages about revoked certificates, and return how many these were."""
    rows = db.scalars(select(Certificate).where(Certificate.id.in_(certificate_ids)))
    return sum(_tell(db, NoticeKind.REVOKED, REVOKED, row, "", channels, at) for row in rows)


def _tell(
    db: Session,
    kind: NoticeKind,
    occasion: str,
    certificate: Certificate,
    former: str,
    channels: Collection[Channel],
    at: datetime,
) -> int:
    booking = find_place(db, certificate.attempt_id)
    facts = replace(
        facts_of(booking),
        starts_at=(at + NEWS_FOR).isoformat(),
        certificate=certificate.number,
        certificate_code=certificate.code,
        former=former,
    )
    return tell_by_post(db, booking, Occasion(kind, f"{occasion}{certificate.number}", facts), channels, at)


SWEEPERS: Final = (tell_holders,)
