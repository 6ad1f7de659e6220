"""Check-in, and what it refuses."""

from typing import Any

import pytest
from sqlalchemy import select

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.errors import SittingExpired
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.checkin import confirm_identity_and_admit, is_used_up, readmit
from examapp.proctoring.errors import AdmittedAlready, EntryIsOver, RoomNotRunning
from examapp.proctoring.models import DocumentKind, IdentityCheck, Intervention
from examapp.proctoring.reasons import Cause
from examapp.proctoring.time_acts import pause_one
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


def stage(database: Database, **wishes: Any) -> RoomStage:
    with database.transaction() as db:
        return build_room(db, add_person(db, Role.PROCTOR), **wishes)


def test_the_document_is_kept_and_the_candidate_admitted(database: Database) -> None:
    room = stage(database)
    with database.transaction() as db:
        hand = room.hand(at(1))
        assert confirm_identity_and_admit(db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, hand)
        attempt = db.get_one(Attempt, room.attempts[1].id)
        check = db.get_one(IdentityCheck, (attempt.id, 1))
    assert attempt.state is AttemptState.AUTHORISED
    assert attempt.admitted_at == at(1).wall
    assert (check.document, check.checked_by, check.checked_at) == (
        DocumentKind.PASSPORT,
        hand.actor,
        at(1).wall,
    )


def test_admitting_again_changes_nothing(database: Database) -> None:
    room = stage(database)
    for minute, document in ((1, DocumentKind.ID_CARD), (2, DocumentKind.PASSPORT)):
        with database.transaction() as db:
            confirm_identity_and_admit(db, room.sitting, room.attempts[1], document, room.hand(at(minute)))
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).admitted_at == at(1).wall
        assert db.get_one(IdentityCheck, (room.attempts[1].id, 1)).document is DocumentKind.ID_CARD


def test_a_check_is_used_up_at_the_start(database: Database) -> None:
    room = stage(database, state=SittingState.OPEN)
    with database.transaction() as db:
        confirm_identity_and_admit(
            db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(0))
        )
        check = db.get_one(IdentityCheck, (room.attempts[1].id, 1))
        assert not is_used_up(check, db.get_one(Attempt, room.attempts[1].id))
        begin(db, room.attempts[1], at(1))
        assert is_used_up(check, db.get_one(Attempt, room.attempts[1].id))


def test_nobody_is_admitted_to_a_sitting_that_began_more_than_a_day_ago(database: Database) -> None:
    room = stage(database, state=SittingState.OPEN)
    with database.transaction() as db:
        begin(db, room.attempts[2], at(0))
    hand = room.hand(at(24 * 60 + 1))
    with database.transaction() as db, pytest.raises(SittingExpired):
        confirm_identity_and_admit(db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, hand)


def test_late_entry_is_refused_by_name_once_somebody_has_started(database: Database) -> None:
    room = stage(database, state=SittingState.OPEN, late_entry=False)
    with database.transaction() as db:
        confirm_identity_and_admit(
            db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(0))
        )
        begin(db, room.attempts[1], at(1))
    with pytest.raises(EntryIsOver, match="Rahmonov Jasur"), database.transaction() as db:
        confirm_identity_and_admit(
            db, room.sitting, room.attempts[2], DocumentKind.PASSPORT, room.hand(at(2))
        )
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[2].id).state is AttemptState.AWAITING
        assert db.get(IdentityCheck, (room.attempts[2].id, 1)) is None


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.CLOSED, SittingState.CANCELLED])
def test_nobody_is_admitted_to_a_sitting_that_does_not_run(database: Database, state: SittingState) -> None:
    room = stage(database, state=state)
    with pytest.raises(RoomNotRunning), database.transaction() as db:
        confirm_identity_and_admit(
            db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(0))
        )


@pytest.mark.parametrize("state", [AttemptState.SUBMITTED, AttemptState.CLOSING])
def test_an_attempt_that_has_ended_is_not_admitted(database: Database, state: AttemptState) -> None:
    room = stage(database, state=SittingState.OPEN)
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[1].id).state = state
    with pytest.raises(AdmittedAlready), database.transaction() as db:
        confirm_identity_and_admit(
            db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(0))
        )


def test_who_comes_back_from_a_break_shows_the_document_again(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, room.attempts[1], at(0))
        pause_one(db, room.sitting, room.attempts[1], Cause.BREAK, room.hand(at(1)))
    for _ in range(2):
        with database.transaction() as db:
            readmit(db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(6), "one-press"))
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.IN_PROGRESS
        (act,) = db.scalars(select(Intervention).where(Intervention.act == "readmitted"))
        assert act.facts == {"document": "passport"}
