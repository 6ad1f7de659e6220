"""What stands beside a list: help for a person, a reason of an absence, one name on two lists, a sketch."""

from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.candidates.entry_keeping import add_typed_person
from examapp.candidates.list_opening import open_list
from examapp.core.clock import now
from examapp.core.db import Database, make_engine
from examapp.organisations.models import Organisation
from examapp.portal.past_results import read_past_results
from examapp.programmes.queries import get_programme
from tests.browser import follow
from tests.journeys.looking import Axes
from tests.journeys.serving import Served

BORN = date(1985, 3, 7)


def list_a_namesake(served: Served, family_name: str, given_name: str) -> None:
    """Put somebody of that name, born on the day of the journey's people, onto the other body's list."""
    address = f"sqlite:///{next(served.data.glob('*.sqlite3'))}"
    database = Database(make_engine(address, busy_seconds=30))
    at = now()
    with database.transaction() as db:
        body = db.scalars(select(Organisation)).first()
        assert body is not None
        operator = db.scalars(select(StaffAccount).where(StaffAccount.login_name == "operator")).one()
        by = as_signed_in(operator)
        found = open_list(db, body, get_programme(db, "minimum"), at.year + 1, by=by, at=at)
        fields = {"family_name": family_name, "given_name": given_name, "document": "AB7654321"}
        fields |= {"birth_date": f"{BORN:%d.%m.%Y}", "position": "Kotib"}
        add_typed_person(db, found, fields, read_past_results, by=by, at=at)
    database.engine.dispose()


def ask_for_a_seat(officer: Page, body: Page, served: Served, axes: Axes) -> None:
    """The officer asks for a seat that a wheelchair reaches; the working body approves it."""
    officer.goto(f"{served.url}/accommodations/new")
    axes.look(officer, "help-choose-uz")
    follow(officer, ".table tbody tr >> nth=0 >> a.button")
    officer.check("input[value=accessible_seat]")
    officer.fill("#evidence", "VTEK maʼlumotnomasi № 12, 2026-yil 3-mart")
    axes.look(officer, "help-ask-uz")
    follow(officer, "main form button.primary")
    expect(officer.locator(".banner.success")).to_be_visible()
    axes.look(officer, "help-asked-uz")
    body.goto(f"{served.url}/accommodations/")
    axes.look(body, "help-waiting-ru")
    follow(body, ".table tbody tr >> nth=0 >> a")
    body.check("input[value=approve]")
    body.fill("#valid_until", f"{datetime.now(UTC) + timedelta(days=300):%d.%m.%Y}")
    axes.look(body, "help-decide-ru")
    follow(body, "form[action$='/decision'] button.primary")
    expect(body.locator(".banner.success")).to_be_visible()


def excuse_an_absence(officer: Page, body: Page, served: Served, axes: Axes) -> None:
    """The officer records why somebody does not come; the working body agrees."""
    officer.goto(f"{served.url}/absences/new")
    axes.look(officer, "absence-choose-uz")
    follow(officer, ".table tbody tr >> nth=0 >> a.button")
    officer.check("input[value=illness]")
    officer.set_input_files("#file", {"name": "varaqa.pdf", "mimeType": "", "buffer": b"%PDF-1.7\n"})
    axes.look(officer, "absence-record-uz")
    follow(officer, "main form button.primary")
    expect(officer.locator(".banner.success")).to_be_visible()
    axes.look(officer, "absence-recorded-uz")
    body.goto(f"{served.url}/absences/")
    follow(body, ".table tbody tr >> nth=0 >> a")
    body.check("input[value=agree]")
    axes.look(body, "absence-decide-ru")
    follow(body, "form[action$='/decision'] button.primary")
    expect(body.locator(".banner.success")).to_be_visible()
    axes.look(body, "absences-ru")


def tell_two_apart(operator: Page, served: Served, axes: Axes) -> None:
    """The operator finds one name and birth date on two lists, and says that they are two people."""
    operator.goto(f"{served.url}/lists")
    follow(operator, ".banner a[href$='/doubled']")
    axes.look(operator, "doubled-ru")
    operator.fill("[name=reason]", "Две сотрудницы, документы сверены")
    follow(operator, "main form button")
    expect(operator.locator(".banner.success")).to_be_visible()
    axes.look(operator, "doubled-none-ru")


def draw_a_sketch(operator: Page, served: Served, axes: Axes) -> None:
    """The operator looks at another floor of a room before it is saved."""
    operator.goto(f"{served.url}/centres/TK-C01/sketch")
    operator.fill("[name^=floor]", "3")
    follow(operator, "button[value=look]")
    expect(operator.locator(".plan-box")).to_contain_text("3-й этаж")
    axes.look(operator, "sketch-ru")
    follow(operator, "main form button.primary")
    expect(operator.locator(".banner.success")).to_be_visible()
