"""A rehearsal from its beginning to its verdict, over the API that its seats use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from examapp.centres.models import Room, Workstation, WorkstationState
from examapp.centres.pairing import issue_workstation_token
from examapp.centres.workstations import add_workstations
from examapp.core.audit import AuditEntry
from examapp.core.clock import now
from examapp.core.codes import new_code
from examapp.core.db import Database
from examapp.core.disk import Disk
from examapp.core.i18n import show_date
from examapp.core.permissions import Role
from examapp.delivery.events import EventBody, event_id
from examapp.delivery.open_practice import open_paper
from examapp.rehearsals.api import issue_invitation
from examapp.rehearsals.conduct import begin_rehearsal, end_rehearsal, is_due, stop_rehearsal
from examapp.rehearsals.errors import NothingToRehearse, RehearsalRuns, SittingRuns
from examapp.rehearsals.models import RehearsalAnswer, RehearsalState, RoomRehearsal
from examapp.rehearsals.queries import find_readiness
from examapp.rehearsals.standing import read_standing
from examapp.rehearsals.words import ONLY_SIMULATED
from examapp.sittings.models import Sitting, SittingState
from question_bank.interactions import InteractionType
from tests.cast import add_person, open_pages
from tests.examapp.centres.making import make_room
from tests.examapp.proctoring.stage import build_room

API = "/exam/api/v1/rehearsal"
REPORT = {
    "answered": list(InteractionType),
    "stuck": [],
    "made": 1,
    "held": 1,
    "slowest_ms": 20,
    "requests": 3,
    "lost": 0,
    "storage": True,
}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path, 0)


@pytest.fixture
def room(database: Database) -> Room:
    with database.transaction() as db:
        made = make_room(db)
        add_workstations(db, made, 2, actor="staff:T", at=now())
        return made


class Seat:
    """One computer's side."""

    def __init__(self, client: FlaskClient, token: str, body: dict[str, Any] | None = None) -> None:
        self.client = client
        self.joined = client.post(f"{API}/seat", json=body or {}, headers=_bearer(token)).json

    def send(self, seq: int = 0, response: tuple[str, ...] = ("p-a",)) -> Any:
        entry = {"lease": 1, "seq": seq, "item": "PRACTICE-1", "response": response, "made_ms": 1}
        return self.client.put(f"{API}/responses", json={"entries": [entry]}, headers=self.bearer)

    def report(self, *, done: bool = True, **said: Any) -> Any:
        body = {"report": REPORT | said, "done": done}
        return self.client.post(f"{API}/report", json=body, headers=self.bearer)

    @property
    def bearer(self) -> dict[str, str]:
        assert self.joined is not None
        return _bearer(self.joined["token"])


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _begin(database: Database, room: Room, disk: Disk, *, simulate: bool = False) -> RoomRehearsal:
    with database.transaction() as db:
        return begin_rehearsal(
            db, db.get_one(Room, room.id), disk, minutes=3, simulate=simulate, actor="staff:T", at=now()
        )


def _token_of(app: Flask, database: Database, room: Room, number: int) -> str:
    with database.reading() as db:
        found = select(Workstation).where(Workstation.room_id == room.id, Workstation.number == number)
        return issue_workstation_token(app.extensions["key_ring"], db.scalars(found).one())


def _end(database: Database, rehearsal: RoomRehearsal, disk: Disk) -> RoomRehearsal:
    with database.transaction() as db:
        found = db.get_one(RoomRehearsal, rehearsal.id)
        assert [seat.number for seat in found.seats]
        end_rehearsal(db, found, disk, found.ends_at)
    return found


def test_a_room_whose_answers_are_all_found_again_is_ready_for_a_week(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    rehearsal = _begin(database, room, disk)
    for number in (1, 2):
        seat = Seat(client, _token_of(app, database, room, number))
        assert seat.send().json["results"][0]["status"] == "live"
        assert seat.report().status_code == 200
    with database.reading() as db:
        assert is_due(db.get_one(RoomRehearsal, rehearsal.id), rehearsal.ends_at)
    ended = _end(database, rehearsal, disk)
    assert (ended.state, ended.cause) == (RehearsalState.ENDED, None)
    assert ended.ready_until == ended.ends_at + timedelta(days=7)
    with database.reading() as db:
        ready = find_readiness(db, room.id, ended.ends_at + timedelta(days=6))
        assert ready is not None
        assert ready.code == rehearsal.code
        assert find_readiness(db, room.id, ended.ends_at + timedelta(days=8)) is None
        assert db.scalar(select(func.count()).select_from(RehearsalAnswer)) == 0
        acts = db.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("rehearsal."))).all()
        assert acts == ["rehearsal.begun", "rehearsal.ended"]


