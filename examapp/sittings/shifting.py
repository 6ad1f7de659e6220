"""Moving a whole sitting to another hour or room; everybody keeps code, PIN and form, the code stays too."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.authoring.queries import is_in_force
from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import NO_NEEDS, Needs
from examapp.centres.hours_keeping import read_opening_times
from examapp.centres.models import Room, Workstation
from examapp.core.clock import TASHKENT
from examapp.core.db import changed_rows
from examapp.core.i18n import N_, say_in, show_moment
from examapp.programmes.policy import read_policy
from examapp.sittings.body_share import list_new_day_warnings
from examapp.sittings.consequences import ActClashes, Consequences, Line, refuse_clashes
from examapp.sittings.history import note_act
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.moving import MOVABLE
from examapp.sittings.proposal_models import SittingAct
from examapp.sittings.reasons import read_reason
from examapp.sittings.room_times import find_in_room, find_of_candidate, find_of_proctor, minutes_of
from examapp.sittings.seating import seat_fits, share_out, why_no_seat
from examapp.sittings.working_days import has_working_day, holidays_between


@dataclass(frozen=True)
class When:
    """Where and when a sitting shall be held."""

    room: Room
    starts_at: datetime


def look_at_shift(db: Session, sitting: Sitting, wanted: When, at: datetime) -> Consequences:
    """Return what moving the sitting would lead to."""
    seats = _new_seats(db, sitting, wanted)
    other = [booking for booking in sitting.bookings if seats.get(booking.id) != booking.workstation]
    changes = [
        Line(
            N_("%(code)s is held on %(new)s instead of %(old)s."),
            {
                "code": sitting.code,
                "new": show_moment(wanted.starts_at),
                "old": show_moment(sitting.starts_at),
            },
        ),
        Line(N_("Codes, PINs and sealed forms stay, and the sitting keeps its code.")),
    ]
    if other and len(seats) == len(sitting.bookings):
        changes.append(Line(N_("People with another seat: %(count)s."), {"count": len(other)}))
    bodies = sorted({say_in(booking.candidate.organisation.names) for booking in sitting.bookings})
    told = [
        Line(N_("Candidates: %(count)s, each of them."), {"count": len(sitting.bookings)}),
        Line(N_("The HR officers of: %(bodies)s."), {"bodies": "; ".join(bodies) or "–"}),
        *(Line(N_("The proctor %(name)s."), {"name": one.staff.display_name}) for one in sitting.proctors),
    ]
    centres = {sitting.room.centre_id: sitting.room.centre, wanted.room.centre_id: wanted.room.centre}
    told += [Line(N_("The centre: %(name)s."), {"name": say_in(centre.names)}) for centre in centres.values()]
    return Consequences(
        tuple(changes),
        tuple(told),
        tuple(_list_warnings(db, sitting, wanted)),
        tuple(_list_clashes(db, sitting, wanted, at)),
    )


def shift_sitting(
    db: Session, sitting: Sitting, wanted: When, reason: str, *, actor: str, at: datetime
) -> None:
    """Hold a planned or published sitting at another hour or in another room; there already, nothing changes.

    Raises ReasonMissing, and ActClashes with what forbids it.
    """
    words = read_reason(reason)
    if (sitting.room_id, sitting.starts_at) == (wanted.room.id, wanted.starts_at):
        return
    rooms = select(Room.id).where(Room.id.in_((sitting.room_id, wanted.room.id))).order_by(Room.id)
    db.execute(rooms.with_for_update(key_share=True))
    refuse_clashes(look_at_shift(db, sitting, wanted, at))
    seats = _new_seats(db, sitting, wanted)
    facts = {
        "old_room": sitting.room.name,
        "old_centre": sitting.room.centre.code,
        "old_starts_at": sitting.starts_at.isoformat(),
        "room": wanted.room.name,
        "centre": wanted.room.centre.code,
        "starts_at": wanted.starts_at.isoformat(),
    }
    swapped = changed_rows(
        db,
        update(Sitting)
        .where(
            Sitting.id == sitting.id,
            Sitting.state.in_(MOVABLE),
            Sitting.room_id == sitting.room_id,
            Sitting.starts_at == sitting.starts_at,
        )
        .values(room_id=wanted.room.id, starts_at=wanted.starts_at),
    )
    if swapped != 1:
        raise ActClashes
    for booking in sitting.bookings:
        booking.workstation = seats[booking.id]
    db.flush()
    db.refresh(sitting)
    note_act(db, sitting, SittingAct.MOVED, words, actor=actor, at=at, facts=facts, shown={})


def _new_seats(db: Session, sitting: Sitting, wanted: When) -> Mapping[int, Workstation]:
    """Return each booking's seat: the same number where it fits, else the next free one that does."""
    day = wanted.starts_at.astimezone(TASHKENT).date()
    needs = needs_of_candidates(db, [one.candidate_id for one in sitting.bookings], day)
    free = {seat.number: seat for seat in wanted.room.workstations if seat_fits(seat, NO_NEEDS)}
    seats: dict[int, Workstation] = {}
    for first in (True, False):  # whoever needs an accessible seat chooses before the others
        people = [one for one in sitting.bookings if needs[one.candidate_id].accessible_seat is first]
        seats |= _keep_or_choose(people, needs, free)
    return seats


