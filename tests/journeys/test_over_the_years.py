"""What comes after a certificate, by mouse: a mended name, missed deadlines, and six years later the end.

The operator asks for another name and the chair decides; a stranger types the old code; the auditor reads the
deadlines and takes everything; a program's secret is shown; then two people delete what was kept long enough,
and the auditor takes the proof. The clock stands.
"""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, SealedHead
from examapp.retention.carrying_out import erase_approved
from examapp.retention.models import Proposal
from examapp.retention.proof_text import check_file
from examapp.sittings.models import Sitting
from tests.browser import follow
from tests.cast import add_person
from tests.examapp.retention.making import LATER, approve_years
from tests.factories.closed_sitting import make_closed_sitting
from tests.factories.issued import issue_first
from tests.journeys.commission import download
from tests.journeys.conftest import new_context
from tests.journeys.desks import serve, sit_down
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REHEARSED = "TK-2026-1124-02"
AFTER = datetime(2026, 12, 3, 5, tzinfo=UTC)
MENDED = ("Oʻgʻiloy Gʻulomjonovna Qoʻchqorova", "Ўғилой Ғуломжоновна Қўчқорова")


@dataclass
class Scene:
    """The first certificate, each person's page, and the clock."""

    app: Flask
    database: Database
    certificate: Certificate
    pages: dict[str, Page]
    url: str
    axes: Axes
    clock: ManualClock

    def open(self, who: str, path: str) -> Page:
        self.pages[who].goto(self.url + path)
        return self.pages[who]


@pytest.fixture
def scene(app: Flask, database: Database, browser: Browser, axes: Axes) -> Iterator[Scene]:
    certificate = issue_first(app, database)
    with database.transaction() as db:
        make_closed_sitting(db, code=REHEARSED, rehearsal=True)
        approve_years(db)
        chair = db.scalars(select(StaffAccount).where(StaffAccount.role == Role.COMMISSION_CHAIR)).one()
        people = {
            "chair": (chair, "ru"),
            "operator": (add_person(db, Role.OPERATOR), "uz-Latn"),
            "auditor": (add_person(db, Role.AUDITOR), "ru"),
            "administrator": (add_person(db, Role.ADMINISTRATOR), "ru"),
        }
    clock = ManualClock(AFTER)
    with ExitStack() as stack:
        stack.enter_context(using(clock))
        url = stack.enter_context(serve(app))
        pages = {
            name: stack.enter_context(sit_down(browser, app, *who)).new_page() for name, who in people.items()
        }
        stranger = new_context(browser)
        stack.callback(stranger.close)
        pages["stranger"] = stranger.new_page()
        yield Scene(app, database, certificate, pages, url, axes, clock)


def _mend_the_name(scene: Scene) -> None:
    old, path = scene.certificate, f"/certificates/one/{scene.certificate.number}"
    page = scene.open("operator", f"/certificates/register?q={old.number}")
    follow(page, f"tbody a[href$='{path}']")
    asked = page.locator("details", has=page.locator("form[action$='/replacement']"))
    asked.locator("summary").click()
    for name, words in zip(("name_latn", "name_cyrl"), MENDED, strict=True):
        asked.locator(f"[name=new-{name}]").fill(words)
    asked.locator("[name=new-reason]").fill("Pasportda familiya boshqacha yozilgan")
    asked.locator("[name=new-document]").fill("12-son buyruq, 02.12.2026")
    follow(page, asked.locator("button.primary"))
    expect(page.locator("form[action$='/withdraw']")).to_be_visible()
    scene.axes.look(page, "certificate-asked-uz")
    page = scene.open("chair", path)
    expect(page.locator("main")).to_contain_text(MENDED[0])
    scene.axes.look(page, "certificate-to-decide-ru")
    follow(page, "form[action$='/grant'] button")
    expect(page.locator("form[action$='/grant']")).to_have_count(0)
    with scene.app.app_context():
        assert issue_sheet(old.sheet_id) == 1
    page = scene.open("stranger", "/verify?lang=uz-Latn")
    page.fill("[name=code]", old.code.lower())
    page.press("[name=code]", "Enter")
    expect(page.locator("main")).to_contain_text("KS-TK-2026-000002")
    scene.axes.look(page, "certificate-replaced-uz")
    assert page.context.cookies() == [] or {one["name"] for one in page.context.cookies()} <= {"lang"}
    new = scene.open("chair", "/certificates/one/KS-TK-2026-000002")
    expect(new.locator("main")).to_contain_text(old.number)
    assert download(new, "a[href$='KS-TK-2026-000002.pdf']").startswith(b"%PDF-")


