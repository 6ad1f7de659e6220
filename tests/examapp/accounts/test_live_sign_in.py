"""One live sign-in for each account, an end to each, and the second factor again before a grave act."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.accounts.enrolment import ask_renewal, create_account, enrol
from examapp.accounts.live_sign_in import LONGEST, LONGEST_UNUSED, PROOF_LASTS
from examapp.accounts.models import SignInFailure, StaffAccount
from examapp.accounts.queries import get_staff
from examapp.accounts.second_factor import new_secret
from examapp.accounts.sign_in import note_failure
from examapp.core.audit import latest_entries
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PASSWORD = "bahor keldi yana"
# Cookies and pages do not depend on the database; what is written does.
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def clock():
    source = ManualClock(AT)
    with using(source):
        yield source


class Person:
    """A member of staff with a telephone, who sits down at one machine or another."""

    def __init__(self, app: Flask, role: Role) -> None:
        app.config["WTF_CSRF_ENABLED"] = False
        self.app, self.secret = app, new_secret()
        earlier = AT - timedelta(minutes=5)
        with app.extensions["database"].transaction() as db:
            account = create_account(
                db, login_name="person", display_name="Yusupova D. R.", role=role, actor="t", at=earlier
            )
            enrol(
                db,
                app.extensions["key_ring"],
                account,
                password=PASSWORD,
                totp_secret=self.secret,
                digits=pyotp.TOTP(self.secret).at(earlier),
                at=earlier,
            )
            self.code = account.code

    def digits(self, clock: ManualClock) -> str:
        return pyotp.TOTP(self.secret).at(clock.instant.wall)

    def sit_down(self, clock: ManualClock, address: str) -> FlaskClient:
        client = self.app.test_client()
        client.environ_base = client.environ_base | {"REMOTE_ADDR": address}
        client.set_cookie("lang", "en")
        given = {"login_name": "person", "password": PASSWORD, "second_factor": self.digits(clock)}
        assert client.post("/sign-in", data=given).status_code == 302
        return client


@pytest.fixture
def person(app: Flask, clock: ManualClock) -> Person:
    return Person(app, Role.ADMINISTRATOR)


def test_a_new_sign_in_ends_the_old_one_and_both_are_told(person: Person, clock: ManualClock) -> None:
    old = person.sit_down(clock, "10.0.0.5")
    assert "10.0.0.5" in old.get("/account").text
    clock.advance(minutes=2)
    new = person.sit_down(clock, "10.0.0.6")
    told = new.get("/account").text
    assert "Your earlier sign-in (24.11.2026, 09:30, from 10.0.0.5) was ended by this one" in told
    reply = old.get("/account")
    assert (reply.status_code, reply.location) == (302, "/sign-in?next=/account")
    assert "You have signed in elsewhere: 24.11.2026, 09:32, from 10.0.0.6" in old.get("/sign-in").text
    assert old.post("/staff/unknown/active").status_code == 302
    assert new.get("/account").status_code == 200
    with person.app.extensions["database"].reading() as db:
        assert "staff.sign_in_replaced" in {entry.act for entry in latest_entries(db)}


@on_one_database
def test_signing_out_ends_every_copy_of_the_cookie_and_nobody_is_warned(
    person: Person, clock: ManualClock
) -> None:
    client, thief = person.sit_down(clock, "10.0.0.5"), person.app.test_client()
    thief.set_cookie("session", client.get_cookie("session").value)
    assert thief.get("/account").status_code == 200
    client.post("/sign-out")
    assert thief.get("/account").status_code == 302
    clock.advance(minutes=1)
    assert "was ended by this one" not in person.sit_down(clock, "10.0.0.5").get("/account").text


@on_one_database
@pytest.mark.parametrize(
    ("step", "most"), [(timedelta(minutes=50), LONGEST), (LONGEST_UNUSED, LONGEST_UNUSED)]
)
def test_a_sign_in_ends_when_unused_for_an_hour_and_after_twelve_hours_anyway(
    person: Person, clock: ManualClock, step: timedelta, most: timedelta
) -> None:
    client, begun = person.sit_down(clock, "10.0.0.5"), clock.instant.wall
    while clock.instant.wall - begun + step <= most:
        clock.advance(seconds=step.total_seconds())
        assert client.get("/account").status_code == 200
    clock.advance(seconds=step.total_seconds() + 1)
    assert client.get("/account").status_code == 302
    assert "Your sign-in was ended" in client.get("/sign-in").text


@on_one_database
def test_a_page_that_asks_often_is_not_given_a_cookie_each_time(person: Person, clock: ManualClock) -> None:
    client = person.sit_down(clock, "10.0.0.5")
    client.get("/account")  # the page's token is made once
    clock.advance(seconds=59)
    assert "Set-Cookie" not in client.get("/account").headers
    clock.advance(seconds=1)
    assert "Set-Cookie" in client.get("/account").headers


@on_one_database
def test_an_administrator_ends_a_sign_in(app: Flask, person: Person, clock: ManualClock) -> None:
    client = person.sit_down(clock, "10.0.0.5")
    assert client.post(f"/staff/{person.code}/sign-out").status_code == 302
    assert client.get("/staff").status_code == 302


def test_a_grave_act_asks_for_the_second_factor_again_and_loses_nothing(
    person: Person, clock: ManualClock, database: Database
) -> None:
    client = person.sit_down(clock, "10.0.0.5")
    filled = {"display_name": "Saidova M. I.", "login_name": "saidova", "role": "auditor"}
    clock.advance(seconds=PROOF_LASTS.total_seconds() + 1)
    asked = client.post("/staff/new", data=filled)
    assert (asked.status_code, 'name="login_name" value="saidova"' in asked.text) == (401, True)
    wrong = client.post("/staff/new", data={**filled, "proof_of_presence": "000000"})
    assert (wrong.status_code, "000000" in wrong.text, "saidova" in wrong.text) == (422, False, True)
    done = client.post("/staff/new", data={**filled, "proof_of_presence": person.digits(clock)})
    assert "One-time code for Saidova M. I." in done.text
    # Within a quarter of an hour nothing is asked again, and the same digits open nothing twice.
    assert client.post("/staff/new", data=filled).status_code == 200
    clock.advance(seconds=PROOF_LASTS.total_seconds() + 1)
    assert client.post("/staff/new", data=filled).status_code == 401
    program = client.post("/staff/new", data=filled, headers={"Accept": "application/json"})
    assert (program.status_code, program.json["error"]["code"]) == (401, "proof_needed")
    with database.reading() as db:
        assert db.query(StaffAccount).count() == 2


@on_one_database
def test_guessing_the_second_factor_is_slowed_down_and_signing_in_stays_possible(
    person: Person, clock: ManualClock
) -> None:
    client = person.sit_down(clock, "10.0.0.5")
    clock.advance(minutes=20)
    tries = [client.post("/staff/new", data={"proof_of_presence": "000000"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert client.post("/staff/new", data={"proof_of_presence": person.digits(clock)}).status_code == 429
    assert person.sit_down(clock, "10.0.0.5").get("/account").status_code == 200


@on_one_database
def test_who_signs_in_under_the_name_of_a_count_shuts_nobody_out_of_a_grave_act(
    person: Person, clock: ManualClock
) -> None:
    client = person.sit_down(clock, "10.0.0.5")
    clock.advance(minutes=20)
    stranger = person.app.test_client()
    guess = {"login_name": "proof person", "password": PASSWORD, "second_factor": "000000"}
    for _ in range(6):
        stranger.post("/sign-in", data=guess, environ_base={"REMOTE_ADDR": "10.0.0.5"})
    reply = client.post("/staff/new", data={"proof_of_presence": person.digits(clock)})
    assert reply.status_code == 200


@on_one_database
def test_the_cookie_of_an_enrolment_holds_neither_code_nor_secret(person: Person, clock: ManualClock) -> None:
    administrator, owner = person.sit_down(clock, "10.0.0.5"), person.app.test_client()
    with person.app.extensions["database"].transaction() as db:
        ask_renewal(db, get_staff(db, person.code), actor="staff:OTHER", at=clock.instant.wall)
    given = administrator.post(f"/staff/{person.code}/one-time-code").text
    code = re.search(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", given)[0]
    owner.post("/enrol", data={"one_time_code": code})
    page = owner.get("/enrol/password").text
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.replace(" ", ""))[0]
    assert secret == re.search(r"\b[A-Z2-7]{32}\b", owner.get("/enrol/password").text.replace(" ", ""))[0]
    with owner.session_transaction() as session:
        held = str(dict(session))
    assert not any(one in held for one in (code, code.replace("-", ""), secret))
    filled = {"password": PASSWORD, "again": PASSWORD, "digits": pyotp.TOTP(secret).at(clock.instant.wall)}
    assert owner.post("/enrol/password", data=filled).status_code == 200
    assert owner.get("/enrol/password").location == "/enrol"


def test_wrong_tries_of_many_threads_are_all_counted(database: Database) -> None:
    barrier = threading.Barrier(6, timeout=20)

    def fail() -> None:
        barrier.wait()
        for _ in range(5):
            with database.transaction() as db:
                note_failure(db, "person", "10.0.0.5", AT)

    threads = [threading.Thread(target=fail) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert {failure.count for failure in db.query(SignInFailure)} == {30}
