"""How a body's people stand: one state each, from what is published, and of the own body alone."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.candidates.eligibility import NOTHING_PAST, PastResults
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation
from examapp.portal.people_states import Facts, Standing, judge_standing, list_states
from examapp.programmes.models import Programme
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.sittings.models import SittingState
from tests.cast import open_pages
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, LONG_NAME, THREE, Seat, make_closed_sitting

TODAY = date(2026, 12, 1)
NOW = DRAWN_UP_AT + timedelta(days=6)
FAILED = PastResults(failed_on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("facts", "standing", "day"),
    [
        (Facts(), Standing.NOT_LISTED, None),
        (Facts(listed=True), Standing.LISTED, None),
        (Facts(FAILED, listed=True, booked_on=TODAY, last=Outcome.FAILED), Standing.BOOKED, TODAY),
        (Facts(awaited_of=TODAY), Standing.WAITING, TODAY),
        (Facts(PastResults(date(2027, 6, 2)), last=Outcome.PASSED), Standing.PASSED, date(2027, 6, 2)),
        (Facts(PastResults(date(2027, 6, 1)), last=Outcome.PASSED), Standing.ENDS_SOON, date(2027, 6, 1)),
        (Facts(PastResults(date(2026, 11, 30))), Standing.ENDED, date(2026, 11, 30)),
        (Facts(FAILED, listed=True, last=Outcome.REMOVED), Standing.FAILED, date(2027, 1, 24)),
        (Facts(FAILED, last=Outcome.ABSENT), Standing.ABSENT, date(2027, 1, 24)),
        (Facts(NOTHING_PAST, last=Outcome.EXCUSED), Standing.EXCUSED, None),
        (Facts(NOTHING_PAST, last=Outcome.VOID), Standing.VOID, None),
        (Facts(NOTHING_PAST, last=Outcome.PASSED), Standing.UNCERTIFIED, None),
        (Facts(NOTHING_PAST, listed=True, last=Outcome.VOID), Standing.LISTED, None),
    ],
)
def test_the_first_that_holds_is_said_with_its_day(facts, standing, day) -> None:
    assert judge_standing(facts, TODAY, 2) == (standing, day)


@pytest.fixture
def sheet(database):
    with database.transaction() as db:
        sitting = make_closed_sitting(db, THREE)
        other = make_closed_sitting(db, [Seat("Boshqa Odam Odamovich", None, state=None)], code="FA-1")
        other.starts_at, other.state = HELD_FROM + timedelta(days=30), SittingState.PUBLISHED
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        db.flush()
        return sheet.id


def states_of(database):
    with database.reading() as db:
        bodies = db.scalars(select(Organisation).order_by(Organisation.id)).all()
        programme = db.scalars(select(Programme)).one()
        return [
            [(one.candidate.name_latn.split()[0], one.standing, one.day) for one in found]
            for found in (list_states(db, body, programme, NOW) for body in bodies)
        ]


def test_a_result_is_said_only_once_it_is_confirmed(database, sheet) -> None:
    held = date(2026, 11, 24)
    own, other = states_of(database)
    assert {(standing, day) for _name, standing, day in own} == {(Standing.WAITING, held)}
    assert [(standing, day) for _name, standing, day in other] == [(Standing.BOOKED, date(2026, 12, 24))]
    with database.transaction() as db:
        db.get_one(ResultSheet, sheet).state = SheetState.CONFIRMED
    own, _other = states_of(database)
    stood = {name: (standing, day) for name, standing, day in own}
    assert stood["Karimov"] == (Standing.FAILED, date(2027, 1, 24))
    assert stood[LONG_NAME.split()[0]] == (Standing.UNCERTIFIED, None)
    assert stood["Nosirova"] == (Standing.ABSENT, date(2027, 1, 24))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_officer_finds_the_own_people_alone_on_page_and_workbook(app, database, sheet) -> None:
    client = open_pages(app, Role.HR_OFFICER)
    assert client.get("/people/").status_code == 404  # bound to no body yet
    with database.transaction() as db:
        own = db.scalars(select(Organisation).order_by(Organisation.id)).first()
        db.scalars(
            select(StaffAccount).where(StaffAccount.role == Role.HR_OFFICER)
        ).one().organisation_code = own.code
    with clock.using(clock.ManualClock(NOW)):
        page = client.get("/people/").text
        assert "Karimov Botir" in page
        assert "Boshqa" not in page
        assert "Boshqa" not in client.get("/people/?q=boshqa").text
        assert "Nosirova" not in client.get("/people/?q=karim").text
        rows = openpyxl.load_workbook(BytesIO(client.get("/people/table.xlsx?q=karim").data)).worksheets[0]
        cells = [[cell.value for cell in row] for row in rows]
    assert len(cells) == 2
    assert cells[1][4:] == ["waits for the result", "24.11.2026"]
