"""The commission's part of a journey: presence, decision, certificates; and downloads as people make them."""

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.looking import Axes
from tests.journeys.people import reload_until
from tests.journeys.serving import Served

MEMBERS_PRESENT = 7


def download(page: Page, selector: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(selector).first.click()
    return Path(waiting.value.path()).read_bytes()


def decide(chair: Page, secretary: Page, served: Served, axes: Axes, number: str) -> None:
    """Seven are present, and the chair confirms after one more question."""
    secretary.goto(f"{served.url}/results/{number}/presence")
    for box in secretary.locator("input[name=member]").all()[:MEMBERS_PRESENT]:
        box.check()
    axes.look(secretary, "results-presence-uz")
    secretary.click("main form .submit-row button")
    secretary.wait_for_url(f"**/results/{number}")
    chair.goto(f"{served.url}/results/{number}")
    axes.look(chair, "results-before-decision-ru")
    chair.click("[data-dialog=confirm-sheet]")
    axes.look(chair, "results-decision-ru")
    chair.click("dialog[open] button.primary")
    expect(chair.locator(".banner.success").first).to_be_visible()
    axes.look(chair, "results-confirmed-ru")


def collect_certificate(secretary: Page, served: Served, axes: Axes, number: str) -> tuple[str, bytes]:
    """The job has made it; one file and the archive of all hold the same bytes. Returns code and file."""
    secretary.goto(f"{served.url}/certificates/{number}")
    reload_until(secretary, "tbody a[href$='.pdf']")
    axes.look(secretary, "certificates-sheet-uz")
    one = download(secretary, "tbody a[href$='.pdf']")
    archive = zipfile.ZipFile(io.BytesIO(download(secretary, "a[href$='all.zip']")))
    assert one in [archive.read(name) for name in archive.namelist() if name.endswith(".pdf")]
    code = secretary.locator("tbody a[href*='/verify/']").first.get_attribute("href")
    assert code is not None
    secretary.goto(f"{served.url}/certificates/register?q={code.rsplit('/', 1)[1]}")
    axes.look(secretary, "certificates-register-uz")
    secretary.locator("tbody th a").first.click()
    axes.look(secretary, "certificates-one-uz")
    return code.rsplit("/", 1)[1], one
