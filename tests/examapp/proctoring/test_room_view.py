"""The room as the console reads it."""

import pytest

from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, SeatClaim
from examapp.delivery.states import AttemptState
from examapp.proctoring import time_acts
from examapp.proctoring.looks import Group, Look
from examapp.proctoring.models import DocumentKind
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.needs_me import Need
from examapp.proctoring.power_cut import stop_for_power_cut
from examapp.proctoring.queries import find_seat
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.proctoring.room_view import RoomView, read_room
from examapp.proctoring.seat_view import SeatView
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, admit, answer, at, begin, build_room, call, see

WHO = {"actor": "staff:T", "at": at(0).wall}


@pytest.fixture
def room(database: Database) -> RoomStage:
    """1 and 2 work, 3 has handed in, 4 is admitted, 5 has entered, 6 never came."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), people=6, seats=7, state=SittingState.OPEN)
        for seat in (1, 2, 3):
            begin(db, made.attempts[seat], at(0))
            see(db, made.attempts[seat], at(9, seconds=55).wall)
        db.get_one(Attempt, made.attempts[3].id).state = AttemptState.SUBMITTED
        admit(db, made.attempts[4], at(1))
        see(db, made.attempts[5], at(9, seconds=58).wall)
    return made


def look(database: Database, room: RoomStage, minute: float = 10, language: str = "uz-Latn") -> RoomView:
    with database.reading() as db:
        return read_room(db, db.get_one(Sitting, room.sitting.id), language, at(minute))


def person(view: RoomView, room: RoomStage, booked_seat: int) -> SeatView:
    found = view.find_attempt(room.attempts[booked_seat].code)
    assert found is not None
    return found


def test_everybody_is_shown_by_seat_and_counted_once(database: Database, room: RoomStage) -> None:
    view = look(database, room)
    assert [(one.seat, one.look) for one in view.seats] == [
        (1, Look.WORKING),
        (2, Look.WORKING),
        (3, Look.DONE),
        (4, Look.ADMITTED),
        (5, Look.CHECK),
        (6, Look.AWAITED),
    ]
    assert dict(view.counts) == {Group.WORKING: 2, Group.DONE: 1, Group.WAITING: 2, Group.AWAY: 1}
    assert sum(view.counts.values()) == len(view.seats)


def test_lesson_15_two_ends_differ_only_by_the_time_ledger(database: Database, room: RoomStage) -> None:
    assert person(look(database, room), room, 1).ends_at == at(60).wall
    with database.transaction() as db:
        time_acts.extend_one(db, room.sitting, room.attempts[2], 15, Cause.COMPUTER, room.hand(at(5)))
    view = look(database, room)
    assert [person(view, room, seat).ends_at for seat in (1, 2, 3)] == [at(60).wall, at(75).wall, None]
    assert view.last_end == at(75).wall


def test_answers_are_counted_of_all_items(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        answer(db, room.attempts[1], 33, at(9))
    one = person(look(database, room), room, 1)
    assert (one.answered, one.items, one.last_saved_at) == (33, 50, at(9).wall)


def test_names_come_in_the_readers_script(database: Database, room: RoomStage) -> None:
    assert look(database, room, language="ru").seats[1].short_name == "Раҳмонов Ж."
    assert look(database, room).seats[1].short_name == "Rahmonov J."


def test_a_call_is_answered_by_a_card_within_one_look(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        call(db, room.attempts[3], at(10))
    (first, *_rest) = look(database, room).cards
    assert (first.need, first.who.seat, first.since) == (Need.CALL, 3, at(10).wall)
    assert person(look(database, room), room, 3).look is Look.CALLED


def test_a_conflict_that_the_server_reports_is_a_signal_and_no_call(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[1], at(9), kind="conflict")
    one = person(look(database, room), room, 1)
    assert dict(one.needs) == {Need.SIGNAL: at(9).wall}
    assert one.look is Look.WORKING


@pytest.mark.parametrize("how", ["one", "all", "power"])
def test_a_pause_shows_its_cause_whoever_was_stopped_with_it(
    database: Database, room: RoomStage, how: str
) -> None:
    with database.transaction() as db:
        hand = room.hand(at(9))
        if how == "one":
            time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.MEDICAL, hand)
        elif how == "all":
            time_acts.pause_all(db, room.sitting, Cause.MEDICAL, hand)
        else:
            stop_for_power_cut(db, room.sitting, hand)
    one = person(look(database, room), room, 1)
    expected = Cause.POWER_CUT if how == "power" else Cause.MEDICAL
    assert (one.look, one.cause, one.since) == (Look.PAUSED, CAUSE_WORDS[expected], at(9).wall)


def test_somebody_elses_pause_is_not_taken_for_ones_own(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.MEDICAL, room.hand(at(8)))
        time_acts.pause_one(db, room.sitting, room.attempts[2], Cause.BREAK, room.hand(at(9)))
    view = look(database, room)
    assert person(view, room, 1).cause == CAUSE_WORDS[Cause.MEDICAL]
    assert person(view, room, 2).cause == CAUSE_WORDS[Cause.BREAK]


def test_who_was_moved_is_shown_at_the_new_seat(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        move_to_another_computer(
            db,
            room.sitting,
            room.attempts[1],
            DocumentKind.ID_CARD,
            room.hand(at(9)),
            cause=Cause.COMPUTER,
            workstation=find_seat(db, room.sitting, "7"),
        )
    view = look(database, room)
    assert person(view, room, 1).seat == 7
    assert [one.seat for one in view.seats] == [2, 3, 4, 5, 6, 7]


def test_lesson_18_silent_seats_in_number_look_like_a_power_cut(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        begin(db, room.attempts[4], at(1))
    assert not look(database, room, 9).many_silent
    view = look(database, room, 12)
    assert view.counts[Group.SILENT] == 3
    assert view.many_silent
    with database.transaction() as db:
        stop_for_power_cut(db, room.sitting, room.hand(at(12)))
    view = look(database, room, 12)
    assert (view.many_silent, view.many_paused) == (False, True)


def test_two_who_were_stopped_by_one_press_go_on_by_one(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        time_acts.pause_all(db, room.sitting, Cause.DISTURBANCE, room.hand(at(10)))
    view = look(database, room)
    assert (view.together, view.many_paused) == (2, True)


def test_after_the_closing_nobody_needs_the_proctor(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.CLOSED
        for seat in (1, 2):
            db.get_one(Attempt, room.attempts[seat].id).state = AttemptState.CLOSING
        db.get_one(Attempt, room.attempts[5].id).state = AttemptState.AUTHORISED
    view = look(database, room)
    assert view.cards == ()
    assert {Group.WORKING, Group.WAITING}.isdisjoint(view.counts)
    assert person(view, room, 6).look is Look.ABSENT
    assert person(view, room, 5).look is Look.UNSTARTED


def test_the_list_shows_the_help_granted_and_who_has_entered_elsewhere(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        first, second = (db.get_one(Attempt, room.attempts[seat].id) for seat in (1, 2))
        [asked] = request_accommodations(
            db, first.booking.candidate, [AccommodationKind.LARGE_PRINT], evidence="№ 5", **WHO
        )
        approve_accommodation(
            db, asked, valid_until=sitting.starts_at.date(), **(WHO | {"actor": "staff:WB"})
        )
        booked = [one.booking.workstation_id for one in (first, second)]
        db.add_all(
            [
                SeatClaim(attempt_id=first.id, workstation_id=booked[0], at=at(0).wall),
                SeatClaim(attempt_id=second.id, workstation_id=booked[0], at=at(0).wall),
            ]
        )
    view = look(database, room)
    seen = [person(view, room, seat) for seat in (1, 2, 3)]
    assert [one.helps.in_order() for one in seen] == [[AccommodationKind.LARGE_PRINT], [], []]
    assert [one.other_seat for one in seen] == ["", "1", ""]


def test_the_room_stands_as_its_plan_was_drawn_with_free_seats_and_aisles(
    database: Database, room: RoomStage
) -> None:
    assert look(database, room).plan == ()
    with database.transaction() as db:
        for place, workstation in enumerate(db.get_one(Sitting, room.sitting.id).room.workstations):
            # Two rows of four, with an aisle after the second seat.
            workstation.plan_x = (1, 2, 4, 5)[place % 4]
            workstation.plan_y = place // 4 + 1
    first, second = look(database, room).plan
    assert [cell.number for cell in first] == [1, 2, None, 3, 4]
    assert [cell.number for cell in second] == [5, 6, None, 7, None]
    assert [cell.aisle for cell in second] == [False, False, True, False, False]
    assert [[one.code for one in cell.people] for cell in second] == [["K005"], ["K006"], [], [], []]
