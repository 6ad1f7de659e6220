"""An exception takes two people and two reasons, and is recorded."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.clock import ManualClock
from examapp.core.errors import NotFound
from examapp.delivery.models import Attempt
from examapp.lockdown.before_opening import refuse_without_configuration
from examapp.lockdown.errors import (
    ConfigurationMissing,
    DecidedAlready,
    NothingToWithdraw,
    ReasonTooShort,
    SecondPersonNeeded,
)
from examapp.lockdown.exceptions import (
    ask_exception,
    decide_exception,
    find_exception_of_all,
    is_excepted,
    list_exceptions,
    withdraw_exception,
)
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import PROCTOR, SmallRoom, make_room
from tests.examapp.lockdown.browsers import lock

SECOND, WHY, SEEN = "staff:SECOND", "The browser does not start", "I have looked at the seat"


def _ask(room: SmallRoom, reason: str = WHY) -> str:
    with room.writing() as db:
        attempt = db.get_one(Attempt, room.places[0].attempt_id)
        return ask_exception(db, attempt, reason, actor=PROCTOR, at=room.now.wall).code


def _decide(room: SmallRoom, code: str, *, actor: str = SECOND, reason: str = SEEN, grants: bool = True):
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        decide_exception(db, sitting, code, reason, grants=grants, actor=actor, at=room.now.wall)


def _is_excepted(room: SmallRoom, place: int = 0) -> bool:
    with room.database.reading() as db:
        return is_excepted(db, room.places[place].attempt_id)


def _ask_for_all(room: SmallRoom) -> str:
    with room.writing() as db:
        return ask_exception(
            db, db.get_one(Sitting, room.sitting_id), WHY, actor=PROCTOR, at=room.now.wall
        ).code


def _withdraw(room: SmallRoom, code: str, reason: str = "The computer is mended") -> None:
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        withdraw_exception(db, sitting, code, reason, actor=PROCTOR, at=room.now.wall)


def _acts(room: SmallRoom, subject: str) -> list[tuple[str, str]]:
    with room.database.reading() as db:
        entries = db.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_code == subject, AuditEntry.act.contains("exception"))
            .order_by(AuditEntry.id)
        )
        return [(one.act, json.loads(one.facts)["reason"]) for one in entries]


def test_asking_alone_opens_nothing(room: SmallRoom) -> None:
    _ask(room)
    assert not _is_excepted(room)


def test_the_person_who_asked_cannot_decide(room: SmallRoom) -> None:
    code = _ask(room)
    with pytest.raises(SecondPersonNeeded):
        _decide(room, code, actor=PROCTOR)
    assert not _is_excepted(room)


def test_a_second_person_grants_and_both_reasons_are_recorded(room: SmallRoom) -> None:
    _decide(room, _ask(room))
    assert _is_excepted(room)
    with room.database.reading() as db:
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.subject_code == room.places[0].code).order_by(AuditEntry.id)
        ).all()
    told = [(one.act, one.actor, json.loads(one.facts)["reason"]) for one in entries]
    assert told == [
        ("attempt.exception_asked", PROCTOR, WHY),
        ("attempt.exception_granted", SECOND, SEEN),
    ]


def test_what_is_refused_can_be_asked_for_again_and_what_is_decided_is_decided(room: SmallRoom) -> None:
    first = _ask(room)
    assert _ask(room) == first
    _decide(room, first, grants=False)
    assert not _is_excepted(room)
    with pytest.raises(DecidedAlready):
        _decide(room, first)
    second = _ask(room)
    assert second != first
    with room.database.reading() as db:
        assert list_exceptions(db, room.sitting_id)[room.places[0].attempt_id].code == second


def test_each_reason_is_a_few_words(room: SmallRoom) -> None:
    with pytest.raises(ReasonTooShort):
        _ask(room, "  broken  ")
    code = _ask(room)
    with pytest.raises(ReasonTooShort):
        _decide(room, code, reason="ok")


def test_an_exception_of_another_sitting_is_not_found(room: SmallRoom, locked: SmallRoom) -> None:
    code = _ask(room)
    with pytest.raises(NotFound):
        _decide(locked, code)


def test_what_was_granted_is_taken_back_by_one_person_with_a_reason_and_is_recorded(room: SmallRoom) -> None:
    code = _ask(room)
    with pytest.raises(NothingToWithdraw):
        _withdraw(room, code)
    _decide(room, code)
    with pytest.raises(ReasonTooShort):
        _withdraw(room, code, "mended")
    assert _is_excepted(room)
    _withdraw(room, code)
    assert not _is_excepted(room)
    with pytest.raises(NothingToWithdraw):
        _withdraw(room, code)
    assert _acts(room, room.places[0].code)[-1] == ("attempt.exception_withdrawn", "The computer is mended")
    assert _ask(room) != code


def test_an_exception_of_the_whole_sitting_needs_two_people_and_is_everybody_s(room: SmallRoom) -> None:
    code = _ask_for_all(room)
    assert _ask_for_all(room) == code
    with pytest.raises(SecondPersonNeeded):
        _decide(room, code, actor=PROCTOR)
    assert not _is_excepted(room)
    _decide(room, code)
    assert _is_excepted(room)
    assert _is_excepted(room, 1)
    _withdraw(room, code)
    assert not _is_excepted(room)
    assert not _is_excepted(room, 1)
    assert _acts(room, room.sitting_code) == [
        ("lockdown.exception_asked", WHY),
        ("lockdown.exception_granted", SEEN),
        ("lockdown.exception_withdrawn", "The computer is mended"),
    ]


def test_an_exception_of_one_sitting_frees_nobody_of_another(room: SmallRoom, locked: SmallRoom) -> None:
    _decide(room, _ask_for_all(room))
    assert not _is_excepted(locked)


def _refuse(room: SmallRoom) -> None:
    with room.database.reading() as db:
        refuse_without_configuration(db, db.get_one(Sitting, room.sitting_id))


def test_a_room_is_ready_to_open_with_its_configuration_or_with_an_exception_for_all(
    exam_app: Flask, clock: ManualClock, room: SmallRoom
) -> None:
    _refuse(room)  # its policy asks for no locked browser
    bare = make_room(exam_app, clock, **{"exam.lockdown": "safe_exam_browser"})
    code = _ask_for_all(bare)
    with pytest.raises(ConfigurationMissing):
        _refuse(bare)
    _decide(bare, code)
    _refuse(bare)
    _withdraw(bare, code)
    with pytest.raises(ConfigurationMissing):
        _refuse(bare)
    lock(bare)
    _refuse(bare)
    with bare.database.reading() as db:
        newest = find_exception_of_all(db, bare.sitting_id)
        assert newest is not None
        assert (newest.withdrawn_by, newest.holds) == (PROCTOR, False)
