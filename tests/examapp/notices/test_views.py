import io
import json
from collections.abc import Iterator

import openpyxl
import pytest

from examapp.candidates.models import Candidate
from examapp.core.audit import AuditEntry
from examapp.core.clock import ManualClock, using
from examapp.core.permissions import Role
from examapp.notices.links import link_token
from examapp.notices.models import AttendanceConfirmation, CandidateContact, Channel, Notice, NoticeState
from examapp.notices.planning import plan_sitting
from examapp.sittings.models import Sitting, SittingState
from tests.cast import open_pages
from tests.factories.published import PUBLISHED_AT, make_published_sitting, reach

# What pages show does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[ManualClock]:
    made = ManualClock(PUBLISHED_AT)
    with using(made):
        yield made


@pytest.fixture
def token(app, database) -> str:
    """A published sitting of two, one of whom has an address; returns the link of the first."""
    with database.transaction() as db:
        sitting = make_published_sitting(db)
        reach(db, sitting.bookings[0], email="a@mail.uz")
        plan_sitting(db, sitting.id, (Channel.EMAIL,), PUBLISHED_AT)
        return link_token(app.extensions["key_ring"], sitting.bookings[0].candidate_code)


def body_of(database) -> str:
    with database.reading() as db:
        return db.query(Candidate).first().organisation.code


def test_a_link_shows_at_once_and_confirms_only_by_the_button(app, client, database, token) -> None:
    page = client.get(f"/n/{token}?lang=en")
    assert "Come on 24 November, Tuesday by 09:00" in page.text
    assert "I will come" in page.text
    assert "Set-Cookie" not in client.get(f"/n/{token}").headers
    with database.reading() as db:
        assert db.query(AttendanceConfirmation).count() == 0
    with app.test_client() as stranger:  # no cookie, no token of a form; in the language of the letter
        done = stranger.post(f"/n/{token}", headers={"Accept-Language": "ru"})
    assert "Rahmat: kelishingizni tasdiqladingiz" in done.text
    client.post(f"/n/{token}")
    with database.reading() as db:
        assert db.query(AttendanceConfirmation).count() == 1
        assert db.query(AuditEntry).filter_by(act="booking.attendance_confirmed").count() == 1


def test_what_was_sent_has_arrived_when_the_candidate_answers(client, database, token) -> None:
    with database.transaction() as db:
        db.query(Notice).filter_by(channel=Channel.EMAIL).one().state = NoticeState.SENT
    client.post(f"/n/{token}")
    with database.reading() as db:
        assert db.query(Notice).filter_by(channel=Channel.EMAIL).one().state is NoticeState.DELIVERED


def _other(letter: str) -> str:
    return "B" if letter == "A" else "A"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + _other(t[-1]), lambda t: _other(t[0]) + t[1:], lambda t: t[:-3]]
)
def test_a_forged_link_opens_nothing(client, token, change) -> None:
    for path in (f"/n/{change(token)}", f"/n/{change(token)}/slip.pdf", f"/n/{change(token)}/test.ics"):
        assert client.get(path).status_code == 404


def test_a_cancelled_test_cannot_be_confirmed_and_nobody_is_told_to_come(client, database, token) -> None:
    sent = client.get(f"/n/{token}/test.ics").text
    with database.transaction() as db:
        db.query(Sitting).one().state = SittingState.CANCELLED
    assert client.post(f"/n/{token}").status_code == 409
    page = client.get(f"/n/{token}?lang=en").text
    assert "cancelled" in page
    assert "Come on" not in page
    assert client.get(f"/n/{token}/slip.pdf").location == f"/n/{token}"
    withdrawn = client.get(f"/n/{token}/test.ics").text
    for calendar, state in ((sent, "CONFIRMED"), (withdrawn, "CANCELLED")):
        assert f"\r\nSTATUS:{state}\r\n" in calendar
        assert "METHOD:" not in calendar
    assert sent.split("UID:")[1].splitlines()[0] == withdrawn.split("UID:")[1].splitlines()[0]


def test_a_test_that_is_over_calls_nobody(client, token, clock: ManualClock) -> None:
    clock.advance(days=60)
    page = client.get(f"/n/{token}?lang=en").text
    assert "Your test was on 24 November, Tuesday" in page
    assert "slip.pdf" not in page


def test_a_date_taken_from_the_page_replaces_that_of_the_letter(client, database, token) -> None:
    calendar = client.get(f"/n/{token}/test.ics")
    assert calendar.content_type == "text/calendar; charset=utf-8"
    with database.reading() as db:
        notice = db.query(Notice).filter_by(channel=Channel.EMAIL).one()
    assert f"\r\nUID:{notice.booking_code.lower()}@attestation\r\n" in calendar.text
    assert f"\r\nSEQUENCE:{notice.id}\r\n" in calendar.text


