"""An admission taken back before the start: what is kept, what is asked again, and what is too late."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.attendance import draw_up_attendance
from examapp.proctoring.checkin import confirm_identity_and_admit
from examapp.proctoring.errors import EntryIsOver, RoomNotRunning, StartedAlready
from examapp.proctoring.minutes import draw_up_minutes
from examapp.proctoring.models import (
    DocumentKind,
    IdentityCheck,
    Intervention,
    WithdrawalKind,
    WithdrawnAdmission,
)
from examapp.proctoring.withdrawing import withdraw_admission
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


@pytest.fixture
def stage(database: Database) -> Callable[..., RoomStage]:
    """A room whose first seat is admitted with an ID card, a minute after the beginning."""

    def build(**wishes: Any) -> RoomStage:
        with database.transaction() as db:
            room = build_room(db, add_person(db, Role.PROCTOR), **wishes)
            admit(db, room, 1, DocumentKind.ID_CARD, 1)
        return room

    return build


def admit(db: Session, room: RoomStage, seat: int, document: DocumentKind, minute: int) -> bool:
    return confirm_identity_and_admit(db, room.sitting, room.attempts[seat], document, room.hand(at(minute)))


def take_back(
    database: Database,
    room: RoomStage,
    kind: WithdrawalKind = WithdrawalKind.WRONG_NAME,
    *,
    key: str | None = None,
) -> bool:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        return withdraw_admission(db, sitting, room.attempts[1], kind, room.hand(at(2), key))


def test_the_check_is_kept_counts_no_more_and_the_next_admission_asks_again(
    database: Database, stage: Callable[..., RoomStage]
) -> None:
    room = stage()
    assert take_back(database, room)
    attempt_id = room.attempts[1].id
    with database.reading() as db:
        attempt = db.get_one(Attempt, attempt_id)
        assert (attempt.state, attempt.admitted_at) == (AttemptState.AWAITING, None)
        assert db.get(IdentityCheck, (attempt_id, 1)) is None
        (kept,) = db.scalars(select(WithdrawnAdmission))
        assert (kept.document, kept.checked_at, kept.withdrawn_at, kept.kind) == (
            DocumentKind.ID_CARD,
            at(1).wall,
            at(2).wall,
            WithdrawalKind.WRONG_NAME,
        )
        acts = set(db.scalars(select(AuditEntry.act)))
        assert {"room.admission_withdrawn", "attempt.admission_withdrawn"} <= acts
    with database.transaction() as db:
        assert admit(db, room, 1, DocumentKind.PASSPORT, 3)
        assert db.get_one(IdentityCheck, (attempt_id, 1)).document is DocumentKind.PASSPORT


def test_a_second_press_and_a_second_proctor_change_nothing(
    database: Database, stage: Callable[..., RoomStage]
) -> None:
    room = stage()
    assert take_back(database, room, key="press-of-one")
    assert not take_back(database, room, key="press-of-another")
    with database.transaction() as db:
        admit(db, room, 1, DocumentKind.PASSPORT, 3)
    assert not take_back(database, room, key="press-of-one")  # a late copy of what was done
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.AUTHORISED
        done = select(func.count()).select_from(Intervention).where(Intervention.act == "admission_withdrawn")
        assert db.scalar(done) == 1


def test_after_the_start_it_is_too_late_and_the_refusal_says_what_to_do(
    database: Database, stage: Callable[..., RoomStage]
) -> None:
    room = stage(state=SittingState.OPEN)
    with database.transaction() as db:
        begin(db, room.attempts[1], at(1))
    with pytest.raises(StartedAlready, match=r"Abdullayeva Malika.*Pause.*End"):
        take_back(database, room)
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.IN_PROGRESS
        assert db.get_one(IdentityCheck, (room.attempts[1].id, 1))
        assert db.scalars(select(WithdrawnAdmission)).first() is None
        assert "admission_withdrawn" not in set(db.scalars(select(Intervention.act)))


def test_in_a_closed_room_nothing_is_taken_back(database: Database, stage: Callable[..., RoomStage]) -> None:
    room = stage()
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.CLOSED
    with pytest.raises(RoomNotRunning):
        take_back(database, room)


@pytest.mark.parametrize("kind", list(WithdrawalKind))
def test_a_second_look_at_the_document_is_no_late_entry_but_a_wrong_name_is(
    database: Database, stage: Callable[..., RoomStage], kind: WithdrawalKind
) -> None:
    room = stage(state=SittingState.OPEN, late_entry=False)
    with database.transaction() as db:
        admit(db, room, 2, DocumentKind.PASSPORT, 1)
        begin(db, room.attempts[2], at(1))
    take_back(database, room, kind)
    with database.transaction() as db:
        if kind is WithdrawalKind.WRONG_NAME:
            with pytest.raises(EntryIsOver):
                admit(db, room, 1, DocumentKind.PASSPORT, 3)
        else:
            assert admit(db, room, 1, DocumentKind.PASSPORT, 3)


def test_whose_document_was_seen_in_time_is_not_late_because_another_name_was_pressed(
    database: Database, stage: Callable[..., RoomStage]
) -> None:
    """One for one: a wrong name lets the person in who was meant, and nobody else."""
    room = stage(state=SittingState.OPEN, late_entry=False)
    with database.transaction() as db:
        admit(db, room, 2, DocumentKind.PASSPORT, 1)
        begin(db, room.attempts[2], at(1))
    with database.transaction() as db, pytest.raises(EntryIsOver):
        admit(db, room, 3, DocumentKind.ID_CARD, 2)
    take_back(database, room)
    with database.transaction() as db:
        assert admit(db, room, 3, DocumentKind.ID_CARD, 3)
    with database.transaction() as db, pytest.raises(EntryIsOver):
        admit(db, room, 4, DocumentKind.ID_CARD, 4)


def test_attendance_sheet_and_minutes_tell_it(
    app: Flask, database: Database, stage: Callable[..., RoomStage]
) -> None:
    room = stage()
    take_back(database, room, WithdrawalKind.FOREIGN_DOCUMENT)
    with database.reading() as db, app.test_request_context("/?lang=en"):
        sitting = db.get_one(Sitting, room.sitting.id)
        sheet = draw_up_attendance(db, sitting, at(3))
        told = "Abdullayeva Malika Rustamovna: ID card, 09:31. Taken back at 09:32: The document belongs to"
        assert [told in line for line in sheet.withdrawn] == [True]
        assert sheet.lines[0].document == "–"
        whats = [act.what for act in draw_up_minutes(db, sitting, at(3)).acts]
    assert "Took the admission back before the start: The document belongs to another person" in whats
