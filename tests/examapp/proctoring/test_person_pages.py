"""Acts for one candidate, through a client that runs no script."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.delivery.models import Attempt, CandidateNotice
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import IdentityCheck, Incident, IncidentKind
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.examapp.proctoring.pages import (
    address,
    limit_minutes,
    person,
    press_of,
    state,
    told,
)
from tests.examapp.proctoring.stage import RoomStage, call

# The verbs are proved on both databases; what the pages add is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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


def test_an_admission_is_taken_back_by_two_presses_and_after_the_start_the_page_says_what_else(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    sent = {"press": "p" * 20, "document": "id_card"}
    admitted = proctor.get(proctor.post(person(room, 3, "/admit"), data=sent).location).text
    url = person(room, 3, "/withdraw")
    assert f'href="{url}"' in admitted
    page = proctor.get(url)
    sent = {"press": press_of(page), "kind": "wrong_name"}
    assert "taken back" in told(proctor.post(url, data=sent), proctor)
    assert state(database, room, 3) is AttemptState.AWAITING
    assert f'href="{person(room, 3, "/admit")}"' in proctor.get(url).text
    late = person(room, 1, "/withdraw")
    page = proctor.get(late).text
    assert "Too late to take the admission back" in page
    assert 'value="wrong_name"' not in page
    assert all(person(room, 1, act) in page for act in ("/pause", "/end"))
    assert "Too late: " in told(proctor.post(late, data=sent | {"press": "q" * 20}), proctor)
    assert state(database, room, 1) is AttemptState.IN_PROGRESS


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


def test_whose_document_does_not_fit_is_reported_from_the_check_before_the_room_is_open(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.PUBLISHED
    report = f'href="{person(room, 4, "/breach")}"'
    assert report in proctor.get(person(room, 4, "/admit")).text
    assert report in proctor.get(f"{address(room)}?seat=K004").text
    sent = {"press": "p" * 20, "kind": "impersonation", "text": "begona"}
    page = proctor.post(person(room, 4, "/breach"), data=sent).text
    assert "Write in at least 10 letters what you have seen" in page
    assert ">begona</textarea>" in page.replace("\n", "").replace("\r", "")
    sent["text"] = "Hujjatdagi yuz boshqa odamniki."
    assert "put before the commission" in told(proctor.post(person(room, 4, "/breach"), data=sent), proctor)
    assert state(database, room, 4) is AttemptState.AWAITING


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


def test_another_answer_on_a_page_that_was_used_is_refused_and_not_taken_for_done(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    sent = {"press": "p" * 20, "offered": "10", "cause": "network"}
    proctor.post(person(room, 1, "/time"), data=sent)
    for seat, offered in ((1, "30"), (2, "10")):
        reply = proctor.post(person(room, seat, "/time"), data=sent | {"offered": offered})
        assert "changed in the meantime" in told(reply, proctor)
    assert [limit_minutes(database, room, seat) for seat in (1, 2)] == [70, 60]


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


def test_the_check_shows_organisation_and_says_what_was_not_given(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        candidate = db.get_one(Booking, room.sitting.bookings[2].id).candidate
        candidate.document, candidate.positions = "", {"uz-Latn": "Bosh mutaxassis"}
    page = proctor.get(person(room, 3, "/admit")).text
    for words in ("Vazirlik", "Bosh mutaxassis", "The number of the document was not given"):
        assert words in page


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
    assert "done already" in told(proctor.post(person(room, 2, "/answer")), proctor)  # as by a second proctor
    assert 'data-card="K002 call"' not in proctor.get(address(room)).text
    told(proctor.post(person(room, 2, "/message"), data={"press": "p" * 20, "text": "Kutib turing"}), proctor)
    told(proctor.post(address(room, "/message"), data={"press": "q" * 20, "text": "Tanaffus"}), proctor)
    with database.reading() as db:
        notices = db.scalars(select(CandidateNotice).order_by(CandidateNotice.id)).all()
    assert [(one.attempt_id, one.text) for one in notices] == [
        (room.attempts[2].id, "Kutib turing"),
        (None, "Tanaffus"),
    ]


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
    # This attempt has no paper: no question stands under the number. What was typed is still there.
    for number in ("", "3"):
        sent = {"press": "q" * 20, "kind": "item_fault", "who": "K001", "number": number, "text": "rasm yoʻq"}
        page = proctor.post(address(room, "/incident"), data=sent)
        assert "Type the number under which the question stands on that screen." in page.text
        assert "rasm yoʻq" in page.text
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
    # The whole room is stopped meanwhile, and goes on by one press: who is out stays out.
    proctor.post(address(room, "/pause"), data={"press": "r" * 20, "cause": "disturbance"})
    proctor.post(address(room, "/resume"), data={"press": "s" * 20})
    page = proctor.get(address(room)).text
    assert 'id="readmit-K001"' in page
    assert 'id="resume-K001"' not in page
    sent = {"press": "q" * 20, "document": "passport"}
    assert "The test goes on." in told(proctor.post(person(room, 1, "/readmit"), data=sent), proctor)
    assert state(database, room, 1) is AttemptState.IN_PROGRESS
