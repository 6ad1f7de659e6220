"""An exception takes two people and two reasons, and is recorded."""

import json

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from examapp.delivery.models import Attempt
from examapp.lockdown.errors import DecidedAlready, ReasonTooShort, SecondPersonNeeded
from examapp.lockdown.exceptions import ask_exception, decide_exception, is_excepted, list_exceptions
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import PROCTOR, SmallRoom

SECOND, WHY, SEEN = "staff:SECOND", "The browser does not start", "I have looked at the seat"


def _ask(room: SmallRoom, reason: str = WHY) -> str:
    with room.writing() as db:
        attempt = db.get_one(Attempt, room.places[0].attempt_id)
        return ask_exception(db, attempt, reason, actor=PROCTOR, at=room.now.wall).code


def _decide(room: SmallRoom, code: str, *, actor: str = SECOND, reason: str = SEEN, grants: bool = True):
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        decide_exception(db, sitting, code, reason, grants=grants, actor=actor, at=room.now.wall)


def _is_excepted(room: SmallRoom) -> bool:
    with room.database.reading() as db:
        return is_excepted(db, room.places[0].attempt_id)


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