def test_whoever_confirmed_another_place_at_the_same_hour_is_asked_again_and_not_taken_as_told(
    app, client, database, token, clock: ManualClock
) -> None:
    client.post(f"/n/{token}")
    clock.advance(hours=1)
    with database.transaction() as db:
        sitting = db.query(Sitting).one()
        sitting.room.name = "309"
        plan_sitting(db, sitting.id, (), clock.read().wall)
    assert "I will come" in client.get(f"/n/{token}?lang=en").text
    everybody = f"/notices/bodies/{body_of(database)}?all=1"
    pages = open_pages(app, Role.WORKING_BODY)
    assert "has confirmed" not in pages.get(everybody).text
    clock.advance(hours=1)
    for _twice in range(2):
        client.post(f"/n/{token}")
    assert "has confirmed" in pages.get(everybody).text
    with database.reading() as db:
        assert db.query(AttendanceConfirmation).one().confirmed_at == clock.read().wall


def test_the_working_body_sees_by_organisation_who_is_not_reached(app, database, token, client) -> None:
    pages = open_pages(app, Role.WORKING_BODY)
    code = body_of(database)
    row = pages.get("/notices/").text.split("<tbody>")[1]
    assert code in row
    page = pages.get(f"/notices/bodies/{code}").text
    assert "Karimov Botir" in page
    assert "not reached" in page
    client.post(f"/n/{token}")
    everybody = pages.get(f"/notices/bodies/{code}?all=1").text
    assert "has confirmed" in everybody


def test_the_rest_is_printed_and_noted_and_then_handed_over(app, database, token, monkeypatch) -> None:
    printed = []
    monkeypatch.setattr(
        "examapp.notices.views.print_list", lambda _body, people, *_: printed.extend(people) or b"%PDF"
    )
    pages, code = open_pages(app, Role.WORKING_BODY), body_of(database)
    assert pages.post(f"/notices/bodies/{code}/print").data == b"%PDF"
    assert len(printed) == 2  # nobody has been reached yet, the letter is only planned
    with database.reading() as db:
        hands = db.query(Notice).filter_by(channel=Channel.HAND).all()
        assert [one.state for one in hands] == [NoticeState.SENT] * 2
    pages.post(f"/notices/bodies/{code}/handed-over", data={"booking": [hands[0].booking_code]})
    with database.reading() as db:
        states = [one.state for one in db.query(Notice).filter_by(channel=Channel.HAND).order_by(Notice.id)]
    assert sorted(states) == [NoticeState.DELIVERED, NoticeState.SENT]


def test_a_letter_by_e_xat_is_noted_for_whoever_had_only_an_sms(app, database, token) -> None:
    pages, code = open_pages(app, Role.WORKING_BODY), body_of(database)
    with database.transaction() as db:
        mail = db.query(Notice).filter_by(channel=Channel.EMAIL).one()
        mail.state, ticked = NoticeState.SENT, mail.booking_code
    where = f"/notices/bodies/{code}/handed-over"
    for answer in ("1 person has been told", "0 people have been told"):  # pressed twice
        assert answer in pages.post(where, data={"booking": [ticked, "NOBODY22"]}, follow_redirects=True).text
    with database.reading() as db:
        told = db.query(Notice).filter_by(booking_code=ticked, channel=Channel.HAND).one()
        assert told.state is NoticeState.DELIVERED
        [entry] = db.query(AuditEntry).filter_by(act="notices.handed_over")
        assert json.loads(entry.facts)["bookings"] == [ticked]


def test_the_workbook_holds_a_letter_for_each_and_no_formula(app, database, token) -> None:
    pages, code = open_pages(app, Role.OPERATOR), body_of(database)
    sheet = openpyxl.load_workbook(io.BytesIO(pages.get(f"/notices/bodies/{code}/list.xlsx").data)).active
    assert sheet.max_row == 3
    letters = [row[7].value for row in list(sheet.rows)[1:]]
    assert all("/n/" in letter and "Hurmatli" in letter for letter in letters)


def test_an_auditor_looks_and_prints_nothing(app, database, token) -> None:
    pages, code = open_pages(app, Role.AUDITOR), body_of(database)
    assert "Print the rest" not in pages.get(f"/notices/bodies/{code}").text
    assert pages.post(f"/notices/bodies/{code}/print").status_code == 403


def test_another_region_sees_nothing(app, database, token) -> None:
    pages, code = open_pages(app, Role.WORKING_BODY, region_code="UZ-SA"), body_of(database)
    assert code not in pages.get("/notices/").text
    assert pages.get(f"/notices/bodies/{code}").status_code == 404


def test_contacts_are_typed_and_a_wrong_one_says_what_to_do(app, database, token) -> None:
    pages = open_pages(app, Role.OPERATOR)
    with database.reading() as db:
        person = db.query(Candidate).filter_by(name_latn="Karimov Botir Abduvohidovich").one()
    wrong = pages.post(f"/contacts/{person.code}", data={"email": "", "phone": "12"})
    assert "+998 90 123-45-67" in wrong.text
    pages.post(f"/contacts/{person.code}", data={"email": "b@mail.uz", "phone": "90 123 45 67"})
    with database.reading() as db:
        found = db.get(CandidateContact, person.id)
        assert (found.email, found.phone) == ("b@mail.uz", "998901234567")


def test_an_hr_officer_keeps_the_contacts_of_the_own_body_only(app, database, token) -> None:
    pages = open_pages(app, Role.HR_OFFICER)  # bound to no body
    with database.reading() as db:
        person = db.query(Candidate).first()
    assert pages.get(f"/contacts/{person.code}").status_code == 404
    assert person.name_latn not in pages.get("/contacts/").text