def test_a_verdict_that_a_later_rehearsal_has_overtaken_says_so(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    rehearsals = []
    for held in (1, 2):  # the second time an answer is missing
        rehearsals.append(_begin(database, room, disk))
        for number in (1, 2):
            seat = Seat(client, _token_of(app, database, room, number))
            seat.send()
            seat.report(held=held, made=held)
        _end(database, rehearsals[-1], disk)
    pages = open_pages(app, Role.OPERATOR)
    pages.set_cookie("lang", "en")
    first, last = (pages.get(f"/rehearsals/{one.code}").text for one in rehearsals)
    assert "A later rehearsal of this room counts now." in first
    assert f'href="/rehearsals/{rehearsals[1].code}"' in first
    assert "A later rehearsal" not in last
    with database.reading() as db:
        ready_until = show_date(db.get_one(RoomRehearsal, rehearsals[0].id).ready_until)
        address = f"/rehearsals/{db.get_one(Room, room.id).centre.code}/{room.id}"
    assert ready_until not in pages.get(address).text


def test_an_acknowledged_answer_that_is_not_there_at_the_end_is_the_named_cause(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    rehearsal = _begin(database, room, disk)
    for number in (1, 2):
        seat = Seat(client, _token_of(app, database, room, number))
        seat.send()
        seat.report(held=number, made=number)  # the second says that two are held
    ended = _end(database, rehearsal, disk)
    assert (ended.cause, ended.ready_until) == ("answers", None)
    assert [line["seats"] for line in ended.lines if line["check"] == "answers"] == [[2]]


def test_the_same_answer_twice_is_one_and_another_under_its_number_is_a_conflict(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    _begin(database, room, disk)
    seat = Seat(client, _token_of(app, database, room, 1))
    first, again, other = seat.send(), seat.send(), seat.send(response=("p-b",))
    digest = open_paper()["form"]["digest"]
    name = event_id(EventBody(seat.joined["attempt"], 1, 0, "PRACTICE-1", ["p-a"], digest, None, None, None))
    assert first.json["results"] == again.json["results"] == [{"seq": 0, "id": name, "status": "live"}]
    assert other.json["results"][0]["status"] == "conflict"
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(RehearsalAnswer)) == 1


@pytest.mark.parametrize(
    ("response", "status"), [(1.5, 400), ([[[[[[[[[1]]]]]]]]], 400), ("x" * 20_000, 413)]
)
def test_an_answer_that_no_page_sends_is_refused_as_in_an_exam(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk, response: Any, status: int
) -> None:
    _begin(database, room, disk)
    seat = Seat(client, _token_of(app, database, room, 1))
    assert seat.send(response=response).status_code == status
    assert seat.send().status_code == 200


def test_simulated_seats_join_by_invitation_and_only_as_many_as_were_meant(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    rehearsal = _begin(database, room, disk, simulate=True)
    invitation = issue_invitation(app.extensions["key_ring"], rehearsal)
    for number in (1, 2):
        seat = Seat(client, invitation, {"number": number})
        seat.send()
        seat.report()
    assert Seat(client, invitation, {"number": 3}).joined["error"]["code"] == "seat_unknown"
    assert "error" in Seat(client, f"{rehearsal.code}.forged", {"number": 1}).joined
    ended = _end(database, rehearsal, disk)
    assert ended.cause is None
    assert ended.lines[0]["light"] == "amber"


def test_a_workstation_waits_while_nothing_runs_and_a_stranger_is_refused(
    app: Flask, client: FlaskClient, database: Database, room: Room
) -> None:
    seat = Seat(client, _token_of(app, database, room, 1))
    assert seat.joined == {"rehearsal": None, "next_poll_ms": 3000, "number": 1}
    for path, method in (("seat", "post"), ("responses", "put"), ("report", "post")):
        reply = getattr(client, method)(f"{API}/{path}", json={}, headers=_bearer("1.forged"))
        assert reply.status_code == 401


def test_after_the_end_nothing_more_is_taken(
    app: Flask, client: FlaskClient, database: Database, room: Room, disk: Disk
) -> None:
    rehearsal = _begin(database, room, disk)
    seat = Seat(client, _token_of(app, database, room, 1))
    seat.send()
    with database.transaction() as db:
        stop_rehearsal(db, db.get_one(RoomRehearsal, rehearsal.id), actor="staff:T", at=now())
    assert (seat.send(1).status_code, seat.report().status_code) == (401, 401)
    with database.reading() as db:
        assert db.get_one(RoomRehearsal, rehearsal.id).state is RehearsalState.STOPPED
        assert db.scalar(select(func.count()).select_from(RehearsalAnswer)) == 0
        assert find_readiness(db, room.id, now()) is None


def test_one_rehearsal_at_a_time_and_none_without_a_workstation_in_service(
    database: Database, room: Room, disk: Disk
) -> None:
    _begin(database, room, disk)
    with pytest.raises(RehearsalRuns):
        _begin(database, room, disk)
    with database.transaction() as db:
        db.execute(update(RoomRehearsal).values(state=RehearsalState.STOPPED))
        db.execute(update(Workstation).values(state=WorkstationState.OUT_OF_SERVICE))
    with pytest.raises(NothingToRehearse):
        _begin(database, room, disk)


def test_nobody_rehearses_while_people_are_examined(database: Database, disk: Disk) -> None:
    with database.transaction() as db:
        stage = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
    with pytest.raises(SittingRuns), database.transaction() as db:
        used = db.get_one(Room, db.get_one(Sitting, stage.sitting.id).room_id)
        begin_rehearsal(db, used, disk, minutes=3, simulate=True, actor="staff:T", at=now())


def _judged(db: Session, room: Room, **end: Any) -> None:
    at = NEEDED - timedelta(days=6)
    made = {"state": RehearsalState.ENDED, "begun_by": "staff:T", "begun_at": at, "ends_at": at}
    db.add(
        RoomRehearsal(
            **made,
            code=new_code(8),
            room_id=room.id,
            ended_at=at,
            expected=[1],
            before={},
            **({"lines": [], "simulated": 0} | end),
        )
    )
    db.flush()


NEEDED = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
SEATS_MISSING = {"check": "seats", "light": "red", "figure": 1, "seats": [2]}


def test_a_room_s_standing_is_said_for_the_day_of_the_sitting(
    app: Flask, database: Database, room: Room
) -> None:
    said = []
    with app.test_request_context("/"), force_locale("en"), database.transaction() as db:

        def look(at: datetime = NEEDED) -> None:
            standing = read_standing(db, room.id, NEEDED, at)
            said.append((standing.ready, standing.words))

        look()
        _judged(db, room, lines=[SEATS_MISSING], cause="seats")
        look()
        _judged(db, room, ready_until=NEEDED - timedelta(hours=1))
        look(NEEDED - timedelta(days=5))
        _judged(db, room, ready_until=NEEDED + timedelta(days=1))
        look()
        look(NEEDED + timedelta(days=2))
        _judged(db, room, ready_until=NEEDED + timedelta(days=1), simulated=2)
        look()
    assert said == [
        (False, "This room has not been rehearsed yet."),
        (
            False,
            (
                "Room rehearsed on 18.11.2026, not ready: "
                "not every workstation took part to the end (workstation 2)."
            ),
        ),
        (False, "Room rehearsed on 18.11.2026, valid only until 24.11.2026, 08:30."),
        (True, "Room rehearsed on 18.11.2026, valid until 25.11.2026."),
        (False, "Room rehearsed on 18.11.2026, valid only until 25.11.2026, 09:30."),
        (True, f"Room rehearsed on 18.11.2026, valid until 25.11.2026. {ONLY_SIMULATED}"),
    ]
