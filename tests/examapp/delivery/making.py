"""A small room for delivery's tests: a sealed list with one item of each kind, forms, bookings, seats."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from examapp.authoring.lists import ListContent, take_in_list
from examapp.authoring.vault import ListVault
from examapp.candidates.models import Candidate
from examapp.centres.models import Centre, Room, Workstation
from examapp.core.clock import Instant, ManualClock
from examapp.core.codes import new_code, read_code
from examapp.core.db import Database
from examapp.core.signing import KeyRing
from examapp.delivery import control
from examapp.delivery.attempts import prepare_attempt
from examapp.delivery.closing import end_if_time_is_over
from examapp.delivery.desk import AttemptDesk
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.programmes.models import Programme
from examapp.sittings.booking import pin_mac
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingState
from question_bank.assembly import assemble
from question_bank.blueprint import Blueprint
from question_bank.exam_form import form_digest, form_to_json
from question_bank.form_snapshot import form_from_json
from question_bank.items import item_from_json
from question_bank.sealing import build_manifest, canonical_json

MORNING = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PROCTOR = "staff:PROCTOR"
PIN = "123456"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"/>'
PICTURE_DIGEST = hashlib.sha256(PICTURE).hexdigest()
TOPICS = ("law", "edoc", "devices", "office", "internet", "networks", "security")
API = "/exam/api/v1"


def _item(
    number: int, topic: str, interaction: dict[str, Any], key: Any, labels: list[str], **more: Any
) -> Any:
    stem = more.pop("stem", f"<p>Stem {number}</p>")
    text = {
        "stem": stem,
        "choices": {label: f"Label {label}" for label in labels},
        "rationale": f"SECRET {number}",
    }
    rule = {"match": "per_pair", "order": "per_pair", "inline_choice": "per_pair", "numeric": "numeric"}
    return {
        "id": f"{topic.upper()}-{number:03d}",
        "version": 1,
        "interactions": [{"id": "r1", **interaction}],
        "answer_key": {"r1": key},
        "scoring": {"rule": rule.get(interaction["type"], "match_correct")},
        "max_points": "1",
        "texts": dict.fromkeys(("uz-Latn", "ru", "en"), text),
        "media": more.pop("media", {}),
        "meta": {
            "topic": topic,
            "subtopic": "s",
            "level": "know",
            "enemies": [],
            "angoff": "0.5",
            "source": "own",
            "licence": "MIT",
        },
    }


def make_items() -> dict[str, Any]:
    """Return seven items, one of each kind, each of its own topic."""
    four = ["a", "b", "c", "d"]
    alt = dict.fromkeys(("uz-Latn", "ru", "en"), "A picture")
    media = {
        "m1": {
            "file": "p.svg",
            "type": "image/svg+xml",
            "width": 90,
            "height": 40,
            "sha256": PICTURE_DIGEST,
            "alt": alt,
        }
    }
    areas = [
        {"id": "h1", "shape": "rect", "coords": [0, 0, 40, 40]},
        {"id": "h2", "shape": "rect", "coords": [50, 0, 90, 40]},
    ]
    raw = [
        _item(1, "law", {"type": "choice", "max_choices": 1, "choices": four}, ["b"], four),
        _item(2, "edoc", {"type": "order", "choices": four}, ["d", "a", "c", "b"], four),
        _item(
            3,
            "devices",
            {"type": "match", "sources": ["s1", "s2"], "targets": ["t1", "t2"]},
            [["s1", "t2"], ["s2", "t1"]],
            ["s1", "s2", "t1", "t2"],
        ),
        _item(
            4,
            "office",
            {"type": "inline_choice", "gaps": {"g1": ["g1a", "g1b"]}},
            {"g1": "g1b"},
            ["g1a", "g1b"],
            stem="<p>Fill [[g1]]</p>",
        ),
        _item(
            5, "internet", {"type": "text_entry", "max_length": 40}, ["brauzer", "браузер", "SECRET word"], []
        ),
        _item(6, "networks", {"type": "numeric"}, {"value": "1024", "tolerance": "0"}, []),
        _item(
            7,
            "security",
            {"type": "hotspot", "media": "m1", "max_choices": 1, "areas": areas},
            ["h2"],
            ["h1", "h2"],
            media=media,
        ),
    ]
    items = [item_from_json(one) for one in raw]
    return {item.id: item for item in items}


ITEMS = make_items()
TEXT_ITEM = "INTERNET-005"
CHOICE_ITEM = "LAW-001"


def make_policy(**changed: Any) -> dict[str, Any]:
    """Return a sitting's snapshot for the small list; other values have their defaults."""
    values = {
        "exam.question_count": 7,
        "exam.duration_minutes": 60,
        "exam.grace_seconds": 120,
        "exam.blueprint": dict.fromkeys(TOPICS, 1),
        "exam.languages": ["uz-Latn", "uz-Cyrl", "ru", "en"],
    } | changed
    return {key: {"value": value, "source": "test", "status": "approved"} for key, value in values.items()}


