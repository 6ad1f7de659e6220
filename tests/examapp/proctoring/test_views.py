"""The proctor's pages, through a client that runs no script."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from examapp.core.audit import AuditEntry
from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt, CandidateNotice, ConsoleSighting
from examapp.delivery.sealing import seal
from examapp.delivery.states import AttemptState
from examapp.grading.models import Score
from examapp.proctoring.models import AbortReason, IdentityCheck, Incident, IncidentKind
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.stage import RoomStage, admit, answer, begin, build_room, call, see

# The verbs are proved on both databases; what the pages add is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGES = ("", "/live", "/more", "/pause", "/resume", "/time", "/message", "/power-cut", "/incident", "/close")
PERSON_PAGES = ("/admit", "/pause", "/time", "/move", "/message", "/end", "/pin")


@pytest.fixture
def room(database: Database) -> RoomStage:
    """1 and 2 work, 3 has entered and waits, 4 never came; the room is open."""
    instant = read_instant()
    started = instant.later(milliseconds=-600_000)
    with database.transaction() as db:
        made = build_room(
            db, add_person(db, Role.PROCTOR), state=SittingState.OPEN, starts_at=started.wall, seats=5
        )
        for seat in (1, 2):
            begin(db, made.attempts[seat], started)
            answer(db, made.attempts[seat], 20 + seat, instant)
            see(db, made.attempts[seat], instant.wall)
        see(db, made.attempts[3], instant.wall)
    return made


@pytest.fixture
def proctor(app: Flask, client: FlaskClient, room: RoomStage) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(client, room.proctor)
    client.set_cookie("lang", "en")
    return client


def address(room: RoomStage, page: str = "") -> str:
    return f"/proctor/{room.sitting.code}{page}"


def person(room: RoomStage, seat: int, page: str) -> str:
    return address(room, f"/people/{room.sitting.bookings[seat - 1].candidate.code}{page}")


def press_of(page: TestResponse) -> str:
    found = re.search(r'name="press"[^>]*value="([^"]+)"', page.text)
    assert found
    return found[1]


def state(database: Database, room: RoomStage, seat: int) -> AttemptState:
    with database.reading() as db:
        return db.get_one(Attempt, room.attempts[seat].id).state


def limit_minutes(database: Database, room: RoomStage, seat: int) -> int:
    with database.reading() as db:
        return read_attempt_clock(db, db.get_one(Attempt, room.attempts[seat].id)).limit_ms // 60_000


def told(reply: TestResponse, proctor: FlaskClient) -> str:
    """Follow to the console and return what its banners say."""
    assert reply.status_code == 303, reply.text
    page = proctor.get(reply.location).text
    notes = re.search(r'<div class="notes".*?(?=<div id="room-live")', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", notes[0]).strip() if notes else ""


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


def test_admitting_asks_for_the_document_and_says_so(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(person(room, 3, "/admit"))
    assert "AD1234503" in page.text
    sent = {"press": press_of(page), "document": "id_card"}
    assert "Identity confirmed" in told(proctor.post(person(room, 3, "/admit"), data=sent), proctor)
    assert "done already" in told(proctor.post(person(room, 3, "/admit"), data=sent), proctor)
    with database.reading() as db:
        assert db.get_one(IdentityCheck, (room.attempts[3].id, 1)).document == "id_card"
    assert state(database, room, 3) is AttemptState.AUTHORISED


def test_without_a_document_nobody_is_admitted(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    for sent in ({"press": "p" * 20}, {"press": "p" * 20, "document": "library card"}):
        page = proctor.post(person(room, 3, "/admit"), data=sent)
        assert page.status_code == 200
        assert 'class="error"' in page.text
    assert state(database, room, 3) is AttemptState.AWAITING


def test_one_is_paused_with_a_cause_and_goes_on_by_one_press(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    sent = {"press": "p" * 20, "cause": "medical"}
    assert "Paused" in told(proctor.post(person(room, 1, "/pause"), data=sent), proctor)
    assert "Paused. Cause: Medical help" in proctor.get(address(room)).text
    assert "goes on" in told(proctor.post(person(room, 1, "/resume")), proctor)
    assert state(database, room, 1) is AttemptState.IN_PROGRESS


def test_lesson_27_an_act_that_comes_too_late_says_what_the_state_is(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[1].id).state = AttemptState.SUBMITTED
    sent = {"press": "p" * 20, "cause": "medical"}
    said = told(proctor.post(person(room, 1, "/pause"), data=sent), proctor)
    assert "the attempt&#39;s state is “handed in”" in said


def test_a_press_that_arrives_twice_gives_its_minutes_once(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(person(room, 1, "/time"))
    sent = {"press": press_of(page), "offered": "10", "other": "", "cause": "network"}
    assert "10 minutes given" in told(proctor.post(person(room, 1, "/time"), data=sent), proctor)
    assert "done already" in told(proctor.post(person(room, 1, "/time"), data=sent), proctor)
    assert limit_minutes(database, room, 1) == 70


@pytest.mark.parametrize(("other", "minutes"), [("7", 7), ("0", None), ("241", None), ("seven", None)])
def test_another_number_of_minutes_counts_before_the_offered_one(
    database: Database, proctor: FlaskClient, room: RoomStage, other: str, minutes: int | None
) -> None:
    sent = {"press": "p" * 20, "offered": "10", "other": other, "cause": "network"}
    reply = proctor.post(person(room, 1, "/time"), data=sent)
    assert limit_minutes(database, room, 1) == 60 + (minutes or 0)
    if minutes is None:
        assert reply.status_code == 200
        assert 'id="other-error"' in reply.text


def test_acts_for_all_ask_once_with_the_number_of_people(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    assert "Pause all (2 people)?" in proctor.get(address(room, "/pause")).text
    sent = {"press": "p" * 20, "cause": "disturbance"}
    assert "2 people are paused." in told(proctor.post(address(room, "/pause"), data=sent), proctor)
    assert "Let all go on (2 people)?" in proctor.get(address(room, "/resume")).text
    assert "2 people go on." in told(
        proctor.post(address(room, "/resume"), data={"press": "q" * 20}), proctor
    )
    sent = {"press": "r" * 20, "offered": "5", "cause": "power_cut"}
    assert "Time given to 2: 5 min." in told(proctor.post(address(room, "/time"), data=sent), proctor)
    assert limit_minutes(database, room, 2) == 65


def test_a_power_cut_is_no_mere_cause_of_a_pause(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(address(room, "/pause")).text
    assert page.count("Power cut") == 1 + page.count("use “Power cut” instead")
    assert (
        proctor.post(address(room, "/pause"), data={"press": "p" * 20, "cause": "power_cut"}).status_code
        == 200
    )
    assert state(database, room, 1) is AttemptState.IN_PROGRESS
    for page in (person(room, 1, "/pause"), person(room, 1, "/time"), person(room, 1, "/move")):
        text = proctor.get(page).text
        assert "Power failure at this seat" in text
        assert "Power cut" not in text


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


def test_the_check_shows_organisation_and_says_what_was_not_given(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        candidate = db.get_one(Booking, room.sitting.bookings[2].id).candidate
        candidate.document, candidate.positions = "", {"uz-Latn": "Bosh mutaxassis"}
    page = proctor.get(person(room, 3, "/admit")).text
    for words in ("Vazirlik", "Bosh mutaxassis", "The number of the document was not given"):
        assert words in page


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


def test_a_power_cut_is_one_press_from_the_room(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        see(db, room.attempts[1], read_instant().wall - timedelta(seconds=150))
    said = told(proctor.post(address(room, "/power-cut"), data={"press": "p" * 20}), proctor)
    assert said == "Clocks stopped: 2. Time given back: up to 3 min."
    assert state(database, room, 2) is AttemptState.PAUSED


def test_a_candidate_is_moved_with_a_document_and_told_what_to_do_next(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(person(room, 1, "/move")).text
    offered = re.findall(r'<input (checked )?[^>]*name="seat"[^>]*value="(\d*)"', page)
    # The nearest free one is chosen, so that one press on the document is enough.
    assert offered == [("checked ", "3"), ("", "4"), ("", "5"), ("", "")]
    sent = {"press": "p" * 20, "seat": "5", "cause": "computer", "document": "passport"}
    assert "three codes" in told(proctor.post(person(room, 1, "/move"), data=sent), proctor)
    assert "<b>5</b>" in proctor.get(address(room)).text
    sent |= {"press": "q" * 20, "seat": "2"}
    assert proctor.post(person(room, 1, "/move"), data=sent).status_code == 200  # not among the choices
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).lease == 2


def test_messages_and_answers_reach_the_candidate(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[2], read_instant())
    assert "you are coming" in told(proctor.post(person(room, 2, "/answer")), proctor)
    assert 'data-card="K002 call"' not in proctor.get(address(room)).text
    told(proctor.post(person(room, 2, "/message"), data={"press": "p" * 20, "text": "Kutib turing"}), proctor)
    told(proctor.post(address(room, "/message"), data={"press": "q" * 20, "text": "Tanaffus"}), proctor)
    with database.reading() as db:
        notices = db.scalars(select(CandidateNotice).order_by(CandidateNotice.id)).all()
    assert [(one.attempt_id, one.text) for one in notices] == [
        (room.attempts[2].id, "Kutib turing"),
        (None, "Tanaffus"),
    ]


@pytest.mark.parametrize(("who", "seats"), [("K001", (1,)), ("", (1, 2))])
def test_lesson_24_an_incident_is_typed_and_gives_its_time(
    database: Database, proctor: FlaskClient, room: RoomStage, who: str, seats: tuple[int, ...]
) -> None:
    sent = {"press": "p" * 20, "who": who, "offered": "5", "other": "", "text": "Monitor oʻchdi"}
    page = proctor.post(address(room, "/incident"), data=sent)
    assert page.status_code == 200  # words alone are no incident
    told(proctor.post(address(room, "/incident"), data=sent | {"kind": "technical"}), proctor)
    with database.reading() as db:
        (incident,) = db.scalars(select(Incident)).all()
    assert (incident.kind, incident.minutes, incident.attempt_id is None) == ("technical", 5, not who)
    assert [seat for seat in (1, 2) if limit_minutes(database, room, seat) == 65] == list(seats)
    assert "Monitor oʻchdi" in proctor.get(address(room, "/incident")).text


def test_an_attempt_is_ended_with_a_reason_that_says_what_follows(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(person(room, 1, "/end")).text
    assert "21 of 50 questions are answered" in page
    assert "may sit again" in page
    assert 'value="absent"' not in page
    sent = {"press": "p" * 20, "kind": "technical", "text": ""}
    assert "ended" in told(proctor.post(person(room, 1, "/end"), data=sent), proctor)
    assert state(database, room, 1) is AttemptState.CLOSING


def test_lesson_24_closing_shows_every_open_matter_and_refuses_by_name(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[1], read_instant())
    page = proctor.get(address(room, "/close")).text
    for matter in ("1 call without an answer", "3 attempts are not finished", "1 person did not come"):
        assert matter in page
    codes = {seat: room.attempts[seat].code for seat in (1, 2, 3)}
    sent = {"press": "p" * 20, f"reason-{codes[1]}": "technical", f"reason-{codes[3]}": "absent"}
    refused = proctor.post(address(room, "/close"), data=sent)
    assert refused.status_code == 409
    assert "Still open: 1 Abdullayeva Malika Rustamovna, 2 Rahmonov Jasur Anvarovich." in refused.text
    assert re.search(rf'name="reason-{codes[1]}" value="technical" checked', refused.text)
    proctor.post(person(room, 1, "/answer"))
    closed = proctor.post(address(room, "/close"), data=sent | {f"reason-{codes[2]}": "left"})
    assert "The sitting is closed" in told(closed, proctor)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.CLOSED
        kinds = {one.attempt_id: one.kind for one in db.scalars(select(AbortReason))}
    assert [kinds[room.attempts[seat].id] for seat in (1, 2, 3, 4)] == [
        "technical",
        "left",
        "absent",
        "absent",
    ]


@pytest.mark.parametrize(
    "act", [lambda room: person(room, 3, "/admit"), lambda room: address(room, "/pause")]
)
def test_a_closed_room_takes_no_more_acts_and_says_why(
    database: Database, proctor: FlaskClient, room: RoomStage, act: Callable[[RoomStage], str]
) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.CLOSED
        db.get_one(Sitting, room.sitting.id).closed_at = read_instant().wall
    sent = {"press": "p" * 20, "document": "passport", "cause": "break"}
    said = told(proctor.post(act(room), data=sent), proctor)
    assert "not running" in said or "not open" in said
    assert state(database, room, 3) is AttemptState.AWAITING


def test_a_sitting_that_is_only_planned_has_no_room(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.PLANNED
    assert proctor.get(address(room)).status_code == 409


def test_lesson_22_the_room_opens_by_one_button(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        sitting.state, sitting.opened_at = SittingState.PUBLISHED, None
    assert f'formaction="{address(room, "/open")}"' in proctor.get(address(room)).text
    assert "open now" in told(proctor.post(address(room, "/open")), proctor)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.OPEN


def test_a_lost_pin_is_replaced_shown_once_and_logged(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    def mac() -> str:
        with database.reading() as db:
            return db.get_one(Attempt, room.attempts[4].id).booking.pin_mac

    before, url = mac(), person(room, 4, "/pin")
    asked = proctor.get(url)
    assert mac() == before
    shown = proctor.post(url, data={"press": press_of(asked)})
    assert re.search(r"<b>\d{6}</b>", shown.text)
    assert mac() != before
    assert not re.search(r"<b>\d{6}</b>", proctor.get(url).text)
    with database.reading() as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.act == "booking.pin_renewed"))
    assert entry.actor == f"staff:{room.proctor.code}"


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


def test_minutes_and_cause_are_one_press(database: Database, proctor: FlaskClient, room: RoomStage) -> None:
    sent = {"press": "p" * 20, "give": "15:computer", "offered": "5", "other": "7"}
    assert told(proctor.post(person(room, 1, "/time"), data=sent), proctor) == "15 minutes given."
    assert limit_minutes(database, room, 1) == 75
    sent = {"press": "q" * 20, "give": "10:technical", "who": "K001"}
    assert told(proctor.post(address(room, "/incident"), data=sent), proctor) == "The incident is recorded."
    assert limit_minutes(database, room, 1) == 85
    sent = {"press": "r" * 20, "give": "999:computer"}
    assert proctor.post(person(room, 1, "/time"), data=sent).status_code == 200
    assert limit_minutes(database, room, 1) == 85


def test_a_ready_sentence_is_sent_in_two_languages_by_one_press(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    told(
        proctor.post(address(room, "/message"), data={"press": "p" * 20, "ready": "quiet", "text": ""}),
        proctor,
    )
    with database.reading() as db:
        (notice,) = db.scalars(select(CandidateNotice))
    assert notice.text.startswith("Iltimos, tinch oʻtiring")
    assert "Соблюдайте тишину" in notice.text


def test_what_concerns_one_person_is_not_recorded_of_the_room(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.post(address(room, "/incident"), data={"press": "p" * 20, "kind": "complaint", "who": ""})
    assert "Choose whom it concerns" in page.text
    sent = {"press": "q" * 20, "kind": "item_fault", "who": "K001", "number": "3"}
    # This attempt has no paper: no question stands under the number.
    assert "about no question" in told(proctor.post(address(room, "/incident"), data=sent), proctor)
    sent = {"press": "r" * 20, "kind": "complaint", "who": "K001", "text": "shovqin"}
    assert "Tell the candidate its number" in told(
        proctor.post(address(room, "/incident"), data=sent), proctor
    )
    with database.reading() as db:
        assert [one.kind for one in db.scalars(select(Incident))] == [IncidentKind.COMPLAINT]


def test_who_has_a_break_goes_on_after_the_document_was_seen(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    proctor.post(person(room, 1, "/pause"), data={"press": "p" * 20, "cause": "break"})
    page = proctor.get(address(room)).text
    assert 'id="readmit-K001"' in page
    assert 'id="resume-K001"' not in page
    sent = {"press": "q" * 20, "document": "passport"}
    assert "The test goes on." in told(proctor.post(person(room, 1, "/readmit"), data=sent), proctor)
    assert state(database, room, 1) is AttemptState.IN_PROGRESS


def test_one_proctor_hands_the_room_to_another_and_both_confirm(
    app: Flask, database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        other = add_person(db, Role.PROCTOR, suffix="-2")
        other.display_name = "Yusupova Dildora Rashidovna"
    sent = {"press": "p" * 20, "receiver": other.code}
    assert "The room is offered." in told(proctor.post(address(room, "/handover"), data=sent), proctor)
    taker = app.test_client()
    sign_in(taker, other)
    taker.set_cookie("lang", "en")
    offer = re.search(r"/proctor/handovers/(\w+)", taker.get("/proctor/").text)
    assert offer
    assert "Do you take this room?" in taker.get(offer[0]).text
    assert "waits" not in proctor.get(address(room, "/handover")).text
    reply = taker.post(offer[0], data={"press": "q" * 20, "answer": "accept"})
    assert reply.location == address(room)
    assert "You run this room now." in taker.get(reply.location).text
    refused = told(
        proctor.post(person(room, 1, "/pause"), data={"press": "r" * 20, "cause": "medical"}), proctor
    )
    assert "You have handed this room to Yusupova Dildora Rashidovna." in refused
    assert taker.get(offer[0]).status_code == 409


def test_papers_of_the_room_say_who_came_and_what_changed_the_time(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    proctor.post(person(room, 3, "/admit"), data={"press": "p" * 20, "document": "passport"})
    proctor.post(person(room, 1, "/time"), data={"press": "q" * 20, "give": "15:computer"})
    page = proctor.get(address(room, "/attendance")).text
    assert "Booked: 4. Came: 3. Did not come: 1." in page
    assert re.search(r"Passport, \d\d:\d\d", page)
    page = proctor.get(address(room, "/minutes")).text
    assert "75 = 60 + 15" in page
    assert "Time was given: Computer or program fault" in page
    assert "Checked the identity and admitted: Passport" in page
