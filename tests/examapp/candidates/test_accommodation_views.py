import pytest

from examapp.accounts.models import StaffAccount
from examapp.candidates.accommodation_models import Accommodation
from examapp.core.permissions import Role
from tests.cast import PEOPLE, open_pages
from tests.examapp.candidates.making import make_candidate
from tests.examapp.organisations.making import make_organisation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASKED = {"kinds": ["extra_time", "screen_reader"], "percent": "25", "evidence": "SECRET PAPER 5"}


def open_hr(app, database, organisation_code, suffix):
    client = open_pages(app, Role.HR_OFFICER, suffix=suffix)
    with database.transaction() as db:
        account = db.query(StaffAccount).filter_by(login_name=f"hr_officer{suffix}").one()
        account.organisation_code = organisation_code
    return client


@pytest.fixture
def candidate(database):
    with database.transaction() as db:
        return make_candidate(db)


@pytest.fixture
def hr(app, database, candidate):
    return open_hr(app, database, "FA-001", "-own")


def codes(database):
    with database.reading() as db:
        return [one.code for one in db.query(Accommodation).order_by(Accommodation.id)]


def test_hr_asks_the_working_body_decides_and_hr_reads_the_decision(app, database, candidate, hr):
    assert candidate.code in hr.get("/accommodations/new").text
    page = hr.post(f"/accommodations/new/{candidate.code}", data=ASKED, follow_redirects=True).text
    assert "2 requests are sent." in page
    first, second = codes(database)
    body = open_pages(app, Role.WORKING_BODY)
    assert "SECRET PAPER 5" in body.get(f"/accommodations/{first}").text
    refused = {"decision": "refuse"}
    assert "Type the reason" in body.post(f"/accommodations/{second}/decision", data=refused).text
    body.post(f"/accommodations/{second}/decision", data=refused | {"reason": "Boshqa hujjat kerak"})
    approved = {"decision": "approve", "valid_until": "31.12.2099"}
    body.post(f"/accommodations/{first}/decision", data=approved)
    page = hr.get("/accommodations/").text
    assert "Extra time, 25\N{NO-BREAK SPACE}%" in page
    assert "31.12.2099" in page
    page = hr.get(f"/accommodations/{second}").text
    assert "Boshqa hujjat kerak" in page
    assert PEOPLE[Role.WORKING_BODY] in page


def test_what_was_typed_stays_where_nothing_is_ticked(hr, candidate):
    page = hr.post(f"/accommodations/new/{candidate.code}", data=ASKED | {"kinds": [], "percent": ""}).text
    assert "Tick at least one kind of help" in page
    assert "SECRET PAPER 5" in page


@pytest.mark.parametrize("organisation_code", ["FA-002", None])
def test_hr_of_another_body_and_of_none_sees_nothing(app, database, candidate, hr, organisation_code):
    hr.post(f"/accommodations/new/{candidate.code}", data=ASKED)
    with database.transaction() as db:
        make_organisation(db, "Quva tumani hokimligi")
    other = open_hr(app, database, organisation_code, "-other")
    assert candidate.name_latn not in other.get("/accommodations/").text
    assert candidate.name_latn not in other.get("/accommodations/new").text
    code = codes(database)[0]
    for path in (f"/accommodations/{code}", f"/accommodations/new/{candidate.code}"):
        assert other.get(path).status_code == 404
    assert other.post(f"/accommodations/{code}/withdrawal", data={"reason": "x"}).status_code == 404


def test_a_regional_working_body_sees_its_region(app, database, candidate, hr):
    hr.post(f"/accommodations/new/{candidate.code}", data=ASKED)
    code = codes(database)[0]
    assert (
        open_pages(app, Role.WORKING_BODY, region_code="UZ-TK").get(f"/accommodations/{code}").status_code
        == 404
    )


def test_the_operator_sees_the_help_and_never_the_document(app, database, candidate, hr):
    hr.post(f"/accommodations/new/{candidate.code}", data=ASKED)
    body = open_pages(app, Role.WORKING_BODY)
    for code in codes(database):
        body.post(
            f"/accommodations/{code}/decision", data={"decision": "approve", "valid_until": "31.12.2099"}
        )
    page = open_pages(app, Role.OPERATOR).get(f"/candidates/{candidate.code}").text
    assert "Extra time, 25\N{NO-BREAK SPACE}%; Form for a screen reader" in page
    assert "SECRET" not in page
