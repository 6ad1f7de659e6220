"""From a drawn-up sheet to a revoked certificate, by mouse: secretary, members, chair and auditor.

The sheet goes back with remarks, comes again, is signed by telephone and by E-IMZO, and confirmed; one result
is annulled by two, and its certificate ends. The room's clock stands, so that no digits are waited for.
"""

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import keep_secret
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.results.commission_models import CommissionSeat
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet, SheetState
from examapp.worker import SWEEPERS
from tests.browser import follow
from tests.cast import add_person
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, THREE, make_closed_sitting
from tests.factories.commission import Commission, make_commission
from tests.factories.eimzo_server import OWN, SIGNED, FakeServer, run_eimzo_server
from tests.factories.issued import bring_fonts
from tests.journeys.commission import download
from tests.journeys.desks import serve, sit_down
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "JBSWY3DPEHPK3PXP" * 2
PRESENT = 7
REMARKS = "Karimovning kechikishi bayonnomada yoʻq"
ANSWER = "Bayonnoma toʻldirildi"
WHY = "Nomzod oʻrniga boshqa kishi topshirgan"


@pytest.fixture
def eimzo() -> Iterator[tuple[str, list[FakeServer]]]:
    with run_eimzo_server() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, eimzo: tuple[str, list[FakeServer]]) -> Settings:
    return dataclasses.replace(settings, sign_by="either", eimzo_url=eimzo[0])


@dataclasses.dataclass
class Commissioned:
    """The people and their pages; `number` is the sheet's, `clock` the room's."""

    commission: Commission
    number: str
    clock: ManualClock
    pages: dict[str, Page]
    url: str
    axes: Axes

    def open(self, who: str, path: str) -> Page:
        self.pages[who].goto(self.url + path)
        return self.pages[who]

    def sheet(self, who: str, more: str = "") -> Page:
        return self.open(who, f"/results/{self.number}{more}")

    def record_presence(self) -> None:
        """The secretary finds the sheet on the agenda and ticks who is here."""
        page = self.open("secretary", "/agenda")
        follow(page, f"a.primary[href$='/results/{self.number}/presence']")
        for code in self.commission.codes(PRESENT):
            page.check(f"input[name=member][value='{code}']")
        follow(page, "main form .submit-row button")
        page.wait_for_url(f"**/results/{self.number}")

    def sign(self, *names: str) -> None:
        """Each one opens the agenda, reads, types six digits of this half minute, signs."""
        self.clock.advance(seconds=30)
        for name in names:
            page = self.open(name, "/agenda")
            follow(page, f"a.primary[href$='/results/{self.number}/sign']")
            page.fill("[name=digits]", pyotp.TOTP(SECRET).at(self.clock.read().wall))
            follow(page, "main form .submit-row button.primary")
            page.wait_for_url(f"**/results/{self.number}")


@pytest.fixture
def scene(
    app: Flask, database: Database, browser: Browser, settings: Settings, axes: Axes
) -> Iterator[Commissioned]:
    bring_fonts(settings)
    clock = ManualClock(DECIDED_AT)
    with database.transaction() as db:
        made = make_commission(db)
        auditor = add_person(db, Role.AUDITOR)
        for one in (made.chair_account, made.secretary_account, *made.members[:3]):
            keep_secret(one, SECRET, app.extensions["key_ring"])
        db.query(CommissionSeat).filter_by(staff_id=made.members[2].id).one().pinfl = OWN
        number = draw_up(db, make_closed_sitting(db, THREE), at=DRAWN_UP_AT).number
    people: dict[str, tuple[StaffAccount, str]] = {
        "secretary": (made.secretary_account, "uz-Latn"),
        "chair": (made.chair_account, "ru"),
        "first": (made.members[0], "ru"),
        "second": (made.members[1], "uz-Cyrl"),
        "third": (made.members[2], "uz-Latn"),
        "auditor": (auditor, "uz-Latn"),
    }
    with ExitStack() as stack:
        stack.enter_context(using(clock))
        url = stack.enter_context(serve(app))
        pages = {
            name: stack.enter_context(sit_down(browser, app, *who)).new_page() for name, who in people.items()
        }
        yield Commissioned(made, number, clock, pages, url, axes)


def _return_and_draw_up_again(scene: Commissioned) -> None:
    scene.record_presence()
    chair = scene.sheet("chair", "/return")
    chair.check("[name=addressee][value=secretary]")
    chair.fill("[name=remarks]", REMARKS)
    scene.axes.look(chair, "commission-return-ru")
    follow(chair, "main form button.primary")
    expect(chair.locator(".banner.warning").first).to_contain_text(REMARKS)
    secretary = scene.open("secretary", "/agenda")
    expect(secretary.locator("main")).to_contain_text(REMARKS)
    scene.axes.look(secretary, "commission-agenda-returned-uz")
    follow(secretary, f"main a[href$='/results/{scene.number}']")
    follow(secretary, f"main a[href$='/results/{scene.number}/answer']")
    secretary.fill("[name=answer]", ANSWER)
    scene.axes.look(secretary, "commission-answer-uz")
    follow(secretary, "main form button.primary")
    expect(secretary.locator("h1")).to_contain_text("2-tahrir")


