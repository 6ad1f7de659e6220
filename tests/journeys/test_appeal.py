"""From a candidate's appeal to the changed result, by mouse: candidate, secretary, chair, panel, a stranger.

A question is appealed and put before the commission, where another answer is given by the candidate's own
controls; the panel, none of whom ran the sitting, reads, decides and signs; the commission confirms the next
revision, the candidate reads it, and a bare Python recomputes the dossier. The clock stands.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import keep_secret
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.results.models import SheetState
from examapp.sittings.models import SittingProctor
from tests.browser import follow
from tests.examapp.delivery.making import PIN
from tests.examapp.documents.paper import read_text
from tests.examapp.regrading.ground import CHOICE, Ground, make_ground
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import decide
from tests.factories.issued import bring_fonts
from tests.journeys.commission import download
from tests.journeys.conftest import new_context
from tests.journeys.desks import serve, sit_down
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "JBSWY3DPEHPK3PXP" * 2
NUMBER = "AP-2026-0001"
WORDS = "Savolda ikkita toʻgʻri javob bor, men ikkinchisini tanladim."
WHY = "Вторая формулировка допускает и этот ответ"


@dataclass
class Scene:
    """The ground, and each person's page."""

    ground: Ground
    pages: dict[str, Page]
    url: str
    axes: Axes
    clock: ManualClock

    def open(self, who: str, path: str) -> Page:
        self.pages[who].goto(self.url + path)
        return self.pages[who]


@pytest.fixture
def scene(
    app: Flask, database: Database, browser: Browser, settings: Settings, axes: Axes
) -> Iterator[Scene]:
    bring_fonts(settings)
    ground, clock = make_ground(app, official=True), ManualClock(DECIDED_AT)
    commission = ground.commission
    ran = commission.members[5]  # named as proctor after the sheet was signed: must not hear the appeal
    with database.transaction() as db:
        db.add(SittingProctor(sitting_id=ground.room.sitting_id, staff_id=ran.id))
        for one in commission.members[:2]:
            keep_secret(db.get_one(StaffAccount, one.id), SECRET, app.extensions["key_ring"])
    people = {
        "secretary": (commission.secretary_account, "uz-Latn"),
        "chair": (commission.chair_account, "ru"),
        "first": (commission.members[0], "ru"),
        "second": (commission.members[1], "uz-Latn"),
    }
    with ExitStack() as stack:
        stack.enter_context(using(clock))
        url = stack.enter_context(serve(app))
        pages = {
            name: stack.enter_context(sit_down(browser, app, *who)).new_page() for name, who in people.items()
        }
        computer = new_context(browser)
        stack.callback(computer.close)
        pages["candidate"] = computer.new_page()
        yield Scene(ground, pages, url, axes, clock)


def _enter_own_page(scene: Scene) -> Page:
    page = scene.open("candidate", "/my/?lang=uz-Latn")
    page.fill("[name=code]", scene.ground.room.places[2].candidate_code)
    page.fill("[name=pin]", PIN)
    follow(page, "main form button.primary")
    return page


def _appeal(scene: Scene, number: int) -> None:
    page = _enter_own_page(scene)
    follow(page, "#appeals a.button")
    page.check("[name=about][value=item]")
    page.fill("[name=item_number]", str(number))
    page.fill("[name=text]", WORDS)
    scene.axes.look(page, "appeal-write-uz")
    follow(page, "main form button.primary")
    expect(page.locator("#appeals")).to_contain_text(NUMBER)
    scene.axes.look(page, "appeal-own-page-uz")


