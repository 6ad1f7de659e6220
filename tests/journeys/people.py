"""What the people of a journey do on the pages: sign in, enter, walk to the first question."""

import time

import pyotp
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.hands import Hands
from tests.journeys.looking import Axes
from tests.journeys.papers import Question
from tests.journeys.serving import Served

HALF_A_MINUTE = 30


# The last half minute whose digits each secret has used: the same ones sign in once.
_used: dict[str, int] = {}


def digits_of(secret: str) -> str:
    """Six digits that this account has not used yet: of this half minute, or of the next one."""
    while True:
        present = int(time.time() // HALF_A_MINUTE)
        step = max(present, _used.get(secret, 0) + 1)
        if step <= present + 1:
            _used[secret] = step
            return pyotp.TOTP(secret).at(step * HALF_A_MINUTE)
        time.sleep(0.5)


def sign_in(context: BrowserContext, served: Served, name: str, language: str = "uz-Latn") -> Page:
    """Sign a person of the demo in through the page and return the page behind it."""
    who, page = served.staff(name), context.new_page()
    page.goto(f"{served.url}/sign-in?lang={language}")
    page.fill("[name=login_name]", who["name"])
    page.fill("[name=password]", who["password"])
    page.fill("[name=second_factor]", digits_of(who["totp_secret"]))
    page.click("main form button.primary, main form [type=submit]")
    page.wait_for_url("**/desk*")
    return page


def on(page: Page, screen: str) -> None:
    """Wait until the exam page shows a screen."""
    page.wait_for_selector(f"body[data-screen={screen}]")


def enter(hands: Hands, page: Page, served: Served, candidate: dict[str, str]) -> None:
    """Type the three codes as a nervous person does: small letters, spaces."""
    code = candidate["candidate_code"].lower()
    page.goto(f"{served.url}/exam/")
    on(page, "entry")
    hands.fill("[name=sitting_code]", served.sitting.lower().replace("-", " "))
    hands.fill("[name=candidate_code]", f"{code[:4]} {code[4:]}")
    hands.fill("[name=pin]", candidate["pin"])
    hands.press("main button[type=submit]")
    on(page, "language")


def agree(hands: Hands, page: Page, axes: Axes, tongue: str) -> None:
    """From the choice of a language to the waiting page; the language is on already."""
    for screen, next_screen in (("language", "consent"), ("consent", "rules"), ("rules", "waiting")):
        on(page, screen)
        axes.look(page, f"exam-{screen}-{tongue}")
        hands.press("main .actions .primary")
        on(page, next_screen)
    axes.look(page, f"exam-waiting-{tongue}")


def practise(hands: Hands, page: Page, axes: Axes, questions: list[Question], tongue: str) -> None:
    """Answer the practice items and come back."""
    hands.press(".main-action button:last-child")
    on(page, "practice")
    for number, question in enumerate(questions, start=1):
        expect(page.locator(".item")).to_have_class(f"item kind-{question.interaction['type']}")
        hands.answer(question.interaction, question.right)
        expect(page.locator(".mark")).to_have_attribute("data-kind", "practice")
        if number < len(questions):
            hands.press(".foot .next")
    axes.look(page, f"exam-practice-{tongue}")
    hands.press(".side-foot button")
    on(page, "waiting")


def heading(page: Page) -> Locator:
    return page.locator("main h1").first


def lamp(page: Page, kind: str) -> None:
    expect(page.locator(".lamp")).to_have_attribute("data-kind", kind, timeout=30_000)


def reload_until(page: Page, selector: str, seconds: float = 60) -> Locator:
    """Load a page again and again, as a person does who waits for a job."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = page.locator(selector)
        if found.count():
            return found.first
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{selector} never came to {page.url}")
