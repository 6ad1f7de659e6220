from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from examapp.centres.checking import READY_FOR, record_check
from examapp.centres.errors import PairingRefused, ReadingsMalformed
from examapp.centres.models import ReadinessCheck
from examapp.centres.pairing import CODE_HOLDS, find_workstation, give_room_code, pair
from examapp.centres.readiness import Check, Light, Readings, find_cause, judge, read_readings
from examapp.centres.workstation_state import Condition, read_condition
from examapp.centres.workstations import add_workstations, set_in_service
from examapp.core.clock import now as _now
from examapp.core.signing import KeyRing
from tests.cast import BEGINNING
from tests.examapp.centres.making import make_room

WHO = {"actor": "staff:T", "at": BEGINNING}
FIT = Readings(
    chrome=109,
    secure=True,
    storage=True,
    quota_mb=200,
    clock_ms=-30_000,
    width=1280,
    height=720,
    kb_per_s=100,
    ping_ms=500,
    lost=0,
    keyboard=True,
    pointer=True,
)


@pytest.fixture
def keys(tmp_path) -> KeyRing:
    return KeyRing(tmp_path / "keys", "a-secret-of-the-test-suite-that-is-long-enough")


@pytest.mark.parametrize(
    ("change", "check", "light"),
    [
        ({"chrome": 108}, Check.BROWSER, Light.RED),
        ({"chrome": 0}, Check.BROWSER, Light.AMBER),
        ({"secure": False}, Check.SECURE, Light.RED),
        ({"storage": False}, Check.STORAGE, Light.RED),
        ({"quota_mb": 199}, Check.STORAGE, Light.AMBER),
        ({"quota_mb": 49}, Check.STORAGE, Light.RED),
        ({"clock_ms": 30_001}, Check.CLOCK, Light.AMBER),
        ({"clock_ms": -900_001}, Check.CLOCK, Light.RED),
        ({"width": 1279}, Check.SCREEN, Light.AMBER),
        ({"height": 599}, Check.SCREEN, Light.RED),
        ({"kb_per_s": 99}, Check.LINK, Light.AMBER),
        ({"ping_ms": 2001}, Check.LINK, Light.RED),
        ({"lost": 3}, Check.LINK, Light.RED),
        ({"keyboard": False}, Check.KEYBOARD, Light.RED),
        ({"pointer": False}, Check.POINTER, Light.AMBER),
    ],
)
def test_one_reading_beyond_its_bound_changes_one_light(change, check, light):
    lights = {line.check: line.light for line in judge(replace(FIT, **change))}
    assert lights == dict.fromkeys(Check, Light.GREEN) | {check: light}
    assert find_cause(judge(replace(FIT, **change))) == (check if light is Light.RED else None)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        asdict(FIT) | {"chrome": "109"},
        asdict(FIT) | {"secure": 1},
        asdict(FIT) | {"width": 10**10},
    ],
)
def test_readings_of_another_shape_are_refused_as_a_whole(data):
    with pytest.raises(ReadingsMalformed):
        read_readings(data)


def test_a_check_becomes_the_state_of_its_workstation_until_it_is_too_old(database):
    with database.transaction() as db:
        seat = add_workstations(db, make_room(db), 1, **WHO)[0]
        states = [read_condition(seat, BEGINNING)]
        record_check(db, seat, replace(FIT, secure=False), BEGINNING)
        states.append(read_condition(seat, BEGINNING))
        record_check(db, seat, FIT, BEGINNING)
        states += [read_condition(seat, BEGINNING + READY_FOR + timedelta(seconds=n)) for n in (0, 1)]
        set_in_service(db, seat, in_service=False, reason="screen", **WHO)
        states.append(read_condition(seat, BEGINNING))
        kept = db.scalars(select(ReadinessCheck).order_by(ReadinessCheck.id)).all()
        assert [(one.ready, one.lights[1]["light"]) for one in kept] == [(False, "red"), (True, "green")]
    assert states == [
        Condition.UNCHECKED,
        Condition.NOT_READY,
        Condition.READY,
        Condition.OVERDUE,
        Condition.OUT_OF_SERVICE,
    ]


def test_a_computer_that_knows_the_room_s_code_becomes_its_workstation(database, keys):
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 2, **WHO)
        code = give_room_code(db, keys, room, **WHO)
        seat, token = pair(db, keys, f"{code[:4]}-{code[4:]}".lower(), 2, BEGINNING + CODE_HOLDS)
        assert (seat.number, find_workstation(db, keys, token)) == (2, seat)
        assert find_workstation(db, keys, token[:-1] + ("0" if token[-1] != "0" else "1")) is None
        assert find_workstation(db, keys, "") is None
        _seat, newer = pair(db, keys, code, 2, BEGINNING)
        assert (find_workstation(db, keys, token), find_workstation(db, keys, newer)) == (None, seat)


@pytest.mark.parametrize("case", ["wrong code", "too late", "no such number", "older code"])
def test_whatever_does_not_fit_is_refused_alike(database, keys, case):
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 1, **WHO)
        code = give_room_code(db, keys, room, **WHO)
        at = BEGINNING + CODE_HOLDS + timedelta(seconds=1) if case == "too late" else BEGINNING
        if case == "older code":
            give_room_code(db, keys, room, **WHO)
        with pytest.raises(PairingRefused):
            pair(
                db,
                keys,
                "ZZZZZZZZ" if case == "wrong code" else code,
                2 if case == "no such number" else 1,
                at,
            )


def test_the_computer_s_side_pairs_says_who_it_is_and_keeps_a_check(app: Flask, database, client):
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 3, **WHO)
    from_keys = app.extensions["key_ring"]
    with app.app_context(), app.extensions["database"].transaction() as db:
        code = give_room_code(db, from_keys, db.merge(room), actor="staff:T", at=_now())
    path = "/exam/api/v1/workstation"
    assert client.post(f"{path}/pairing", json={"code": "AAAA", "number": 3}).status_code == 401
    paired = client.post(f"{path}/pairing?lang=en", json={"code": code, "number": 3}).json
    headers = {"Authorization": f"Bearer {paired['token']}"}
    assert (paired["number"], paired["place"]) == (3, "1-sinov markazi, room 204")
    assert client.get(path, headers=headers).json["ready_until"] is None
    told = client.post(
        f"{path}/readiness?lang=en", headers=headers, json=asdict(replace(FIT, chrome=100))
    ).json
    assert (told["ready"], told["lines"][0]["title"], told["lines"][0]["light"]) == (False, "Browser", "red")
    assert client.post(f"{path}/readiness", headers=headers, json={}).status_code == 422
    assert client.post(f"{path}/readiness", headers=headers, json=asdict(FIT)).json["workstation"][
        "ready_until"
    ]