def _put_and_propose_another_key(scene: Scene) -> None:
    """From the agenda to the appeal, to the item; the right answer is pressed, not typed."""
    page = scene.open("secretary", "/agenda")
    scene.axes.look(page, "appeal-agenda-uz")
    follow(page, f"main a[href$='/appeals/{NUMBER}']")
    scene.axes.look(page, "appeal-filed-uz")
    follow(page, "form[action$='/put-item'] button")
    expect(page.locator(f"main a[href$='/appeals/{NUMBER}']")).to_have_count(1)
    scene.axes.look(page, "appeal-item-matter-uz")
    follow(page, "main .actions a[href$='/propose']")
    page.check("[name=kind][value=accept_several]")
    option = page.locator(".key-face .option", has_text="Label a")
    option.click()
    expect(page.locator("#answer")).not_to_have_value("")
    page.fill("[name=reason]", "Ikkinchi javob ham toʻgʻri")
    scene.axes.look(page, "appeal-propose-key-uz")
    follow(page, "main form button.primary")
    expect(page.locator("main tbody")).to_contain_text("Karimov 3")
    scene.axes.look(page, "appeal-effects-uz")


def _appoint(scene: Scene) -> None:
    page = scene.open("chair", f"/appeals/{NUMBER}")
    follow(page, f"main a[href$='/{NUMBER}/panel']")
    members = scene.ground.commission.members
    expect(page.locator(f"input[value='{members[5].code}']")).to_be_disabled()
    for one in members[:3]:
        page.check(f"input[name=member][value='{one.code}']")
    scene.axes.look(page, "appeal-panel-ru")
    follow(page, "main form button.primary")
    page.wait_for_url(f"**/appeals/{NUMBER}")


def _decide(scene: Scene) -> None:
    page = scene.open("first", f"/appeals/{NUMBER}")
    follow(page, f"form[action$='/{NUMBER}/item'] button")
    scene.axes.look(page, "appeal-item-ru")
    page.goto(f"{scene.url}/appeals/{NUMBER}/decision")
    page.check("[name=verdict][value=upheld]")
    page.check("[name=remedy][value=credit]")
    page.fill("[name=reason]", WHY)
    scene.axes.look(page, "appeal-decision-ru")
    follow(page, "main form button.primary")
    for name in ("first", "second"):
        page = scene.open(name, f"/appeals/{NUMBER}/sign")
        page.fill("[name=digits]", pyotp.TOTP(SECRET).at(scene.clock.read().wall))
        scene.axes.look(page, f"appeal-sign-{name}")
        follow(page, "main form button.primary")
        page.wait_for_url(f"**/appeals/{NUMBER}")
    scene.axes.look(page, "appeal-answered-uz")


def _recompute(page: Page, folder: Path) -> str:
    """Take the dossier by one press, and run its script with nothing but Python."""
    zipfile.ZipFile(BytesIO(download(page, "form[action$='/dossier'] button"))).extractall(folder)
    script = [sys.executable, "-I", "-S", "recompute.py"]
    done = subprocess.run(script, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_appeal_on_a_question_is_heard_signed_and_changes_the_result_that_a_stranger_recomputes(
    scene: Scene, database: Database, tmp_path: Path
) -> None:
    ground = scene.ground
    form = ground.room.places[2].form
    _appeal(scene, list(form.item_ids()).index(CHOICE) + 1)
    _put_and_propose_another_key(scene)
    _appoint(scene)
    _decide(scene)
    own = scene.open("candidate", "/my/")
    expect(own.locator("#appeals")).to_contain_text(WHY)
    with database.transaction() as db:
        sheet = ground.sheet(db)
        assert (sheet.revision, sheet.state) == (2, SheetState.DRAFT)
        db.query(SittingProctor).delete()  # who signs here signed before; the record came for the panel
        db.flush()
        decide(db, sheet, ground.commission)
    own.reload()
    expect(own.locator("main")).to_contain_text("Oʻtdi")
    scene.axes.look(own, "appeal-result-uz")
    paper = download(own, f"main a[href$='/my/appeals/{NUMBER}.pdf']")
    assert paper.startswith(b"%PDF-")
    (tmp_path / "decision.pdf").write_bytes(paper)
    page = scene.open("second", f"/appeals/{NUMBER}")
    scene.axes.look(page, "appeal-steps-uz")
    assert "Mark: 5.00, passed" in _recompute(page, tmp_path / "dossier")
    paper = read_text((tmp_path / "dossier" / "dossier.pdf").read_bytes())
    for one in (ground.commission.chair_account, ground.commission.secretary_account):
        assert one.display_name in paper, "who signed the sheet stands on the dossier's paper"
