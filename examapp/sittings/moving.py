"""Moving one candidate to another sitting: the place changes, the own code and the PIN stay.

A sealed form goes along where both sittings draw from the same list; a published sitting takes nobody
without a form, because its forms stand.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.i18n import N_, say_in
from examapp.core.permissions import Actor
from examapp.sittings.body_share import list_body_warnings
from examapp.sittings.consequences import Consequences, Line, refuse_clashes
from examapp.sittings.history import note_act
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.proposal_models import SittingAct
from examapp.sittings.queries import list_sittings
from examapp.sittings.reasons import read_reason
from examapp.sittings.room_times import find_of_candidate, list_in_room, minutes_of
from examapp.sittings.seating import find_seat, free_seats, hold_room, why_no_seat
from examapp.sittings.separate_rooms import find_who_sits_alone

MOVABLE = (SittingState.PLANNED, SittingState.PUBLISHED)


def list_targets(db: Session, booking: Booking, actor: Actor, at: datetime) -> Sequence[Sitting]:
    """Return the sittings to which a booking could move, the earliest first; clashes are asked for apart."""
    source = booking.sitting
    found = [
        sitting
        for sitting in list_sittings(db, actor)
        if sitting.id != source.id
        and sitting.state in MOVABLE
        and sitting.starts_at > at
        and (sitting.programme_id, sitting.rehearsal) == (source.programme_id, source.rehearsal)
    ]
    return sorted(found, key=lambda sitting: (sitting.starts_at, sitting.code))


def look_at_move(
    db: Session, booking: Booking, target: Sitting, *, has_entered: bool, at: datetime
) -> Consequences:
    """Return what the move would lead to; `has_entered` says whether the candidate has sat down already."""
    source, candidate = booking.sitting, booking.candidate
    seat = find_seat(db, target, candidate, at)
    changes = [
        Line(
            N_("%(name)s goes from %(old)s, seat %(old_seat)s, to %(new)s, seat %(seat)s."),
            {
                "name": candidate.name_latn,
                "old": source.code,
                "old_seat": booking.workstation.number,
                "new": target.code,
                "seat": seat.number if seat else "–",
            },
        ),
        Line(N_("The own code and the PIN stay; the code of the sitting is the new one.")),
        _form_line(booking, target),
    ]
    if len(source.bookings) == 1:
        changes.append(Line(N_("Nobody is left at %(code)s: cancel it afterwards."), {"code": source.code}))
    told = [
        Line(
            N_("The candidate %(name)s and the HR officer of %(body)s: new day, place and sitting code."),
            {"name": candidate.name_latn, "body": say_in(candidate.organisation.names)},
        )
    ]
    told += [
        Line(
            N_("The proctor %(name)s of %(code)s: one person more or fewer."),
            {"name": one.staff.display_name, "code": sitting.code},
        )
        for sitting in (source, target)
        for one in sitting.proctors
    ]
    return Consequences(
        tuple(changes),
        tuple(told),
        tuple(list_body_warnings(db, candidate, target)),
        tuple(_list_clashes(db, booking, target, has_entered=has_entered, at=at)),
    )


def move_booking(
    db: Session,
    booking: Booking,
    target: Sitting,
    reason: str,
    *,
    has_entered: bool,
    actor: str,
    at: datetime,
) -> None:
    """Move a booking to another sitting; moved already, nothing changes.

    Raises ReasonMissing, and ActClashes with what forbids it.
    """
    words, source = read_reason(reason), booking.sitting
    if source.id == target.id:
        return
    states = select(Sitting).where(Sitting.id.in_((source.id, target.id))).order_by(Sitting.id)
    db.execute(states.with_for_update())
    hold_room(db, target)
    refuse_clashes(look_at_move(db, booking, target, has_entered=has_entered, at=at))
    old_seat, seat = booking.workstation.number, find_seat(db, target, booking.candidate, at)
    assert seat is not None
    form = booking.form
    if form is not None and source.list_id == target.list_id:
        form.sitting_id = target.id
    elif form is not None:
        booking.form = None
        db.flush()
        db.delete(form)
    booking.sitting, booking.workstation = target, seat
    db.flush()
    db.expire(source, ["bookings"])
    db.expire(target, ["bookings"])
    facts = {"candidate": booking.candidate.code, "seat": seat.number, "old_seat": old_seat}
    for sitting, act, other in (
        (source, SittingAct.CANDIDATE_LEFT, target),
        (target, SittingAct.CANDIDATE_CAME, source),
    ):
        shown = {"name": booking.candidate.name_latn}
        told = {**facts, "other": other.code}
        note_act(db, sitting, act, words, actor=actor, at=at, facts=told, shown=shown)


def _form_line(booking: Booking, target: Sitting) -> Line:
    if booking.form is None:
        return Line(N_("No exam form is sealed yet: assemble the forms of the new sitting."))
    if booking.sitting.list_id == target.list_id:
        return Line(N_("The sealed exam form %(form)s goes along."), {"form": booking.form.code})
    return Line(
        N_("The exam form %(form)s is dropped: the new sitting draws from another list."),
        {"form": booking.form.code},
    )


def _list_clashes(
    db: Session, booking: Booking, target: Sitting, *, has_entered: bool, at: datetime
) -> Iterator[Line]:
    source, candidate = booking.sitting, booking.candidate
    for sitting in (source, target):
        if sitting.state not in MOVABLE:
            yield Line(
                N_("%(code)s is opened, closed or cancelled: nobody comes or goes any more."),
                {"code": sitting.code},
            )
    if has_entered:
        yield Line(
            N_("%(name)s has entered already. Only the proctor can do something now."),
            {"name": candidate.name_latn},
        )
    if target.starts_at <= at:
        yield Line(N_("%(code)s should have begun already."), {"code": target.code})
    if (target.programme_id, target.rehearsal) != (source.programme_id, source.rehearsal):
        yield Line(
            N_("%(code)s examines another programme, or one of the two is a rehearsal."),
            {"code": target.code},
        )
    if any(other.candidate_id == candidate.id for other in target.bookings):
        yield Line(
            N_("%(name)s has a place at %(code)s already."),
            {"name": candidate.name_latn, "code": target.code},
        )
    if not free_seats(db, target, at):
        yield Line(N_("No seat is free at %(code)s."), {"code": target.code})
    elif find_seat(db, target, candidate, at) is None:
        yield why_no_seat(target.room, candidate.name_latn)
    if target.state is SittingState.PUBLISHED and (booking.form is None or source.list_id != target.list_id):
        yield Line(
            N_("%(code)s is published and its forms stand; this candidate brings no form of the same list."),
            {"code": target.code},
        )
    yield from _list_clashes_in_room(db, booking, target, at)


def _list_clashes_in_room(db: Session, booking: Booking, target: Sitting, at: datetime) -> Iterator[Line]:
    candidate = booking.candidate
    alone = find_who_sits_alone(db, target, candidate, at=at)
    if alone is not None:
        yield Line(
            N_("%(name)s sits alone by right, and somebody else would be in the room."),
            {"name": alone.name_latn},
        )
    minutes, before = minutes_of(db, target, at, candidate), minutes_of(db, target, at)
    other = find_of_candidate(db, candidate.id, target.starts_at, minutes, at, but=booking.sitting_id)
    if other is not None and other.id != target.id:
        yield Line(
            N_("%(name)s is booked for %(code)s at that time."),
            {"name": candidate.name_latn, "code": other.code},
        )
    ends = target.starts_at + timedelta(minutes=before)
    later = list_in_room(db, target.room_id, ends, minutes - before, at, but=target.id)
    after = next((one for one in later if one.starts_at >= ends), None)
    if after is not None:
        yield Line(
            N_("With the extra time it would run into %(code)s in the same room."), {"code": after.code}
        )
