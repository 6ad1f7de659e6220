"""The pages of absences: HR of the own body records, the working body decides, nobody else opens a paper."""

from io import BytesIO

import pytest
from sqlalchemy import select

from examapp.core.clock import ManualClock, using
from examapp.core.permissions import Role
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet
from examapp.sittings.excuse_models import AbsenceExcuse
from examapp.sittings.models import Booking
from tests.cast import add_person, open_pages, sign_in
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, Seat, make_closed_sitting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def candidate_code(database) -> str:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, (Seat("Nosirova Kamola Ilhomovna", None, state=None),))
        draw_up(db, sitting, at=DRAWN_UP_AT)
        return sitting.bookings[0].candidate_code


@pytest.fixture(autouse=True)
def _soon_after():
    with using(ManualClock(HELD_FROM)):
        yield


def open_hr(app, database, organisation_code=None):
    pages = open_pages(app, Role.HR_OFFICER, suffix=organisation_code or "-own")
    with database.transaction() as db:
        account = add_person(db, Role.HR_OFFICER, suffix=f"{organisation_code or 'own'}-bound")
        own = db.scalars(select(Booking)).first().candidate.organisation.code
        account.organisation_code = organisation_code or own
    sign_in(pages, account)
    return pages


def post_reason(pages, code, **more):
    fields = {"kind": "illness", "remark": "", "file": (BytesIO(b"%PDF-1.4"), "spravka.pdf")} | more
    return pages.post(f"/absences/new/{code}", data=fields, follow_redirects=True).text


def test_a_reason_goes_from_hr_to_the_working_body_and_onto_the_sheets_page(app, database, candidate_code):
    hr = open_hr(app, database)
    assert "Nosirova Kamola" in hr.get("/absences/new?q=носирова").text
    refused = post_reason(hr, candidate_code, kind="other")
    assert "Write the reason in your own words." in refused
    assert "The reason is recorded." in post_reason(hr, candidate_code)
    assert "Nosirova" not in hr.get("/absences/new").text
    assert "A reason is recorded for this sitting." in post_reason(hr, candidate_code)
    chair = open_pages(app, Role.COMMISSION_CHAIR)
    with database.reading() as db:
        sheet = f"/results/{db.scalars(select(ResultSheet.number)).one()}"
        place = f"/absences/{db.scalars(select(AbsenceExcuse.code)).one()}"
    assert "a reason waits for the working body" in chair.get(sheet).text
    assert hr.post(f"{place}/decision").status_code == 403
    working_body = open_pages(app, Role.WORKING_BODY)
    assert working_body.get(f"{place}/paper").data == b"%PDF-1.4"
    said = working_body.post(f"{place}/decision", data={"decision": "refuse", "reason": ""}).text
    assert "Write the reason in your own words." in said
    page = working_body.post(f"{place}/decision", data={"decision": "agree"}, follow_redirects=True).text
    assert "The decision is recorded." in page
    assert "with a valid reason, agreed on" in chair.get(sheet).text


def test_hr_of_another_body_finds_nobody_and_opens_nothing(app, database, candidate_code):
    post_reason(open_hr(app, database), candidate_code)
    other = open_hr(app, database, "FA-002")
    with database.reading() as db:
        code = db.scalars(select(AbsenceExcuse.code)).one()
    assert "Nosirova" not in other.get("/absences/").text + other.get("/absences/new").text
    for address in (f"/absences/{code}", f"/absences/{code}/paper", f"/absences/new/{candidate_code}"):
        assert other.get(address).status_code == 404
