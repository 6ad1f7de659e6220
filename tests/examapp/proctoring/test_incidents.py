"""Incidents and what follows from them."""

import pytest

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.errors import TransitionRefused
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.errors import NothingSeen
from examapp.proctoring.incidents import (
    list_appeal_files,
    list_before_commission,
    list_incidents,
    open_appeal_file,
    put_item,
    record_incident,
    report_breach,
)
from examapp.proctoring.item_seen import SeenItem
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


@pytest.fixture
def room(database: Database) -> RoomStage:
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
        begin(db, made.attempts[2], at(0))
    return made


def limit_minutes(database: Database, room: RoomStage, seat: int) -> int:
    with database.reading() as db:
        return read_attempt_clock(db, db.get_one(Attempt, room.attempts[seat].id)).limit_ms // 60_000


def test_lesson_24_an_incident_has_a_kind_and_words_only_add_to_it(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        record_incident(db, room.sitting, room.attempts[1], IncidentKind.FOREIGN_HELP, room.hand(at(3)))
    with database.reading() as db:
        (incident,) = list_incidents(db, room.sitting.id)
    assert (incident.kind, incident.text, incident.consequence, incident.minutes) == (
        IncidentKind.FOREIGN_HELP,
        "",
        IncidentConsequence.NOTED,
        0,
    )


def test_the_time_that_an_incident_cost_is_given_in_the_same_act(database: Database, room: RoomStage) -> None:
    for _ in range(2):
        with database.transaction() as db:
            record_incident(
                db,
                room.sitting,
                room.attempts[1],
                IncidentKind.TECHNICAL,
                room.hand(at(3), "one press"),
                text="Klaviatura almashtirildi",
                minutes=4,
            )
    assert [limit_minutes(database, room, seat) for seat in (1, 2)] == [64, 60]
    with database.reading() as db:
        (incident,) = list_incidents(db, room.sitting.id)
    assert incident.consequence is IncidentConsequence.TIME_GIVEN


def test_an_incident_of_the_room_gives_everybody_who_works_the_time(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        record_incident(db, room.sitting, None, IncidentKind.OTHER_TECHNICAL, room.hand(at(3)), minutes=7)
    assert [limit_minutes(database, room, seat) for seat in (1, 2, 3)] == [67, 67, 60]


def test_no_incident_stays_without_the_time_that_it_promised(database: Database, room: RoomStage) -> None:
    with pytest.raises(TransitionRefused), database.transaction() as db:
        record_incident(db, room.sitting, room.attempts[3], IncidentKind.ILLNESS, room.hand(at(3)), minutes=7)
    with database.reading() as db:
        assert list_incidents(db, room.sitting.id) == []


def test_an_item_put_before_the_commission_names_its_number_and_gives_no_time(
    database: Database, room: RoomStage
) -> None:
    seen = SeenItem("LAW-001", 31, 50, "ru")
    with database.transaction() as db:
        put_item(db, room.sitting, room.attempts[1], seen, room.hand(at(3)), text="rasm yoʻq")
    with database.reading() as db:
        (one,) = list_before_commission(db, room.sitting.id)
    assert (one.kind, one.item, one.text) == (IncidentKind.ITEM_FAULT, "LAW-001", "№ 31. rasm yoʻq")
    assert one.consequence is IncidentConsequence.ITEM_PUT
    assert limit_minutes(database, room, 1) == 60


def test_a_complaint_opens_one_file_however_often_the_press_arrives(
    database: Database, room: RoomStage
) -> None:
    for _ in range(2):
        with database.transaction() as db:
            open_appeal_file(
                db, room.sitting, room.attempts[2], room.hand(at(3), "one-press"), text="shovqin"
            )
    with database.reading() as db:
        (file,) = list_appeal_files(db, room.sitting.id)
        assert (file.attempt_id, file.incident.text) == (room.attempts[2].id, "shovqin")
        assert file.incident.consequence is IncidentConsequence.APPEAL_OPENED


def test_a_breach_is_reported_in_words_and_ends_nothing(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        report_breach(
            db, room.sitting, room.attempts[1], IncidentKind.DEVICE, room.hand(at(3)), text="Telefon koʻrdim."
        )
    with database.reading() as db:
        (one,) = list_before_commission(db, room.sitting.id)
        assert one.consequence is IncidentConsequence.BREACH_REPORTED
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.IN_PROGRESS


@pytest.mark.parametrize(
    ("kind", "text"), [(IncidentKind.DEVICE, "  telefon  "), (IncidentKind.ILLNESS, "x" * 20)]
)
def test_a_report_needs_a_breach_and_words(
    database: Database, room: RoomStage, kind: IncidentKind, text: str
) -> None:
    with pytest.raises(NothingSeen), database.transaction() as db:
        report_breach(db, room.sitting, room.attempts[1], kind, room.hand(at(3)), text=text)
    with database.reading() as db:
        assert list_incidents(db, room.sitting.id) == []
