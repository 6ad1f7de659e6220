"""Moving to another computer."""

import pytest
from sqlalchemy import select

from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.centres.models import Workstation
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.ledger import list_rows, read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import read_clock
from examapp.proctoring import time_acts
from examapp.proctoring.errors import CannotBeMoved, RoomNotOpen, SeatTaken
from examapp.proctoring.models import DocumentKind, IdentityCheck
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.power_cut import stop_for_power_cut
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.proctoring.seats import list_free_seats, read_moves
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, answer, at, begin, build_room, see


@pytest.fixture
def room(database: Database) -> RoomStage:
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), people=3, seats=4, state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
        begin(db, made.attempts[2], at(0))
    return made


def move(
    database: Database,
    room: RoomStage,
    seat: int | None,
    *,
    who: int = 1,
    key: str | None = None,
    minute: float = 5,
) -> bool:
    with database.transaction() as db:
        workstation = (
            db.scalars(select(Workstation).where(Workstation.number == seat)).one() if seat else None
        )
        return move_to_another_computer(
            db,
            room.sitting,
            room.attempts[who],
            DocumentKind.ID_CARD,
            room.hand(at(minute), key),
            cause=Cause.COMPUTER,
            workstation=workstation,
        )


def lease_of(database: Database, room: RoomStage, who: int = 1) -> int:
    with database.reading() as db:
        return db.get_one(Attempt, room.attempts[who].id).lease


def test_identity_is_asked_again_and_the_lease_rises(database: Database, room: RoomStage) -> None:
    assert move(database, room, 4)
    with database.reading() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        check = db.get_one(IdentityCheck, (attempt.id, 2))
        assert (attempt.lease, attempt.device, check.document) == (2, None, DocumentKind.ID_CARD)
        assert read_moves(db, room.sitting.id)[attempt.id].number == 4


