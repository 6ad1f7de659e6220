"""The commission's part of a journey: presence, signatures, certificates; downloads as people make them."""

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import follow
from tests.journeys.conftest import new_context
from tests.journeys.looking import Axes
from tests.journeys.people import digits_of, reload_until, sign_in
from tests.journeys.serving import Served


def download(page: Page, selector: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(selector).first.click()
    return Path(waiting.value.path()).read_bytes()


def sign(page: Page, served: Served, name: str, number: str, axes: Axes, tongue: str) -> None:
    """From the agenda to the page of signing, six digits, one press."""
    page.goto(f"{served.url}/agenda")
    axes.look(page, f"results-agenda-{tongue}")
    follow(page, f"a.primary[href$='/results/{number}/sign']")
    axes.look(page, f"results-sign-{tongue}")
    page.fill("[name=digits]", digits_of(served.staff(name)["totp_secret"]))
    follow(page, "main form .submit-row button.primary")
    page.wait_for_url(f"**/results/{number}")


def decide(
    browser: Browser,
    chair: Page,
    secretary: Page,
    served: Served,
    axes: Axes,
    number: str,
    *,
    present: int,
    signers: tuple[str, str],
) -> None:
    """So many are present; secretary, two members and the chair sign, the last signature confirms."""
    secretary.goto(f"{served.url}/results/{number}/presence")
    for box in secretary.locator("input[name=member]").all()[:present]:
        box.check()
    axes.look(secretary, "results-presence-uz")
    follow(secretary, "main form .submit-row button")
    secretary.wait_for_url(f"**/results/{number}")
    sign(secretary, served, "secretary", number, axes, "uz")
    for name, language in zip(signers, ("ru", "uz-Latn"), strict=True):
        computer = new_context(browser)
        sign(sign_in(computer, served, name, language), served, name, number, axes, language)
        computer.close()
    chair.goto(f"{served.url}/results/{number}")
    axes.look(chair, "results-before-decision-ru")
    expect(chair.locator("main .done-list li.done")).to_have_count(3)
    sign(chair, served, "chair", number, axes, "chair-ru")
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
    follow(secretary, secretary.locator("tbody th a").first)
    axes.look(secretary, "certificates-one-uz")
    return code.rsplit("/", 1)[1], one
