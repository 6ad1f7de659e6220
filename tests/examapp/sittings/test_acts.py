"""Moving a candidate or a sitting, replacing a proctor: consequences first, then done with a reason, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account
from examapp.accounts.models import StaffAccount
from examapp.centres.keeping import create_room
from examapp.centres.workstations import add_workstations
from examapp.core.audit import AuditEntry
from examapp.core.i18n import say_in
from examapp.core.permissions import Role
from examapp.sittings.booking import book
from examapp.sittings.consequences import ActClashes, Consequences
from examapp.sittings.history import list_acts
from examapp.sittings.models import ExamFormRecord, Sitting
from examapp.sittings.moving import list_targets, look_at_move, move_booking
from examapp.sittings.opening import open_sitting
from examapp.sittings.planning import assign_proctor, publish
from examapp.sittings.reasons import ReasonMissing
from examapp.sittings.replacing import list_stand_ins, look_at_replacement, replace_proctor
from examapp.sittings.shifting import When, look_at_shift, shift_sitting
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.examapp.sittings.schedule_ground import approved
from tests.examapp.sittings.test_sittings import make_ready, plan

# What forbids an act is read alike from either database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = {"has_entered": False}


def later(db: Session, ground: Ground, days: int = 1) -> Sitting:
    sitting = plan(db, ground)
    sitting.starts_at = STARTS + timedelta(days=days)
    db.flush()
    return sitting


def second_proctor(db: Session) -> StaffAccount:
    return create_account(db, login_name="proctor2", display_name="Karimov B.", role=Role.PROCTOR, **WHO)


def clashes(found: Consequences) -> list[str]:
    return [line.message.split(":")[0].split(" ", 1)[1] for line in found.clashes]


def test_a_candidate_moves_with_code_pin_and_sealed_form_between_published_sittings(ground: Ground) -> None:
    with ground.database.transaction() as db:
        source = make_ready(db, ground)
        publish(db, source, **WHO)
        target = later(db, ground)
        [*_others, booking] = source.bookings
        code, mac, form = booking.candidate_code, booking.pin_mac, booking.form
        actor = ground.proctor(db)
        assert list_targets(db, booking, _operator(actor), AT) == [target]
        seen = look_at_move(db, booking, target, **HERE, at=AT)
        assert (seen.clashes, len(seen.changes), len(seen.told)) == ((), 3, 2)
        with pytest.raises(ReasonMissing):
            move_booking(db, booking, target, " ", **HERE, **WHO)
        for _twice in range(2):
            move_booking(db, booking, target, "Kasal", **HERE, **WHO)
        assert [one.id for one in target.bookings] == [booking.id]
        assert (booking.candidate_code, booking.pin_mac, booking.form) == (code, mac, form)
        assert (form.sitting_id, booking.workstation.number, len(source.bookings)) == (target.id, 1, 3)
        assert [(one.act, one.reason, one.facts["other"]) for one in list_acts(db, source)] == [
            ("candidate_left", "Kasal", target.code)
        ]
        logged = db.scalars(select(AuditEntry.facts).where(AuditEntry.act == "sitting.candidate_came")).one()
        assert booking.candidate.name_latn not in logged


def _operator(staff: StaffAccount) -> StaffAccount:
    """Return somebody who sees all sittings."""
    return StaffAccount(id=staff.id, role=Role.OPERATOR)


@on_sqlite
def test_what_forbids_a_move_is_named_and_nothing_is_done(ground: Ground) -> None:
    with ground.database.transaction() as db:
        source = make_ready(db, ground)
        [booking, *_others] = source.bookings
        assert clashes(look_at_move(db, booking, source, has_entered=True, at=AT)) == [
            "has entered already. Only the proctor can do something now.",
            "has a place at %(code)s already.",
        ]
        full = later(db, ground)
        book(db, ground.keys, full, ground.candidates(db)[1:], **WHO)
        assert clashes(look_at_move(db, booking, full, **HERE, at=AT)) == ["seat is free at %(code)s."]
        publish(db, source, **WHO)
        open_sitting(db, source, **WHO)
        target = later(db, ground, days=2)
        with pytest.raises(ActClashes, match="nobody comes or goes"):
            move_booking(db, booking, target, "Kasal", **HERE, **WHO)
        assert (booking.sitting_id, list_acts(db, source)) == (source.id, [])


@on_sqlite
def test_a_published_sitting_takes_nobody_without_a_form(ground: Ground) -> None:
    with ground.database.transaction() as db:
        target = make_ready(db, ground)
        publish(db, target, **WHO)
        source = later(db, ground)
        book(db, ground.keys, source, ground.candidates(db)[4:5], **WHO)
        [booking] = source.bookings
        found = look_at_move(db, booking, target, **HERE, at=AT)
        assert ["forms stand" in line.message for line in found.clashes] == [True]
        assert any("Nobody is left" in line.message for line in found.changes)


def test_a_sitting_moves_to_another_room_and_hour_and_keeps_forms_and_numbers_of_seats(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        room = create_room(db, ground.room(db).centre, name="205", **WHO)
        add_workstations(db, room, 4, **WHO)
        wanted = When(room, STARTS + timedelta(hours=2))
        seen = look_at_shift(db, sitting, wanted, AT)
        assert (seen.clashes, seen.warnings) == ((), ())
        forms = db.scalars(select(ExamFormRecord.id)).all()
        for _twice in range(2):
            shift_sitting(db, sitting, wanted, "Tokchiroq oʻchdi", **WHO)
        assert (sitting.room, sitting.starts_at) == (room, wanted.starts_at)
        assert [one.workstation.number for one in sitting.bookings] == [1, 2, 3, 4]
        assert {one.workstation.room_id for one in sitting.bookings} == {room.id}
        assert db.scalars(select(ExamFormRecord.id)).all() == forms
        [act] = list_acts(db, sitting)
        assert (act.act, act.facts["old_room"], act.facts["room"]) == ("moved", "204", "205")


@on_sqlite
def test_another_day_that_takes_too_many_of_a_body_or_lies_outside_of_its_days_is_warned_of(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        people = ground.candidates(db)
        sitting, other = plan(db, ground), later(db, ground)
        book(db, ground.keys, sitting, people[:3], **WHO)
        book(db, ground.keys, other, people[3:], **WHO)
        room = create_room(db, sitting.room.centre, name="205", **WHO)
        add_workstations(db, room, 4, **WHO)
        found = {
            days: [line.sentence() for line in look_at_shift(db, sitting, When(room, when), AT).warnings]
            for days, when in (
                (0, STARTS + timedelta(hours=2)),
                (1, other.starts_at),
                (2, STARTS + timedelta(days=2)),
                (7, STARTS + timedelta(days=7)),
            )
        }
        body = say_in(people[0].organisation.names)
        day = (STARTS + timedelta(days=1)).strftime("%d.%m.%Y")
        other_days = f"The schedule gives {body} other days than 01.12.2026."
        assert found[1] == [f"On {day} 6 of 6 people of {body} would be away.", "No proctor is assigned yet."]
        assert found[0] == found[2] == ["No proctor is assigned yet."]
        assert found[7] == [other_days, "No proctor is assigned yet."]


@on_sqlite
def test_what_forbids_moving_a_sitting_is_named(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        other = later(db, ground)
        book(db, ground.keys, other, ground.candidates(db)[:1], **WHO)
        assign_proctor(db, other, ground.proctor(db), **WHO)
        small = create_room(db, ground.room(db).centre, name="206", **WHO)
        found = {
            name: [line.message[:24] for line in look_at_shift(db, sitting, wanted, AT).clashes]
            for name, wanted in {
                "sunday": When(sitting.room, STARTS - timedelta(days=2)),
                "night": When(sitting.room, STARTS + timedelta(hours=9)),
                "past": When(sitting.room, AT),
                "taken": When(sitting.room, other.starts_at),
                "small": When(small, STARTS),
            }.items()
        }
        assert found == {
            "sunday": ["The new day is no workin"],
            "night": ["The centre is not open f"],
            "past": ["The new hour has passed."],
            "taken": ["The room is taken by %(c", "%(name)s is booked for %", "The proctor %(name)s wat"],
            "small": ["The new room has too few"],
        }
        with pytest.raises(ActClashes):
            shift_sitting(db, sitting, When(sitting.room, other.starts_at), "Sabab", **WHO)
        assert sitting.starts_at == STARTS


def test_a_proctor_who_does_not_come_is_replaced_even_while_the_room_is_open(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        open_sitting(db, sitting, **WHO)
        leaving, coming = ground.proctor(db), second_proctor(db)
        assert list_stand_ins(db, sitting) == [coming]
        assert look_at_replacement(db, sitting, leaving, coming, AT).clashes == ()
        for _twice in range(2):
            replace_proctor(db, sitting, leaving, coming, "Kelmadi", **WHO)
        assert [one.staff_id for one in sitting.proctors] == [coming.id]
        [act] = list_acts(db, sitting)
        assert act.facts["coming"] == coming.code


@on_sqlite
def test_a_proctor_who_watches_elsewhere_or_another_centre_cannot_stand_in(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting, other = make_ready(db, ground), plan(db, ground)
        leaving, busy = ground.proctor(db), second_proctor(db)
        assign_proctor(db, other, busy, **WHO)
        with pytest.raises(ActClashes, match="at that time"):
            replace_proctor(db, sitting, leaving, busy, "Kelmadi", **WHO)
        busy.region_code = "UZ-SA"
        assert list_stand_ins(db, sitting) == []
        with pytest.raises(ActClashes, match="no proctor of this region"):
            replace_proctor(db, sitting, leaving, busy, "Kelmadi", **WHO)
