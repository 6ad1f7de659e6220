"""Notices that go by hand: printed as a list for an organisation, and noted when they were handed over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.notices.models import Channel, Notice, NoticeState
from examapp.notices.planning import CODE_LENGTH
from examapp.notices.reaching import PersonReach, Reach
from examapp.organisations.models import Organisation

_UNREACHED = (Reach.NOT_REACHED, Reach.ON_THE_WAY)
_TOLD = (Reach.CONFIRMED, Reach.DELIVERED)


def choose_rest(people: Sequence[PersonReach]) -> list[PersonReach]:
    """Return those whom nothing has reached yet."""
    return [one for one in people if one.reach in _UNREACHED]


def note_printed(
    db: Session, body: Organisation, people: Sequence[PersonReach], *, actor: str, at: datetime
) -> None:
    """Note that these people stand on a list that was printed now; who has no notice by hand gets one."""
    for person in people:
        hand = _get_hand(db, person, at)
        if hand.state is not NoticeState.DELIVERED:
            hand.state, hand.sent_at, hand.next_try_at = NoticeState.SENT, at, None
    _record(db, "notices.printed", body, [one.booking_code for one in people], actor, at)


def note_handed_over(
    db: Session, body: Organisation, people: Sequence[PersonReach], *, actor: str, at: datetime
) -> int:
    """Note that these people have their paper, or their letter by E-XAT; return of how many that is new.

    Who has no notice by hand gets one: nobody else knows of a letter that went through E-XAT.
    """
    rest = [one for one in people if one.reach not in _TOLD]
    for person in rest:
        hand = _get_hand(db, person, at)
        hand.state, hand.delivered_at, hand.next_try_at = NoticeState.DELIVERED, at, None
    if rest:
        _record(db, "notices.handed_over", body, sorted(one.booking_code for one in rest), actor, at)
    return len(rest)


def _get_hand(db: Session, person: PersonReach, at: datetime) -> Notice:
    hand = next((one for one in person.notices if one.channel is Channel.HAND), None)
    if hand is None:
        hand = _by_hand(person.notices[-1], at)
        db.add(hand)
    return hand


def _by_hand(notice: Notice, at: datetime) -> Notice:
    """Return the same notice for the printed list."""
    return Notice(
        code=new_code(CODE_LENGTH),
        candidate_id=notice.candidate_id,
        sitting_id=notice.sitting_id,
        booking_code=notice.booking_code,
        kind=notice.kind,
        occasion=notice.occasion,
        channel=Channel.HAND,
        language=notice.language,
        facts=notice.facts,
        state=NoticeState.PLANNED,
        created_at=at,
    )


def _record(
    db: Session, act: str, body: Organisation, codes: Sequence[str], actor: str, at: datetime
) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="organisation",
        subject_code=body.code,
        at=at,
        facts={"bookings": list(codes)},
    )