def _keep_or_choose(
    bookings: Sequence[Booking], needs: Mapping[int, Needs], free: dict[int, Workstation]
) -> Mapping[int, Workstation]:
    seats: dict[int, Workstation] = {}
    rest: list[Booking] = []
    for booking in bookings:
        same = free.get(booking.workstation.number)
        if same is not None and seat_fits(same, needs[booking.candidate_id]):
            seats[booking.id] = free.pop(same.number)
        else:
            rest.append(booking)
    chosen = share_out([needs[one.candidate_id] for one in rest], list(free.values()))
    for booking, seat in zip(rest, chosen, strict=True):
        if seat is not None:
            seats[booking.id] = free.pop(seat.number)
    return seats


def _list_warnings(db: Session, sitting: Sitting, wanted: When) -> Iterator[Line]:
    yield from list_new_day_warnings(db, sitting, wanted.starts_at)
    if wanted.room.centre.region_code != sitting.room.centre.region_code:
        yield Line(N_("The new room lies in another region: people would have to travel."))
    if not sitting.proctors:
        yield Line(N_("No proctor is assigned yet."))


def _list_clashes(db: Session, sitting: Sitting, wanted: When, at: datetime) -> Iterator[Line]:
    minutes = minutes_of(db, sitting, at)
    policy, start = read_policy(db, sitting.programme_id, at), wanted.starts_at
    day = start.astimezone(TASHKENT).date()
    holidays = holidays_between(policy.holidays, day, day)
    if sitting.state not in MOVABLE:
        yield Line(N_("%(code)s is opened, closed or cancelled and cannot be moved."), {"code": sitting.code})
    if start <= at:
        yield Line(N_("The new hour has passed. Choose one that lies ahead."))
    if not has_working_day(day, day, holidays):
        yield Line(N_("The new day is no working day."))
    else:
        yield from _list_closed(wanted, minutes, holidays)
    yield from _list_seatless(db, sitting, wanted)
    if not is_in_force(sitting.question_list, day):
        yield Line(
            N_("The question list %(code)s is not in force on the new day."),
            {"code": sitting.question_list.code},
        )
    yield from _list_others(db, sitting, wanted, minutes, at)


def list_concerns(db: Session, sitting: Sitting, at: datetime) -> list[Line]:
    """Return what stands in the way of a planned sitting where and when it is: hours, room, people."""
    if sitting.state is not SittingState.PLANNED:
        return []
    here, minutes = When(sitting.room, sitting.starts_at), minutes_of(db, sitting, at)
    day = sitting.starts_at.astimezone(TASHKENT).date()
    holidays = holidays_between(read_policy(db, sitting.programme_id, at).holidays, day, day)
    return [*_list_closed(here, minutes, holidays), *_list_others(db, sitting, here, minutes, at)]


def _list_closed(wanted: When, minutes: int, holidays: Collection[date]) -> Iterator[Line]:
    start, end = wanted.starts_at, wanted.starts_at + timedelta(minutes=minutes)
    if not read_opening_times(wanted.room.centre).covers(start, end, holidays):
        yield Line(N_("The centre is not open from then on for %(minutes)s minutes."), {"minutes": minutes})


def _list_seatless(db: Session, sitting: Sitting, wanted: When) -> Iterator[Line]:
    seats = _new_seats(db, sitting, wanted)
    without = [booking.candidate for booking in sitting.bookings if booking.id not in seats]
    in_service = sum(seat_fits(seat, NO_NEEDS) for seat in wanted.room.workstations)
    if in_service < len(sitting.bookings):
        yield Line(
            N_("The new room has too few workstations in service for %(count)s people."),
            {"count": len(sitting.bookings)},
        )
    elif without:
        yield why_no_seat(wanted.room, without[0].name_latn)


def _list_others(db: Session, sitting: Sitting, wanted: When, minutes: int, at: datetime) -> Iterator[Line]:
    start = wanted.starts_at
    other = find_in_room(db, wanted.room.id, start, minutes, at, but=sitting.id)
    if other is not None:
        yield Line(N_("The room is taken by %(code)s at that time."), {"code": other.code})
    for booking in sitting.bookings:
        other = find_of_candidate(db, booking.candidate_id, start, minutes, at, but=sitting.id)
        if other is not None:
            yield Line(
                N_("%(name)s is booked for %(code)s at that time."),
                {"name": booking.candidate.name_latn, "code": other.code},
            )
    for one in sitting.proctors:
        other = find_of_proctor(db, one.staff_id, start, minutes, at, but=sitting.id)
        if other is not None:
            yield Line(
                N_("The proctor %(name)s watches %(code)s at that time. Replace the proctor first."),
                {"name": one.staff.display_name, "code": other.code},
            )
