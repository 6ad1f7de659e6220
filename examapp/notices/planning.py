"""Planning: what is due becomes rows of the outbox, in one transaction for each sitting.

A row is the later work itself: who claims it sends it. The unique key of person, occasion and channel lets
two planners, or one that is run twice, write nothing twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.models import Candidate
from examapp.core.codes import new_code
from examapp.core.i18n import in_tashkent
from examapp.notices.contacts import find_contacts
from examapp.notices.facts import facts_from_json, facts_of, facts_to_json
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeState
from examapp.notices.occasions import Occasion, Place, Told, find_due
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting, SittingState

CODE_LENGTH: Final = 12
LAST_HOUR: Final = 21
FIRST_HOUR: Final = 8
_IN_VAIN: Final = frozenset({NoticeState.FAILED, NoticeState.GIVEN_UP})


def plan_sitting(db: Session, sitting_id: int, open_channels: Collection[Channel], at: datetime) -> int:
    """Write the notices that the people of a sitting are due, and return how many were written."""
    # One planner at a time; on SQLite each writer is alone anyway.
    db.scalars(select(Sitting.id).where(Sitting.id == sitting_id).with_for_update()).one()
    missing = find_missing(db, sitting_id, open_channels, at)
    db.add_all(missing)
    return len(missing)


def find_missing(
    db: Session, sitting_id: int, open_channels: Collection[Channel], at: datetime
) -> list[Notice]:
    """Return the notices that are due and missing, unwritten: whoever only looks needs no turn to write."""
    sitting = db.get_one(Sitting, sitting_id)
    bookings = db.scalars(
        select(Booking)
        .where(Booking.sitting_id == sitting_id)
        .order_by(Booking.id)
        .options(joinedload(Booking.candidate))
    ).all()
    rows = _rows_by_booking(db, sitting, bookings)
    contacts = find_contacts(db, {booking.candidate_id for booking in bookings})
    days = policy_from_snapshot(sitting.policy or {}).notice_days
    missing: list[Notice] = []
    for booking in bookings:
        known = rows.pop(booking.candidate_code, [])
        place = Place(booking.candidate_code, sitting.state, facts_of(booking))
        due = find_due(place, _told(known), days, at)
        ways = _ways(contacts.get(booking.candidate_id), open_channels)
        missing += (
            _fall_back(known, at)
            if due is None
            else _make(sitting.id, booking.candidate, place.code, due, ways, at)
        )
    for code, known in rows.items():
        missing += _withdraw(db, sitting.id, code, known, open_channels, at)
    return missing


def foretell_cancelling(
    db: Session, sitting: Sitting, open_channels: Collection[Channel], at: datetime
) -> dict[int, tuple[Channel, ...]]:
    """Return by which ways each person would be told that a sitting is cancelled, by the booking's id.

    No way for whoever was told nothing of it yet: they know of no place, and lose none that they know.
    """
    rows = _rows_by_booking(db, sitting, sitting.bookings)
    contacts = find_contacts(db, {booking.candidate_id for booking in sitting.bookings})
    news: dict[int, tuple[Channel, ...]] = {}
    for booking in sitting.bookings:
        place = Place(booking.candidate_code, SittingState.CANCELLED, facts_of(booking))
        due = find_due(place, _told(rows.get(booking.candidate_code, [])), (), at)
        news[booking.id] = _ways(contacts.get(booking.candidate_id), open_channels) if due else ()
    return news


def _rows_by_booking(
    db: Session, sitting: Sitting, bookings: Iterable[Booking]
) -> defaultdict[str, list[Notice]]:
    """Return all notices of these bookings, and those of the sitting whose booking is gone, oldest first."""
    codes = [booking.candidate_code for booking in bookings]
    moved_away = select(Booking.candidate_code).where(Booking.sitting_id != sitting.id)
    query = (
        select(Notice)
        .where(
            Notice.booking_code.in_(codes)
            | ((Notice.sitting_id == sitting.id) & Notice.booking_code.not_in(moved_away))
        )
        .order_by(Notice.id)
    )
    rows: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in db.scalars(query):
        rows[notice.booking_code].append(notice)
    return rows


def _told(rows: Sequence[Notice]) -> list[Told]:
    occasions = {row.occasion: row for row in reversed(rows)}
    return [
        Told(row.kind, row.occasion, facts_from_json(row.facts), row.created_at)
        for row in sorted(occasions.values(), key=lambda row: row.id)
    ]


def _ways(contact: CandidateContact | None, open_channels: Collection[Channel]) -> tuple[Channel, ...]:
    """Return the ways to a person; whoever has no other is told by hand."""
    known: Mapping[Channel, str | None] = (
        {} if contact is None else {Channel.EMAIL: contact.email, Channel.SMS: contact.phone}
    )
    ways = tuple(channel for channel, address in known.items() if address and channel in open_channels)
    return ways or (Channel.HAND,)


def _make(
    sitting_id: int,
    candidate: Candidate,
    booking_code: str,
    occasion: Occasion,
    ways: Iterable[Channel],
    at: datetime,
) -> list[Notice]:
    return [
        Notice(
            code=new_code(CODE_LENGTH),
            candidate_id=candidate.id,
            sitting_id=sitting_id,
            booking_code=booking_code,
            kind=occasion.kind,
            occasion=occasion.key,
            channel=channel,
            language=candidate.language,
            facts=facts_to_json(occasion.facts),
            state=NoticeState.PLANNED,
            next_try_at=first_try_at(channel, at),
            created_at=at,
        )
        for channel in ways
    ]


def _fall_back(known: Sequence[Notice], at: datetime) -> list[Notice]:
    """Put the last occasion on the printed list where no other way has led to the person."""
    last = [row for row in known if row.occasion == known[-1].occasion]
    if not last or any(row.state not in _IN_VAIN or row.channel is Channel.HAND for row in last):
        return []
    row = last[0]
    facts = facts_from_json(row.facts)
    occasion = Occasion(row.kind, row.occasion, facts)
    if facts.starts <= at:
        return []
    return _make(row.sitting_id, row.candidate, row.booking_code, occasion, (Channel.HAND,), at)


def _withdraw(
    db: Session,
    sitting_id: int,
    code: str,
    known: Sequence[Notice],
    open_channels: Collection[Channel],
    at: datetime,
) -> list[Notice]:
    """Tell somebody whose booking was taken away."""
    told = _told(known)
    due = find_due(Place(code, None, told[-1].facts), told, (), at)
    if due is None:
        return _fall_back(known, at)
    candidate = known[-1].candidate
    contact = find_contacts(db, {candidate.id}).get(candidate.id)
    return _make(sitting_id, candidate, code, due, _ways(contact, open_channels), at)


def tell_by_post(
    db: Session, booking: Booking, occasion: Occasion, open_channels: Collection[Channel], at: datetime
) -> int:
    """Write the notices of one occasion for whoever can be reached by post, and return how many these were.

    Nobody is put on the printed list of a test for it. The same occasion twice breaks the unique key.
    """
    contact = find_contacts(db, {booking.candidate_id}).get(booking.candidate_id)
    ways = [way for way in _ways(contact, open_channels) if way is not Channel.HAND]
    db.add_all(_make(booking.sitting_id, booking.candidate, booking.candidate_code, occasion, ways, at))
    return len(ways)


def first_try_at(channel: Channel, at: datetime) -> datetime:
    """Return when to send: a telephone stays silent at night."""
    local = in_tashkent(at)
    if channel is not Channel.SMS or FIRST_HOUR <= local.hour < LAST_HOUR:
        return at
    morning = local.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    return morning if local.hour < FIRST_HOUR else morning + timedelta(days=1)
