"""The list of sittings and the console, through a client that runs no script."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, ConsoleSighting
from examapp.delivery.sealing import seal
from examapp.delivery.states import AttemptState
from examapp.grading.models import Score
from examapp.proctoring.models import AbortReason
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.pages import (
    PAGES,
    PERSON_PAGES,
    address,
    person,
    state,
    told,
)
from tests.examapp.proctoring.stage import RoomStage, admit, call, see

# The verbs are proved on both databases; what the pages add is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_list_holds_the_assigned_sittings_only(
    app: Flask, database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    assert room.sitting.code in proctor.get("/proctor/").text
    with database.transaction() as db:
        stranger = add_person(db, Role.PROCTOR, suffix="-2")
    other = app.test_client()
    sign_in(other, stranger)
    assert room.sitting.code not in other.get("/proctor/").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_room_is_closed_to_proctors_who_are_not_assigned(
    app: Flask, database: Database, proctor: FlaskClient, room: RoomStage, method: str
) -> None:
    with database.transaction() as db:
        stranger = add_person(db, Role.PROCTOR, suffix="-2")
    other = app.test_client()
    sign_in(other, stranger)
    acts = {
        "document": "passport",
        "cause": "break",
        "text": "x",
        "kind": "left",
        "offered": "5",
        "press": "p" * 20,
    }
    pages = [address(room, page) for page in (*PAGES, "/open")]
    pages += [person(room, 1, page) for page in (*PERSON_PAGES, "/resume", "/answer")]
    for page in pages:
        assert other.open(page, method=method, data=acts).status_code in {404, 405}, page
    assert state(database, room, 1) is AttemptState.IN_PROGRESS


def test_looking_at_every_page_changes_no_attempt(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    def versions() -> list[tuple[AttemptState, int]]:
        with database.reading() as db:
            return [(row.state, row.version) for row in db.scalars(select(Attempt).order_by(Attempt.id))]

    before = versions()
    for page in PAGES:
        assert proctor.get(address(room, page)).status_code == 200, page
    for page in PERSON_PAGES:
        assert proctor.get(person(room, 1, page)).status_code == 200, page
    assert versions() == before


def test_lesson_26_the_console_says_how_old_its_picture_is_and_is_seen_itself(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(address(room)).text
    note = re.search(r'<p class="live-note"[^>]*data-live-note="room-live"[^>]*>', page)
    assert note
    assert 'data-fresh="updated {n} s ago"' in note[0]
    assert f'data-live-part="{address(room, "/live")}" data-seconds="2"' in page
    noted = read_instant().wall - timedelta(seconds=6)
    with database.transaction() as db:
        db.get_one(ConsoleSighting, room.sitting.id).seen_at = noted
    proctor.get(address(room, "/live"))
    with database.reading() as db:
        assert db.get_one(ConsoleSighting, room.sitting.id).seen_at > noted


def test_lesson_23_the_cards_stand_in_the_order_of_what_blocks(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[2], read_instant(), text="Rasm ochilmayapti")
        see(db, room.attempts[1], read_instant().wall - timedelta(seconds=80))
    part = proctor.get(address(room, "/live")).text
    assert re.findall(r'data-card="(\w+) (\w+)"', part) == [
        ("K001", "no_connection"),
        ("K002", "call"),
        ("K003", "waits_for_identity"),
    ]
    assert "Calls you: Rasm ochilmayapti" in part


def test_lesson_15_an_end_that_no_row_explains_is_named_on_the_console_in_the_list_and_at_the_closing(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    pages = [address(room, "/live"), address(room, "/live?view=list"), address(room, "/close")]
    alarms = re.compile(r"not explained by the time ledger|not explained</span>")
    tag = proctor.get(pages[0]).headers["ETag"]
    assert [alarms.findall(proctor.get(page).text) for page in pages] == [[], [], []]
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[2].id).duration_ms += 60_000
    found = [proctor.get(page, headers={"If-None-Match": tag}) for page in pages]
    assert [len(alarms.findall(page.text)) for page in found] == [1, 2, 1]
    assert re.search(r"time ledger:.*?<b>2</b>", found[0].text, re.DOTALL)


def test_lesson_28_no_page_of_the_room_shows_a_mark(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        attempt.state = AttemptState.SUBMITTED
        db.add(
            Score(
                attempt_id=attempt.id,
                key_version="1",
                rule_version="1",
                head_digest="0" * 64,
                points="41.37",
                maximum="53.19",
                topics={"office": ["17.53", "19.71"]},
                marked_at=read_instant().wall,
            )
        )
    pages = [address(room, page) for page in (*PAGES, "?view=list&seat=K001", "?seat=K001")]
    pages += [person(room, 1, page) for page in PERSON_PAGES]
    for page in pages:
        text = proctor.get(page).text
        for mark in ("41.37", "41,37", "53.19", "53,19", "17.53", "17,53"):
            assert mark not in text, page


def test_who_refuses_consent_is_shown_as_such_until_the_closing(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        attempt = db.get_one(Attempt, room.attempts[3].id)
        attempt.consent = False
        call(db, attempt, read_instant())
        call(db, attempt, read_instant(), kind="consent_refused")
    words = "Did not agree to the use of personal data: go to the seat"
    assert proctor.get(address(room, "?seat=K003")).text.count(words) == 2  # the card and the foot
    code = room.attempts[3].code
    page = proctor.get(address(room, "/close")).text
    assert re.findall(r'name="reason-\w+" value="(\w+)" checked', page) == ["consent_refused"]
    proctor.post(person(room, 3, "/answer"))
    codes = {seat: room.attempts[seat].code for seat in (1, 2)}
    sent = {"press": "p" * 20, f"reason-{codes[1]}": "technical", f"reason-{codes[2]}": "consent_refused"}
    refused = proctor.post(address(room, "/close"), data=sent | {f"reason-{code}": "consent_refused"})
    assert "Still open: 2 Rahmonov Jasur Anvarovich." in refused.text  # whoever agreed did not refuse
    told(
        proctor.post(
            address(room, "/close"),
            data=sent | {f"reason-{code}": "consent_refused", f"reason-{codes[2]}": "left"},
        ),
        proctor,
    )
    with database.reading() as db:
        given = db.get_one(AbortReason, room.attempts[3].id)
    assert (given.kind, given.consequence) == ("consent_refused", "absent")


def test_the_list_bears_the_receipt_codes(database: Database, proctor: FlaskClient, room: RoomStage) -> None:
    with database.transaction() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        receipt = seal(db, attempt, read_instant(), revision=0)
    assert f"receipt {receipt.code}" in proctor.get(address(room, "?view=list")).text


def test_who_has_not_started_is_folded_into_one_line_out_of_the_urgent_count(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        long_ago = read_instant().later(milliseconds=-300_000)
        admit(db, room.attempts[3], long_ago)
        admit(db, room.attempts[4], long_ago)
    part = proctor.get(address(room, "/live")).text
    assert "data-card=" not in part
    assert re.findall(r'data-fold="(\w+)"', part) == ["not_entered", "not_started"]
    assert "cards-count" not in part


def test_a_look_at_an_unchanged_room_is_answered_by_the_signs_alone(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    first = proctor.get(address(room, "/live"))
    tag = {"If-None-Match": first.headers["ETag"]}
    again = proctor.get(address(room, "/live"), headers=tag)
    if again.status_code == 200:  # ten seconds had just gone by
        again = proctor.get(address(room, "/live"), headers={"If-None-Match": again.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert set(re.findall(r"(K\d+)=\d+", again.headers["Seat-Signs"])) == {"K001", "K002", "K003"}
    with database.transaction() as db:
        call(db, room.attempts[1], read_instant())
    changed = proctor.get(address(room, "/live"), headers={"If-None-Match": again.headers["ETag"]})
    assert 'data-card="K001 call"' in changed.text
    # Another language is another picture.
    proctor.set_cookie("lang", "ru")
    tag = {"If-None-Match": changed.headers["ETag"]}
    assert proctor.get(address(room, "/live"), headers=tag).status_code == 200
