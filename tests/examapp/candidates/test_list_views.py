"""The pages of lists, each in the hands of the one for whom it is made."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from examapp.candidates.list_models import CandidateListEntry, IntakeState, ListIntake
from examapp.candidates.list_moving import accept_list, submit_list
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from examapp.programmes.proposals import propose_value
from examapp.worker import run_long_jobs
from tests.examapp.candidates.list_ground import AT, NO_PAST, client_of, lay_ground, make_list
from tests.examapp.candidates.making import csv_file, pinfl, row, xlsx_file
from tests.examapp.programmes.making import PAPER

# What the pages say does not depend on the database; the verbs below them run on both.
ORDER_LINK = re.compile(r'href="(/lists/\w+/orders/\w+)"')
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.using(clock.ManualClock(AT)):
        yield


@pytest.fixture
def ground(app, database):
    with database.transaction() as db:
        return lay_ground(db)


@pytest.fixture
def found(ground, database):
    with database.transaction() as db:
        return make_list(db, ground, people=2)


@pytest.fixture
def hr(app, ground):
    return client_of(app, ground.hr)


def upload(client, found, data, name="list.xlsx"):
    return client.post(f"/lists/{found.code}/upload", data={"file": (io.BytesIO(data), name)})


def test_an_officer_opens_a_list_uploads_a_file_and_writes_it(hr, ground, database):
    opened = hr.post("/lists/new", data={"programme": ground.programme.code, "year": "2027"})
    reply = hr.post(
        f"{opened.location}/upload",
        data={"file": (io.BytesIO(xlsx_file(row(1), row(2, pinfl="1"))), "people.xlsx")},
    )
    page = hr.get(reply.location).text
    assert "1 row can be written, 1 refused." in page
    assert "A PINFL has 14 digits, this one has 1." in page
    written = hr.post(f"{reply.location}/confirm", follow_redirects=True).text
    assert "Receipt of the upload" in written
    assert "Karimov Botir" in hr.get(opened.location).text
    book = openpyxl.load_workbook(io.BytesIO(hr.get(f"{reply.location}/receipt.xlsx").data))
    assert [line[4] for line in book.active.iter_rows(values_only=True)] == ["Outcome", "Created", "Refused"]


def test_a_second_list_of_the_same_year_is_refused_in_words(hr, ground, found):
    page = hr.post("/lists/new", data={"programme": ground.programme.code, "year": "2027"}).text
    assert "Open that one." in page


def test_the_columns_of_a_strange_sheet_are_asked_and_what_was_chosen_is_kept(hr, found):
    data = csv_file(["Karimov Botir Aliyevich", pinfl(9), "K-1"], headings=["Xodim", "Raqam", "Izoh"])
    asked = upload(hr, found, data, "strange.csv").location
    assert asked.endswith("/columns")
    page = hr.get(asked).text
    assert "by what stands in it" in page
    refused = hr.post(asked, data={"column-0": "full_name", "column-1": "full_name"}).text
    assert "Two columns are both “Full name”." in refused
    checked = hr.post(asked, data={"column-0": "full_name", "column-1": "pinfl"})
    assert "1 row can be written" in hr.get(checked.location).text
    assert hr.get(asked).location == checked.location


def test_a_long_file_is_checked_and_written_by_the_worker_while_the_page_shows_a_bar(
    app, hr, found, database, monkeypatch
):
    monkeypatch.setattr("examapp.candidates.intake_arrival.SMALL_BYTES", 10)
    monkeypatch.setattr("examapp.candidates.intake_views.SMALL_ROWS", 1)
    address = upload(hr, found, xlsx_file(row(5), row(6, family="Oripov"))).location
    assert "The file is being read" in hr.get(address).text
    assert "it goes on if you leave the page" in hr.get(f"{address}/progress").text
    run_long_jobs(app)
    assert "Ready." in hr.get(f"{address}/progress").text
    hr.post(f"{address}/confirm")
    run_long_jobs(app)
    with database.reading() as db:
        assert db.scalars(select(ListIntake.state)).one() is IntakeState.WRITTEN
        assert len(db.scalars(select(CandidateListEntry)).all()) == 4


def test_a_typed_person_comes_onto_the_list_with_every_fault_beside_its_field(hr, found):
    fields = {"family_name": "Oripov", "given_name": "Jasur", "language": "uz-Latn"}
    wrong = hr.post(f"/lists/{found.code}/people/new", data=fields | {"pinfl": "12"}).text
    assert "A PINFL has 14 digits, this one has 2." in wrong
    assert 'value="Oripov"' in wrong
    added = hr.post(
        f"/lists/{found.code}/people/new", data=fields | {"pinfl": pinfl(7)}, follow_redirects=True
    )
    assert "Oripov Jasur is on the list." in added.text


def test_a_locked_list_asks_for_a_reason_before_it_changes(app, hr, ground, found, database):
    with database.transaction() as db:
        own = db.merge(found)
        submit_list(db, own, NO_PAST, by=ground.head, at=AT)
        accept_list(db, own, by=ground.who(Role.OPERATOR), at=AT)
        code = db.scalars(select(CandidateListEntry)).first().candidate.code
    address = f"/lists/{found.code}/people/{code}"
    assert "Write why." in hr.post(address, data={"act": "take_off"}).text
    hr.post(address, data={"act": "take_off", "reason": "Left the service."})
    assert (
        "Left the service."
        in client_of(app, ground.who(Role.OPERATOR)).get(f"/lists/{found.code}/history").text
    )
    assert "1 change after locking" in client_of(app, ground.who(Role.OPERATOR)).get("/lists").text


def test_each_office_finds_on_its_home_page_what_waits_for_it(app, ground, database):
    with database.transaction() as db:
        make_list(db, ground, people=1)
        theirs = make_list(db, ground, "other", people=1)
        submit_list(db, theirs, NO_PAST, by=ground.who(Role.ORGANISATION_HEAD, "other"), at=AT)
    assert "Waits for your signature" in client_of(app, ground.head).get("/lists").text
    body = client_of(app, ground.who(Role.WORKING_BODY))
    assert "Waits for your agreement" in body.get("/lists").text
    assert "1 candidate list waits for you" in body.get("/desk").text
    body.post(f"/lists/{theirs.code}/agree")
    operator = client_of(app, ground.who(Role.OPERATOR))
    assert "Waits for your acceptance" in operator.get("/lists").text
    assert operator.post(f"/lists/{theirs.code}/agree").status_code == 403
    operator.post(f"/lists/{theirs.code}/accept")
    assert "Accepted and locked" in operator.get(f"/lists/{theirs.code}").text


def test_a_return_shows_its_remarks_to_whoever_fills_the_list(app, hr, ground, found):
    assert client_of(app, ground.head).post(f"/lists/{found.code}/submit").status_code == 302
    operator = client_of(app, ground.who(Role.OPERATOR))
    operator.post(f"/lists/{found.code}/return", data={"remark": "Add the deputies."})
    assert "Add the deputies." in hr.get(f"/lists/{found.code}").text


def test_the_order_is_kept_as_it_came_and_handed_to_who_may_see_the_list(app, hr, ground, found):
    scan = b"\x89PNG\r\n\x1a\n not shown as a page"
    fields = {"number": "12-k", "dated_on": "20.11.2026"}
    page = hr.post(
        f"/lists/{found.code}/order", data=fields | {"file": (io.BytesIO(b"MZ program"), "order.pdf")}
    ).text
    assert "The paper is taken as PDF, JPEG or PNG." in page
    late = fields | {"dated_on": "20.11.2031", "file": (io.BytesIO(scan), "b.png")}
    assert "This day lies in the future" in hr.post(f"/lists/{found.code}/order", data=late).text
    hr.post(f"/lists/{found.code}/order", data=fields | {"file": (io.BytesIO(scan), "buyruq<>.exe")})
    page = client_of(app, ground.who(Role.OPERATOR)).get(f"/lists/{found.code}").text
    assert "№ 12-k of 20.11.2026" in page
    reply = client_of(app, ground.head).get(ORDER_LINK.findall(page)[0])
    assert reply.data == scan
    assert reply.headers["Content-Disposition"] == 'attachment; filename="buyruq.png"'


def test_the_day_on_which_somebody_saw_the_schedule_is_recorded_once(hr, found, database):
    address = f"/lists/{found.code}/acquaintance"
    with database.reading() as db:
        one = db.scalars(select(CandidateListEntry.candidate_id)).first()
    hr.post(address, data={"day": "20.11.2026", "person": str(one), "shown": str(one)})
    hr.post(address, data={"day": "21.11.2026", "act": "everybody", "shown": [str(n) for n in range(1, 9)]})
    with database.reading() as db:
        days = db.scalars(select(CandidateListEntry.acquainted_on).order_by(CandidateListEntry.id)).all()
    assert [day.day for day in days] == [20, 21]
    assert "Everybody has seen the schedule." in hr.get(address).text


def test_where_the_policy_asks_for_no_acquaintance_none_is_shown_or_taken(hr, found, ground, database):
    address = f"/lists/{found.code}"
    assert "Acquaintance with the schedule" in hr.get(address).text
    with database.transaction() as db:
        programme = db.get_one(Programme, ground.programme.id)
        propose_value(db, programme, "order.acquaintance", False, document=PAPER, actor="staff:T", at=AT)
    assert "Acquaintance with the schedule" not in hr.get(address).text
    reply = hr.post(f"{address}/acquaintance", data={"day": "20.11.2026", "act": "everybody", "shown": "1"})
    assert reply.status_code == 409
    assert "policy does not ask it" in reply.text
    with database.reading() as db:
        assert db.scalars(select(CandidateListEntry.acquainted_on).distinct()).all() == [None]


def test_the_operator_calls_for_lists_and_the_late_ones_are_shown_and_reported(app, hr, ground):
    operator = client_of(app, ground.who(Role.OPERATOR))
    call = {"programme": ground.programme.code, "year": "2026", "first_day": "02.12.2026"}
    assert "another year" in operator.post("/lists/calls", data=call | {"first_day": "02.12.2027"}).text
    operator.post("/lists/calls", data=call)
    assert "late" in hr.get("/lists").text
    body = client_of(app, ground.who(Role.WORKING_BODY))
    assert "2 organisations are late." in body.get("/lists").text
    book = openpyxl.load_workbook(io.BytesIO(body.get("/lists/due.xlsx").data))
    assert [line[0] for line in book.active.iter_rows(values_only=True)] == ["Code", "FA-001", "TK-001"]


def test_the_table_of_positions_is_kept_by_hand(app, ground, hr, found):
    operator, address = client_of(app, ground.who(Role.OPERATOR)), f"/lists/positions/{ground.programme.code}"
    operator.post(address, data={"name_latn": "Bo'lim boshlig'i", "name_ru": "Начальник отдела"})
    assert "Boʻlim boshligʻi" in operator.get(address).text
    fields = {"family_name": "Oripov", "given_name": "Jasur", "pinfl": pinfl(7), "position": "Haydovchi"}
    page = hr.post(
        f"/lists/{found.code}/people/new", data=fields | {"language": "uz-Latn"}, follow_redirects=True
    ).text
    assert "does not stand in the table of positions" in page
    operator.post(f"{address}/1/remove")
    assert "The table is empty." in operator.get(address).text