@pytest.mark.parametrize(("silent_from", "answers", "given"), [(2, 3, [3]), (5, 3, []), (2, 0, [5])])
def test_what_a_dead_computer_has_cost_is_given_back_with_its_cause(
    database: Database, room: RoomStage, silent_from: float, answers: int, given: list[int]
) -> None:
    """From its last sign on; all time used where no answer had arrived; nothing where it still lives."""
    with database.transaction() as db:
        answer(db, room.attempts[1], answers, at(1))
        see(db, room.attempts[1], at(silent_from).wall)
    move(database, room, 4)
    with database.reading() as db:
        rows = [row for row in list_rows(db, room.attempts[1].id) if row.added_ms]
        assert [(row.added_ms // 60_000, row.cause) for row in rows] == [
            (minutes, CAUSE_WORDS[Cause.COMPUTER]) for minutes in given
        ]


def test_a_second_move_before_anybody_arrived_gives_the_same_silence_back_once(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        answer(db, room.attempts[1], 3, at(1))
        see(db, room.attempts[1], at(2).wall)
        time_acts.extend_one(db, room.sitting, room.attempts[1], 2, Cause.COMPUTER, room.hand(at(4)))
    move(database, room, 4)
    move(database, room, None, minute=9)
    with database.reading() as db:
        rows = list_rows(db, room.attempts[1].id)
        clock = read_attempt_clock(db, db.get_one(Attempt, room.attempts[1].id))
    # Three minutes were lost; two had been given by hand.
    assert [row.added_ms // 60_000 for row in rows if row.added_ms] == [2, 1]
    assert read_clock(clock, at(20)).used_ms == 5 * 60_000


def test_the_same_press_sent_twice_moves_once(database: Database, room: RoomStage) -> None:
    assert move(database, room, 4, key="press")
    assert not move(database, room, 4, key="press")
    assert lease_of(database, room) == 2


def test_each_takeover_needs_a_check_of_its_own(database: Database, room: RoomStage) -> None:
    move(database, room, 4)
    move(database, room, None)
    with database.reading() as db:
        leases = db.scalars(
            select(IdentityCheck.lease).where(IdentityCheck.attempt_id == room.attempts[1].id)
        )
        assert sorted(leases) == [2, 3]
        # Without a new seat the person stays where the last move put them.
        assert read_moves(db, room.sitting.id)[room.attempts[1].id].number == 4


def test_a_seat_where_somebody_works_is_refused_and_nothing_changes(
    database: Database, room: RoomStage
) -> None:
    with pytest.raises(SeatTaken, match="2"):
        move(database, room, 2)
    assert lease_of(database, room) == 1
    with database.reading() as db:
        acts = db.scalars(select(AuditEntry.act).where(AuditEntry.act == "room.moved")).all()
    assert acts == []


def test_the_seat_of_one_who_never_came_is_free(database: Database, room: RoomStage) -> None:
    with database.reading() as db:
        assert [seat.number for seat in list_free_seats(db, room.sitting, room.attempts[1])] == [3, 4]
    assert move(database, room, 3)


def test_who_is_granted_an_accessible_seat_is_offered_no_other(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        by = {"actor": "staff:T", "at": room.sitting.starts_at}
        kinds = [AccommodationKind.ACCESSIBLE_SEAT]
        [asked] = request_accommodations(db, attempt.booking.candidate, kinds, evidence="№ 5", **by)
        approve_accommodation(
            db, asked, valid_until=room.sitting.starts_at.date(), **(by | {"actor": "staff:WB"})
        )
        assert list_free_seats(db, room.sitting, attempt) == []
        db.get_one(Sitting, room.sitting.id).room.workstations[3].accessible = True
        assert [seat.number for seat in list_free_seats(db, room.sitting, attempt)] == [4]


def test_a_seat_that_was_left_is_free_again_and_the_new_one_is_taken(
    database: Database, room: RoomStage
) -> None:
    move(database, room, 4)
    with database.reading() as db:
        assert [seat.number for seat in list_free_seats(db, room.sitting, room.attempts[2])] == [1, 3]
    with pytest.raises(SeatTaken):
        move(database, room, 4, who=2)


def test_before_the_start_there_is_nothing_to_move(database: Database, room: RoomStage) -> None:
    with pytest.raises(CannotBeMoved):
        move(database, room, None, who=3)
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[3].id).state is AttemptState.AWAITING


def test_nobody_is_moved_in_a_room_that_is_not_open(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        room.sitting = db.merge(room.sitting)
        room.sitting.state = SittingState.CLOSED
    with pytest.raises(RoomNotOpen):
        move(database, room, 4)


def test_a_second_press_after_a_pause_lets_nobody_s_clock_go_on_who_still_walks(
    database: Database, room: RoomStage
) -> None:
    """Two clicks, or two proctors: each was meant for the pause."""
    one = room.attempts[1]
    with database.transaction() as db:
        time_acts.pause_one(db, room.sitting, one, Cause.SEAT_POWER, room.hand(at(4)))
    move(database, room, 4)
    for expected in (True, False):
        with database.transaction() as db:
            assert time_acts.resume_one(db, room.sitting, one, room.hand(at(6))) is expected
    with database.reading() as db:
        clock = read_attempt_clock(db, db.get_one(Attempt, one.id))
    assert read_clock(clock, at(20)).wall_ms - read_clock(clock, at(20)).paused_ms == 4 * 60_000


def test_what_was_given_for_a_fault_is_not_given_again_with_all_time_used(
    database: Database, room: RoomStage
) -> None:
    """No answer had arrived: six minutes were used, and three of them given back by the power cut's press."""
    with database.transaction() as db:
        see(db, room.attempts[1], at(2).wall)
        stop_for_power_cut(db, room.sitting, room.hand(at(5)))
        time_acts.resume_all(db, room.sitting, room.hand(at(6)))
    move(database, room, 4, minute=7)
    with database.reading() as db:
        rows = list_rows(db, room.attempts[1].id)
    assert [row.added_ms // 60_000 for row in rows if row.added_ms] == [3, 3]
