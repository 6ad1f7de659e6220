import pytest
from sqlalchemy import select

from examapp.centres import workstations
from examapp.centres.errors import OutOfServiceReasonMissing, TooManyWorkstations
from examapp.centres.models import WorkstationState
from examapp.centres.workstations import MOST_IN_A_ROOM, add_workstations, set_in_service
from examapp.core.audit import AuditEntry
from tests.cast import BEGINNING
from tests.examapp.centres.making import make_room

WHO = {"actor": "staff:T", "at": BEGINNING}


def test_workstations_are_numbered_on_from_the_last_one(database):
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 3, **WHO)
        assert [seat.number for seat in add_workstations(db, room, 2, **WHO)] == [4, 5]


@pytest.mark.parametrize("count", [0, -1, MOST_IN_A_ROOM + 1])
def test_a_number_without_sense_is_refused(database, count):
    with database.transaction() as db, pytest.raises(TooManyWorkstations):
        add_workstations(db, make_room(db), count, **WHO)


def test_a_room_does_not_grow_beyond_its_bound_step_by_step(database, monkeypatch):
    monkeypatch.setattr(workstations, "MOST_IN_A_ROOM", 5)
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 5, **WHO)
        with pytest.raises(TooManyWorkstations) as refusal:
            add_workstations(db, room, 1, **WHO)
    assert refusal.value.parameters == {"most": 5, "have": 5}


def test_a_workstation_is_taken_out_of_service_and_put_back(database):
    with database.transaction() as db:
        seat = add_workstations(db, make_room(db), 1, **WHO)[0]
        set_in_service(db, seat, in_service=False, reason="screen broken", **WHO)
        assert (seat.state, seat.out_of_service_reason) == (WorkstationState.OUT_OF_SERVICE, "screen broken")
        set_in_service(db, seat, in_service=True, **WHO)
        assert (seat.state, seat.out_of_service_reason) == (WorkstationState.IN_SERVICE, None)


def test_nothing_goes_out_of_service_without_a_reason(database):
    with database.transaction() as db, pytest.raises(OutOfServiceReasonMissing):
        seat = add_workstations(db, make_room(db), 1, **WHO)[0]
        set_in_service(db, seat, in_service=False, reason="  ", **WHO)


def test_the_same_state_asked_twice_is_one_act(database):
    with database.transaction() as db:
        seat = add_workstations(db, make_room(db), 1, **WHO)[0]
        set_in_service(db, seat, in_service=False, reason="screen broken", **WHO)
        set_in_service(db, seat, in_service=False, reason="screen broken", **WHO)
        acts = db.scalars(
            select(AuditEntry.act).where(AuditEntry.act.startswith("centre.workstation_", autoescape=True))
        ).all()
    assert acts == ["centre.workstation_out_of_service"]