@dataclass
class Place:
    """A candidate's place: what stands on the slip, and the attempt."""

    attempt_id: int
    code: str
    booking_id: int
    candidate_code: str
    form: Any
    form_digest: str

    def choice(self, item_id: str, bank_id: str) -> str:
        """Return the form's own id of a bank's id."""
        return self.form.find_item(item_id).public_ids()[bank_id]


@dataclass
class SmallRoom:
    """A sitting in a room, with its application, database and clock."""

    app: Flask
    database: Database
    clock: ManualClock
    sitting_id: int
    sitting_code: str
    places: list[Place] = field(default_factory=list)

    @property
    def desk(self) -> AttemptDesk:
        return self.app.extensions["attempt_desk"]

    @property
    def now(self) -> Instant:
        return self.clock.read()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.transaction() as db:
            yield db

    def admit(self, place: Place) -> None:
        with self.writing() as db:
            control.admit(db, place.attempt_id, actor=PROCTOR, now=self.now)

    def open(self, state: SittingState = SittingState.OPEN) -> None:
        with self.writing() as db:
            db.get_one(Sitting, self.sitting_id).state = state

    def pause(self, place: Place) -> None:
        with self.writing() as db:
            control.pause(db, place.attempt_id, cause="test", actor=PROCTOR, now=self.now)

    def resume(self, place: Place) -> None:
        with self.writing() as db:
            control.resume(db, place.attempt_id, actor=PROCTOR, now=self.now)

    def extend(self, place: Place, minutes: int, cause: str = "power cut") -> None:
        with self.writing() as db:
            control.extend(db, place.attempt_id, minutes=minutes, cause=cause, actor=PROCTOR, now=self.now)

    def take_over(self, place: Place) -> None:
        with self.writing() as db:
            control.take_over(db, place.attempt_id, reason="screen broken", actor=PROCTOR, now=self.now)

    def terminate(self, place: Place) -> None:
        with self.writing() as db:
            control.terminate(db, place.attempt_id, reason="left the room", actor=PROCTOR, now=self.now)

    def seat(self, place: Place) -> "Seat":
        return Seat(self, place)

    def started_seat(self, place: Place | None = None) -> "Seat":
        """Return a seat whose candidate has started and sees the first item."""
        seat = self.seat(place or self.places[0])
        self.open()
        self.admit(seat.place)
        seat.enter()
        assert seat.post("start").status_code == 200
        assert seat.post("shown").status_code == 200
        return seat


@dataclass
class Seat:
    """One machine in front of one candidate, speaking the exam API through the test client."""

    room: SmallRoom
    place: Place
    token: str = ""
    device: str | None = None
    tick: str | None = None

    def enter(self, **changed: Any) -> TestResponse:
        body = (
            {
                "sitting_code": self.room.sitting_code,
                "candidate_code": self.place.candidate_code,
                "pin": PIN,
            }
            | ({"device": self.device} if self.device else {})
            | changed
        )
        response = self.room.app.test_client().post(f"{API}/entry", json=body)
        if response.status_code == 200:
            self.token, self.device = response.json["token"], response.json["device"]
        return response

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str = "") -> TestResponse:
        return self.room.app.test_client().get(f"{API}/attempt{path}", headers=self.headers)

    def post(self, verb: str, body: Any = None) -> TestResponse:
        return self.room.app.test_client().post(
            f"{API}/attempt/{verb}", json=body or {}, headers=self.headers
        )

    def put(self, *entries: dict[str, Any]) -> TestResponse:
        body = {"entries": list(entries)}
        return self.room.app.test_client().put(f"{API}/attempt/responses", json=body, headers=self.headers)

    def text(
        self, seq: int, value: str, *, lease: int = 1, item: str = TEXT_ITEM, **more: Any
    ) -> dict[str, Any]:
        return {"lease": lease, "seq": seq, "item": item, "response": value, "made_ms": 0, **more}

    def save(self, seq: int, value: str, **more: Any) -> TestResponse:
        return self.put(self.text(seq, value, **more))

    def beat(self, lease: int | None = None, seq: int = -1, event: str = "") -> TestResponse:
        head = {"lease": lease, "seq": seq, "id": event} if lease is not None else None
        response = self.post("heartbeat", {"head": head})
        if response.status_code == 200:
            self.tick = response.json["tick"]
        return response

    def submit(self, seq: int, *, lease: int = 1) -> TestResponse:
        return self.post("submit", {"last": {"lease": lease, "seq": seq}})

    @property
    def state(self) -> dict[str, Any]:
        response = self.get()
        assert response.status_code == 200, response.json
        return response.json


