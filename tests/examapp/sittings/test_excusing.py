"""Excused absences on both databases: recorded in time with a paper, agreed by somebody else, once."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from examapp.candidates.errors import OwnMatter
from examapp.candidates.list_errors import OrderRefused
from examapp.core.audit import AuditEntry
from examapp.core.clock import TASHKENT
from examapp.core.permissions import Role
from examapp.sittings.excuse_errors import (
    ExcusedAlready,
    ExcuseDecided,
    ExcuseTooLate,
    NothingToExcuse,
    OwnExcuse,
    ReasonNotTold,
)
from examapp.sittings.excuse_models import ExcuseKind, ExcuseState
from examapp.sittings.excusing import agree_excuse, last_day_of_papers, record_excuse, refuse_excuse
from examapp.sittings.models import Booking, SittingState
from examapp.sittings.working_days import working_day_after
from tests.factories.closed_sitting import HELD_FROM, Seat, make_closed_sitting, make_staff

PDF = b"%PDF-1.4 a paper"
HR, WORKING_BODY = "staff:HR", "staff:WB"
# Tuesday the 24th and five working days: 25, 26, 27, 30, 1.
LAST_DAY = date(2026, 12, 1)
LAST_MOMENT = datetime(2026, 12, 1, 23, 59, tzinfo=TASHKENT)


@pytest.fixture
def absent(database):
    """A closed sitting to which nobody came."""
    with database.transaction() as db:
        make_closed_sitting(db, (Seat("Nosirova Kamola Ilhomovna", None, state=None),))
    return database


def the_booking(db):
    return db.scalars(select(Booking)).one()


def record(db, *, at=HELD_FROM, kind=ExcuseKind.ILLNESS, remark="", scan=PDF, actor=HR):
    return record_excuse(db, the_booking(db), kind, remark, scan, file_name="a/b.exe", actor=actor, at=at)


def test_a_reason_is_taken_until_the_last_working_day_of_the_policy(absent) -> None:
    with absent.transaction() as db:
        assert last_day_of_papers(the_booking(db).sitting) == LAST_DAY
        with pytest.raises(ExcuseTooLate):
            record(db, at=LAST_MOMENT + timedelta(minutes=1))
        made = record(db, at=LAST_MOMENT)
        assert (made.state, made.file_name, made.file.size) == (ExcuseState.REQUESTED, "b.pdf", len(PDF))


def test_a_reason_is_taken_before_the_day_too_but_not_for_a_sitting_that_is_called_off(absent) -> None:
    with absent.transaction() as db:
        the_booking(db).sitting.state = SittingState.CANCELLED
        with pytest.raises(NothingToExcuse):
            record(db)
        the_booking(db).sitting.state = SittingState.PUBLISHED
        assert record(db, at=HELD_FROM - timedelta(days=9)).state is ExcuseState.REQUESTED


def test_another_reason_needs_words_and_every_reason_a_paper(absent) -> None:
    with absent.transaction() as db:
        with pytest.raises(ReasonNotTold):
            record(db, kind=ExcuseKind.OTHER, remark=" ")
        with pytest.raises(OrderRefused):
            record(db, scan=b"MZ a program")


def test_one_reason_stands_for_a_booking_and_a_refused_one_makes_room(absent) -> None:
    with absent.transaction() as db:
        first = record(db)
        with pytest.raises(ExcusedAlready):
            record(db)
        with pytest.raises(ReasonNotTold):
            refuse_excuse(db, first, " ", actor=WORKING_BODY, at=HELD_FROM)
        refuse_excuse(db, first, "Muhr yoʻq", actor=WORKING_BODY, at=HELD_FROM)
        second = record(db)
        agree_excuse(db, second, actor=WORKING_BODY, at=HELD_FROM)
        with pytest.raises(ExcuseDecided):
            refuse_excuse(db, second, "kech", actor=WORKING_BODY, at=HELD_FROM)
        assert (first.state, second.state) == (ExcuseState.REFUSED, ExcuseState.APPROVED)


def test_who_recorded_a_reason_does_not_agree_to_it(absent) -> None:
    with absent.transaction() as db:
        made = record(db, actor=WORKING_BODY)
        with pytest.raises(OwnExcuse):
            agree_excuse(db, made, actor=WORKING_BODY, at=HELD_FROM)
        own = make_staff(db, Role.WORKING_BODY, "Камола Илҳомовна Носирова")
        for decide in (agree_excuse, lambda *told, **by: refuse_excuse(*told, "No such paper", **by)):
            with pytest.raises(OwnMatter):
                decide(db, made, actor=f"staff:{own.code}", at=HELD_FROM)


def test_the_log_tells_of_the_act_and_not_of_the_reason(absent) -> None:
    with absent.transaction() as db:
        record(db, remark="tashxis")
    with absent.reading() as db:
        facts = db.scalars(select(AuditEntry.facts).where(AuditEntry.act == "absence_excuse.recorded")).one()
    assert set(json.loads(facts)) == {"excuse", "sitting", "sha256"}


@pytest.mark.parametrize(
    ("day", "number", "holidays", "last"),
    [
        (date(2026, 11, 27), 1, (), date(2026, 11, 30)),
        (date(2026, 11, 28), 1, (), date(2026, 11, 30)),
        (date(2026, 12, 7), 1, ("12-08",), date(2026, 12, 9)),
        (date(2026, 11, 24), 5, (), LAST_DAY),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day, number, holidays, last) -> None:
    assert working_day_after(day, number, holidays) == last