def _sign_with_eimzo(scene: Commissioned, behind: list[FakeServer]) -> None:
    """The statement is taken, signed outside, and handed in; six digits are not asked for."""
    page = scene.sheet("third", "/sign")
    behind[:] = [FakeServer(download(page, "main a[download][href$='statement.json']"))]
    page.set_input_files("input[name=file]", {"name": "a.p7s", "mimeType": "", "buffer": SIGNED.encode()})
    scene.axes.look(page, "commission-eimzo-uz")
    follow(page, "form[enctype] button")
    page.wait_for_url(f"**/results/{scene.number}")
    expect(page.locator(".done-list li.done", has_text="E-IMZO")).to_have_count(1)


def _annul(scene: Commissioned, candidate: str) -> None:
    asker = scene.sheet("first", "/annul")
    asker.select_option("[name=candidate]", candidate)
    asker.fill("[name=reason]", WHY)
    scene.axes.look(asker, "commission-annul-ru")
    follow(asker, "main form button.primary")
    asker.wait_for_url(f"**/results/{scene.number}")
    chair = scene.open("chair", "/agenda")
    follow(chair, "main a[href*='/annulments/']")
    chair.check("[name=decision][value=approve]")
    scene.axes.look(chair, "commission-annulment-ru")
    follow(chair, "main form button.primary")
    expect(chair.locator("main")).to_contain_text(WHY)


def _read_as_auditor(scene: Commissioned, certificate: str) -> None:
    """Who did what, in plain words, in two languages; and all of it as a file."""
    told = {
        "uz-Latn": (
            "Komissiya natijalar varaqasini mulohazalar bilan qaytardi.",
            "Nomzod natijasi bekor qilindi.",
        ),
        "ru": ("Комиссия вернула ведомость с замечаниями.", "Результат кандидата аннулирован."),
    }
    for tongue, sentences in told.items():
        page = scene.open("auditor", f"/audit?thing={scene.number}&lang={tongue}")
        scene.axes.look(page, f"commission-audit-{tongue}")
        for words in (*sentences, REMARKS, ANSWER, WHY, "Raxmatullayev Anvar Sobirovich", "E-IMZO"):
            expect(page.locator("main tbody")).to_contain_text(words)
    page = scene.open("auditor", f"/audit?thing={certificate}")
    expect(page.locator("main tbody tr").first).to_contain_text("Сертификат аннулирован.")
    expect(page.locator("main tbody tr").first).to_contain_text(WHY)
    scene.open("auditor", "/reports/export/")
    archive = zipfile.ZipFile(io.BytesIO(download(page, "main form button.primary")))
    assert f"result_sheets/{scene.number}-3.json" in archive.namelist()


def test_a_sheet_returned_signed_and_confirmed_an_annulment_by_two_and_what_the_auditor_reads(
    app: Flask, database: Database, scene: Commissioned, eimzo: tuple[str, list[FakeServer]]
) -> None:
    _return_and_draw_up_again(scene)
    scene.record_presence()
    scene.sign("secretary", "first", "second")
    _sign_with_eimzo(scene, eimzo[1])
    scene.sign("chair")
    expect(scene.pages["chair"].locator(".banner.success").first).to_be_visible()
    with app.app_context():
        with database.reading() as db:
            valid = db.scalars(select(ResultSheet).where(ResultSheet.state == SheetState.CONFIRMED)).one()
            candidate = valid.sitting.bookings[0].candidate_code
        assert issue_sheet(valid.id) == 1
    _annul(scene, candidate)
    scene.clock.advance(hours=1)
    scene.record_presence()
    scene.sign("secretary", "first", "second", "third", "chair")
    expect(scene.pages["chair"].locator(".banner.success").first).to_be_visible()
    with database.reading() as db:
        certificate = db.query(Certificate).one().number
    with app.app_context():
        for sweeper in SWEEPERS:
            sweeper()
    _read_as_auditor(scene, certificate)
    with database.reading() as db:
        ended = db.query(Certificate).one()
        assert ended.revocation
        assert (ended.revocation.reason, ended.revocation.document) == (WHY, f"{scene.number}, 3")
        page = scene.open("secretary", f"/verify/{ended.code}")
    expect(page.locator("main")).to_contain_text(WHY)
