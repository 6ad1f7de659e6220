"""The room changes hands when both have said so, and the giver acts no more."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.proctoring.errors import NotToBeHanded, OfferIsOver, RoomHandedOver
from examapp.proctoring.handing_over import (
    answer_offer,
    find_offer,
    list_handovers,
    list_offers_to,
    list_receivers,
    offer_room,
    withdraw_offer,
)
from examapp.proctoring.interventions import Hand
from examapp.proctoring.models import HandoverState, RoomHandover
from examapp.proctoring.reasons import Cause
from examapp.proctoring.time_acts import pause_one
from examapp.sittings.models import Sitting, SittingProctor, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


@pytest.fixture
def room(database: Database) -> RoomStage:
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
    return made


@pytest.fixture
def other(database: Database, room: RoomStage) -> StaffAccount:
    with database.transaction() as db:
        add_person(db, Role.PROCTOR, suffix="-far", region_code="UZ-SA")
        return add_person(db, Role.PROCTOR, suffix="-2")


def here(db: Session, room: RoomStage) -> Sitting:
    return db.get_one(Sitting, room.sitting.id)


def their_hand(other: StaffAccount, minute: float = 6) -> Hand:
    return Hand(f"staff:{other.code}", at(minute), f"their-press-{minute}")


def offer(database: Database, room: RoomStage, other: StaffAccount) -> str:
    with database.transaction() as db:
        assert offer_room(db, here(db, room), other.code, room.hand(at(5)))
    with database.reading() as db:
        (found,) = list_offers_to(db, f"staff:{other.code}")
        return found.code


def pause_by(database: Database, room: RoomStage, hand: Hand) -> None:
    with database.transaction() as db:
        pause_one(db, room.sitting, room.attempts[1], Cause.MEDICAL, hand)


def test_the_room_is_offered_to_proctors_of_its_place_alone(
    database: Database, room: RoomStage, other: StaffAccount
) -> None:
    with database.reading() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        assert [one.code for one in list_receivers(db, sitting, f"staff:{room.proctor.code}")] == [other.code]
    for code in (room.proctor.code, "NOBODY"):
        with pytest.raises(NotToBeHanded), database.transaction() as db:
            offer_room(db, here(db, room), code, room.hand(at(5)))


def test_until_both_have_said_so_nothing_has_changed(
    database: Database, room: RoomStage, other: StaffAccount
) -> None:
    offer(database, room, other)
    pause_by(database, room, room.hand(at(6)))
    with database.reading() as db:
        assert db.get(SittingProctor, (room.sitting.id, other.id)) is None


def test_after_it_the_receiver_acts_and_the_giver_is_told_who_does(
    database: Database, room: RoomStage, other: StaffAccount
) -> None:
    code = offer(database, room, other)
    with database.transaction() as db:
        answer_offer(db, code, their_hand(other), accepts=True)
    with pytest.raises(RoomHandedOver) as refused:
        pause_by(database, room, room.hand(at(7)))
    assert other.display_name in refused.value.sentence()
    pause_by(database, room, their_hand(other, 8))
    with database.reading() as db:
        assert db.get(SittingProctor, (room.sitting.id, room.proctor.id)) is not None  # hears no appeal on it
        assert [one.state for one in list_handovers(db, room.sitting.id)] == [HandoverState.ACCEPTED]


def test_handed_back_it_is_the_first_ones_again(
    database: Database, room: RoomStage, other: StaffAccount
) -> None:
    code = offer(database, room, other)
    with database.transaction() as db:
        answer_offer(db, code, their_hand(other), accepts=True)
        assert offer_room(db, here(db, room), room.proctor.code, their_hand(other, 7))
    with database.transaction() as db:
        (back,) = list_offers_to(db, f"staff:{room.proctor.code}")
        answer_offer(db, back.code, room.hand(at(8)), accepts=True)
    pause_by(database, room, room.hand(at(9)))
    with pytest.raises(RoomHandedOver):
        pause_by(database, room, their_hand(other, 9))


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_an_offer_that_is_over_can_not_be_taken(
    database: Database, room: RoomStage, other: StaffAccount, how: str
) -> None:
    code = offer(database, room, other)
    with database.transaction() as db:
        if how == "declined":
            answer_offer(db, code, their_hand(other), accepts=False)
        else:
            assert withdraw_offer(db, here(db, room), room.hand(at(6)))
    with pytest.raises(OfferIsOver), database.transaction() as db:
        answer_offer(db, code, their_hand(other, 7), accepts=True)
    with database.reading() as db:
        assert [one.state.value for one in db.scalars(select(RoomHandover))] == [how]


def test_one_offer_stands_at_a_time(database: Database, room: RoomStage, other: StaffAccount) -> None:
    offer(database, room, other)
    with database.transaction() as db:
        third = add_person(db, Role.PROCTOR, suffix="-3")
    with pytest.raises(NotToBeHanded), database.transaction() as db:
        offer_room(db, here(db, room), third.code, room.hand(at(6)))
    with database.reading() as db:
        standing = find_offer(db, room.sitting.id)
        assert standing is not None
        assert standing.offered_to == f"staff:{other.code}"


def test_only_whom_it_was_offered_to_takes_it(
    database: Database, room: RoomStage, other: StaffAccount
) -> None:
    code = offer(database, room, other)
    with pytest.raises(OfferIsOver), database.transaction() as db:
        answer_offer(db, code, room.hand(at(6)), accepts=True)