def _read_the_deadlines(scene: Scene) -> None:
    page = scene.open("auditor", "/desk")
    follow(page, page.locator("a[href$='/reports/deadlines/']:visible").first)
    scene.axes.look(page, "deadlines-ru")
    missed = page.locator("tbody").last.locator("tr")
    book = openpyxl.load_workbook(BytesIO(download(page, "a[href*='table.xlsx']")))
    assert [row[5].value for row in book.worksheets[0]].count("просрочено") == missed.count() > 0
    follow(page, page.locator("tbody a[href*='/sittings/']").first)
    expect(page.locator("main")).to_contain_text("TK-2026-1124-01")
    page = scene.open("auditor", "/reports/export/")
    scene.axes.look(page, "export-ru")
    with ZipFile(BytesIO(download(page, "form[action$='all.zip'] button"))) as everything:
        rows = list(csv.DictReader(StringIO(everything.read("certificates.csv").decode())))
    assert [row["replaced_by"] for row in rows] == ["KS-TK-2026-000002", ""]


def _show_a_secret(scene: Scene) -> None:
    page = scene.open("operator", "/webhooks/")
    page.fill("[name=url]", "https://example.uz/chaqiruv")
    follow(page, "main form button.primary")
    secret, screen = page.locator(".code-big").bounding_box(), page.viewport_size
    assert secret is not None
    assert screen is not None
    assert secret["x"] + secret["width"] <= screen["width"], "the end of the secret is off the screen"
    scene.axes.look(page, "webhook-secret-uz")


def _delete_what_was_kept(scene: Scene) -> None:
    scene.clock.advance(seconds=(LATER - AFTER).total_seconds())
    page = scene.open("operator", "/retention/")
    follow(page, "tbody a[href$='/due/attempts']")
    expect(page.locator("main")).to_contain_text(REHEARSED)
    scene.axes.look(page, "retention-due-uz")
    follow(page, "form[action$='/proposal'] button")
    page.wait_for_url("**/retention/proposals/*")
    path = page.url.removeprefix(scene.url)
    expect(page.locator("form[action$='/approval']")).to_have_count(0)
    page = scene.open("administrator", path)
    scene.axes.look(page, "retention-to-approve-ru")
    follow(page, "form[action$='/approval'] button")
    expect(page.locator("form[action$='/approval']")).to_have_count(0)
    with scene.database.reading() as db:
        proposal = db.scalars(select(Proposal.code)).one()
    with scene.app.app_context():
        erase_approved({"proposal": proposal})
        erase_approved({"proposal": proposal})
    page = scene.open("auditor", "/retention/")
    scene.axes.look(page, "retention-proofs-ru")
    follow(page, f"tbody a[href$='{path}'] >> nth=0")
    scene.axes.look(page, "retention-proof-ru")
    proof = download(page, "a[href$='/proofs/1.json']")
    assert check_file(proof, scene.app.extensions["key_ring"].signer("audit").verifier).deleted == 2
    with scene.database.reading() as db:
        left = db.scalars(select(Sitting.code).join(Attempt).join(SealedHead).distinct()).all()
    assert left == ["TK-2026-1124-01"], "its mended sheet still waits for signatures"


def test_a_mended_name_the_deadlines_and_what_is_deleted_when_its_years_are_over(scene: Scene) -> None:
    _mend_the_name(scene)
    _read_the_deadlines(scene)
    _show_a_secret(scene)
    _delete_what_was_kept(scene)
