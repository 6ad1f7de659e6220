"""Who gets which seat: in service, accessible where granted, nobody's at that hour, alone where granted."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import NO_NEEDS, AccommodationKind, Needs
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.candidates.models import Candidate
from examapp.centres.keeping import create_room
from examapp.centres.models import Workstation, WorkstationState
from examapp.centres.workstations import add_workstations, set_in_service
from examapp.sittings.booking import book
from examapp.sittings.errors import (
    AccessibleSeatNeeded,
    BookedElsewhere,
    NotReadyToPublish,
    RoomFull,
    SeparateRoomNeeded,
    SittingLocked,
)
from examapp.sittings.history import list_acts, say_act
from examapp.sittings.models import Sitting
from examapp.sittings.moving import look_at_move, move_booking
from examapp.sittings.opening import open_sitting
from examapp.sittings.planning import publish
from examapp.sittings.reseating import give_another_seat
from examapp.sittings.room_times import durations, minutes_of
from examapp.sittings.seating import share_out
from examapp.sittings.separate_rooms import refuse_shared_room
from examapp.sittings.shifting import When, list_concerns, look_at_shift, shift_sitting
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.examapp.sittings.test_acts import HERE, later
from tests.examapp.sittings.test_sittings import make_ready, plan

# Which seat is chosen is read alike from either database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REACHES = Needs(kinds=frozenset({AccommodationKind.ACCESSIBLE_SEAT}))


def grant(db: Session, candidate: Candidate, kind: AccommodationKind, percent: int | None = None) -> None:
    [asked] = request_accommodations(db, candidate, [kind], evidence="№ 5", percent=percent, **WHO)
    approve_accommodation(
        db, asked, valid_until=STARTS.date() + timedelta(days=5), **(WHO | {"actor": "staff:WB"})
    )


def mark(db: Session, ground: Ground, *numbers: int) -> list[Workstation]:
    seats = ground.room(db).workstations
    for seat in seats:
        seat.accessible = seat.number in numbers
    db.flush()
    return [seat for seat in seats if seat.accessible]


def numbers(sitting: Sitting) -> dict[int, int]:
    return {one.candidate_id: one.workstation.number for one in sitting.bookings}


@pytest.mark.parametrize(
    ("needs", "seats", "given"),
    [
        ([NO_NEEDS, REACHES], [(1, True), (2, False)], [2, 1]),
        ([NO_NEEDS, NO_NEEDS], [(1, True), (2, False)], [2, 1]),
        ([REACHES, NO_NEEDS], [(1, False), (2, False)], [None, 1]),
        ([REACHES, REACHES], [(1, True), (2, False)], [1, None]),
        ([], [(1, True)], []),
    ],
)
def test_accessible_seats_go_to_whoever_needs_one_and_to_others_last(needs, seats, given):
    stations = [Workstation(id=number, number=number, accessible=yes) for number, yes in seats]
    assert [one and one.number for one in share_out(needs, stations)] == given


def test_a_seat_whose_last_check_failed_is_given_last():
    broken, sound = Workstation(number=1, not_ready_cause="clock"), Workstation(number=2)
    assert share_out([NO_NEEDS], [broken, sound]) == [sound]


def test_booking_by_hand_gives_the_accessible_seat_and_says_why_there_is_none(ground: Ground) -> None:
    with ground.database.transaction() as db:
        first, wheelchair, other = ground.candidates(db)[:3]
        for one in (wheelchair, other):
            grant(db, one, AccommodationKind.ACCESSIBLE_SEAT)
        sitting = plan(db, ground)
        with pytest.raises(AccessibleSeatNeeded, match="this room has none"):
            book(db, ground.keys, sitting, [wheelchair], **WHO)
        [seat] = mark(db, ground, 1)
        book(db, ground.keys, sitting, [first, wheelchair], **WHO)
        db.refresh(sitting)
        assert numbers(sitting) == {first.id: 2, wheelchair.id: 1}
        with pytest.raises(AccessibleSeatNeeded, match="are taken: 1"):
            book(db, ground.keys, sitting, [other], **WHO)
        set_in_service(db, seat, in_service=False, reason="Ekran", **WHO)
        with pytest.raises(AccessibleSeatNeeded, match="out of service"):
            book(db, ground.keys, sitting, [other], **WHO)


@on_sqlite
def test_moving_one_candidate_respects_the_accessible_seat(ground: Ground) -> None:
    with ground.database.transaction() as db:
        mark(db, ground, 3)
        one, other = ground.candidates(db)[:2]
        source, target = plan(db, ground), later(db, ground)
        book(db, ground.keys, source, [one], **WHO)
        grant(db, one, AccommodationKind.ACCESSIBLE_SEAT)
        grant(db, other, AccommodationKind.ACCESSIBLE_SEAT)
        db.refresh(source)
        [booking] = source.bookings
        assert look_at_move(db, booking, target, **HERE, at=AT).changes[0].parameters["seat"] == 3
        book(db, ground.keys, target, [other], **WHO)
        [clash] = look_at_move(db, booking, target, **HERE, at=AT).clashes
        assert clash.message == AccessibleSeatNeeded.message
        mark(db, ground, 3, 5)
        move_booking(db, booking, target, "Kasal", **HERE, **WHO)
        assert booking.workstation.number == 5


@on_sqlite
def test_moving_a_sitting_gives_accessible_seats_of_the_new_room_or_says_that_it_has_none(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        mark(db, ground, 2)
        people = ground.candidates(db)[:2]
        grant(db, people[1], AccommodationKind.ACCESSIBLE_SEAT)
        sitting = plan(db, ground)
        book(db, ground.keys, sitting, people, **WHO)
        db.refresh(sitting)
        room = create_room(db, ground.room(db).centre, name="205", **WHO)
        seats = add_workstations(db, room, 3, **WHO)
        wanted = When(room, STARTS)
        [clash] = look_at_shift(db, sitting, wanted, AT).clashes
        assert clash.message == AccessibleSeatNeeded.none_marked
        seats[0].accessible = True
        shift_sitting(db, sitting, wanted, "Tokchiroq", **WHO)
        assert numbers(sitting) == {people[0].id: 2, people[1].id: 1}


@on_sqlite
def test_what_became_of_a_seat_keeps_the_sitting_from_publication_until_another_is_given(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        booking = sitting.bookings[0]
        set_in_service(db, booking.workstation, in_service=False, reason="Quvvat bloki", **WHO)
        with pytest.raises(NotReadyToPublish) as refusal:
            publish(db, sitting, **WHO)
        assert refusal.value.parameters == {"seat": 1, "name": booking.candidate.name_latn}
        assert give_another_seat(db, booking, **WHO).number == 5
        publish(db, sitting, **WHO)
        grant(db, sitting.bookings[1].candidate, AccommodationKind.ACCESSIBLE_SEAT)
        with pytest.raises(RoomFull):
            give_another_seat(db, sitting.bookings[1], **WHO)
        assert next(say_act(one) for one in list_acts(db, sitting)).endswith("sits at seat 5 instead of 1")
        open_sitting(db, sitting, **WHO)
        with pytest.raises(SittingLocked):
            give_another_seat(db, sitting.bookings[2], **WHO)


@on_sqlite
def test_a_separate_room_holds_against_another_sitting_in_the_same_room_at_that_hour(ground: Ground) -> None:
    with ground.database.transaction() as db:
        alone, other, third = ground.candidates(db)[:3]
        grant(db, alone, AccommodationKind.SEPARATE_ROOM)
        own, beside, after = plan(db, ground), plan(db, ground), plan(db, ground)
        after.starts_at = STARTS + timedelta(minutes=60)
        book(db, ground.keys, own, [alone], **WHO)
        with pytest.raises(SeparateRoomNeeded) as refusal:
            book(db, ground.keys, beside, [other], **WHO)
        assert refusal.value.parameters == {"name": alone.name_latn}
        book(db, ground.keys, after, [other], **WHO)
        grant(db, alone, AccommodationKind.EXTRA_TIME, 25)
        with pytest.raises(SeparateRoomNeeded):  # the person who sits alone stays for a quarter longer
            book(db, ground.keys, after, [third], **WHO)
        db.refresh(after)
        [clash] = look_at_move(db, after.bookings[0], beside, **HERE, at=AT).clashes
        assert "sits alone by right" in clash.message


@on_sqlite
def test_a_separate_room_granted_after_the_booking_keeps_both_sittings_of_the_hour_back(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        alone, other = ground.candidates(db)[:2]
        pairs = [(plan(db, ground), alone), (plan(db, ground), other)]
        for sitting, person in pairs:
            book(db, ground.keys, sitting, [person], **WHO)
        grant(db, alone, AccommodationKind.SEPARATE_ROOM)
        for sitting, _person in pairs:
            with pytest.raises(SeparateRoomNeeded):
                refuse_shared_room(db, sitting, at=AT)


@on_sqlite
def test_two_sittings_in_one_room_at_one_hour_share_no_seat_and_nobody_sits_in_both(ground: Ground) -> None:
    with ground.database.transaction() as db:
        people = ground.candidates(db)
        first, second = plan(db, ground), plan(db, ground)
        book(db, ground.keys, first, people[:3], **WHO)
        with pytest.raises(BookedElsewhere):
            book(db, ground.keys, second, people[:1], **WHO)
        book(db, ground.keys, second, people[3:5], **WHO)
        db.refresh(second)
        assert sorted(numbers(second).values()) == [4, 5]
        with pytest.raises(RoomFull):
            book(db, ground.keys, second, people[5:6], **WHO)


@on_sqlite
def test_a_sitting_planned_by_hand_says_what_stands_in_its_way(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting, other = plan(db, ground), plan(db, ground)
        night = later(db, ground)
        night.starts_at += timedelta(hours=12)
        db.flush()
        assert [line.parameters["code"] for line in list_concerns(db, sitting, AT)] == [other.code]
        [closed] = list_concerns(db, night, AT)
        assert "not open" in closed.message
        assert list_concerns(db, make_published(db, ground), AT) == []


def make_published(db: Session, ground: Ground) -> Sitting:
    sitting = make_ready(db, ground)
    publish(db, sitting, **WHO)
    return sitting


@on_sqlite
def test_a_sitting_takes_its_room_as_long_as_its_slowest_person(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting, (slow, *_others) = plan(db, ground), ground.candidates(db)
        book(db, ground.keys, sitting, [slow], **WHO)
        plain = minutes_of(db, sitting, AT)
        grant(db, slow, AccommodationKind.EXTRA_TIME, 33)
        assert (plain, minutes_of(db, sitting, AT)) == (60, 80)
        assert durations(db, [sitting], AT) == {sitting.id: 80}


def test_out_of_service_is_no_free_seat(ground: Ground) -> None:
    with ground.database.transaction() as db:
        for seat in ground.room(db).workstations[:4]:
            seat.state = WorkstationState.OUT_OF_SERVICE
        sitting = plan(db, ground)
        book(db, ground.keys, sitting, ground.candidates(db)[:1], **WHO)
        db.refresh(sitting)
        assert set(numbers(sitting).values()) == {5}
        with pytest.raises(RoomFull):
            book(db, ground.keys, sitting, ground.candidates(db)[1:2], **WHO)