def make_room(app: Flask, clock: ManualClock, *, seats: int = 2, **policy: Any) -> SmallRoom:
    """Make a published sitting with so many booked seats, each with a form and a prepared attempt."""
    database: Database = app.extensions["database"]
    keys: KeyRing = app.extensions["key_ring"]
    with database.transaction() as db:
        sitting = _make_sitting(db, keys, make_policy(**policy))
        places = add_places(db, keys, sitting, seats)
    return SmallRoom(app, database, clock, sitting.id, sitting.code, places)


def _make_sitting(db: Session, keys: KeyRing, policy: dict[str, Any]) -> Sitting:
    programme = Programme(
        code=f"P{new_code(10)}",
        titles={"uz-Latn": "Dastur", "en": "Programme"},
        levels={},
        created_at=MORNING,
    )
    db.add(programme)
    db.flush()
    manifest = build_manifest(
        f"L{new_code(10)}", ITEMS, {PICTURE_DIGEST: PICTURE}, Blueprint(dict.fromkeys(TOPICS, 1))
    )
    question_list = take_in_list(
        db,
        ListVault(keys),
        programme=programme,
        titles={"en": "List"},
        content=ListContent(manifest, ITEMS, {PICTURE_DIGEST: PICTURE}),
        actor="console",
        at=MORNING,
    )
    centre = Centre(code=new_code(8), names={"en": "Centre"}, region_code="UZ-TK", address="Street 1")
    room = Room(centre=centre, name="204")
    code = f"TK-{new_code(8)}"
    sitting = Sitting(
        code=code,
        entry_code=read_code(code),
        programme=programme,
        question_list=question_list,
        room=room,
        rehearsal=True,
        state=SittingState.PUBLISHED,
        starts_at=MORNING,
        policy=policy,
        created_at=MORNING,
    )
    organisation = Organisation(
        code=new_code(8), names={"en": "Ministry"}, kind=OrganisationKind.STATE, region_code="UZ-TK"
    )
    db.add_all([centre, room, sitting, organisation])
    db.flush()
    return sitting


def add_places(db: Session, keys: KeyRing, sitting: Sitting, seats: int) -> list[Place]:
    """Book so many more candidates, each with a form of their own."""
    blueprint = Blueprint(sitting.policy["exam.blueprint"]["value"])
    organisation = db.query(Organisation).first()
    first = len(db.query(Booking).filter_by(sitting_id=sitting.id).all()) + 1
    places = []
    for number, form in enumerate(assemble(ITEMS, blueprint, seats, new_code(10)), start=first):
        candidate = Candidate(
            code=new_code(10),
            organisation_id=organisation.id,
            names_given={},
            name_latn=f"Karimov {number}",
            name_cyrl=f"Каримов {number}",
            search_key="karimov",
            positions={},
            created_at=MORNING,
        )
        record = ExamFormRecord(
            sitting_id=sitting.id,
            code=new_code(8),
            digest=form_digest(form),
            body=canonical_json(form_to_json(form)).decode(),
            sealed_at=MORNING,
        )
        code = new_code(8)
        booking = Booking(
            sitting=sitting,
            candidate=candidate,
            workstation=Workstation(room_id=sitting.room_id, number=number),
            candidate_code=code,
            pin_mac=pin_mac(keys, code, PIN),
            form=record,
        )
        db.add_all([candidate, record, booking])
        db.flush()
        attempt = prepare_attempt(db, booking, MORNING)
        kept = form_from_json(form_to_json(form))
        places.append(Place(attempt.id, attempt.code, booking.id, code, kept, record.digest))
    return places


def end_time(room: SmallRoom, place: Place) -> None:
    """Let the sweeper's own act end an attempt whose time is over."""
    from examapp.delivery.attempts import lock_attempt

    with room.writing() as db:
        end_if_time_is_over(db, lock_attempt(db, place.attempt_id), room.now)
