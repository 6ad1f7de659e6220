"""The candidate's part once more, in Russian and without a mouse: from the entry to the receipt code."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.conftest import new_context
from tests.journeys.hands import Keyboard
from tests.journeys.looking import Axes
from tests.journeys.papers import know_paper, know_practice, read_receipt
from tests.journeys.people import agree, enter, on, practise
from tests.journeys.serving import Served

ITEMS = 50
NO_MOUSE = """for (const kind of ['mousedown', 'pointerdown', 'touchstart']) {
    window.addEventListener(kind, () => { window.touched = true; }, true);
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = new_context(browser, "ru-RU")
    made.add_init_script(NO_MOUSE)
    yield made
    made.close()


def test_lesson_46_the_whole_exam_is_done_by_keyboard(demo: Served, context: BrowserContext, axes: Axes):
    candidate = demo.card["candidates"][1]
    known = know_paper(demo, candidate["candidate_code"])
    page = context.new_page()
    keys = Keyboard(page)

    enter(keys, page, demo, candidate)
    keys.tab_to("input[name=language]:checked, input[name=language]")
    keys.tab_to("input[value=ru]", "ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    agree(keys, page, axes, "ru")
    practise(keys, page, axes, know_practice(), "ru")
    keys.press(".main-action .primary")
    on(page, "exam")

    for number, question in enumerate(known.questions, start=1):
        expect(page.locator(".side .tile[aria-current]")).to_have_text(str(number))
        keys.answer(question.interaction, question.right)
        expect(page.locator(".mark")).to_have_attribute("data-kind", "held", timeout=30_000)
        if number == 2:
            axes.look(page, "exam-answered-ru")
        if number < ITEMS:
            keys.press(".foot .next")
    expect(page.locator(".palette-count")).to_have_text(f"{ITEMS} / {ITEMS}")
    keys.press(".side .finish")
    keys.press("dialog.question button.primary")
    on(page, "readback")
    axes.look(page, "exam-readback-ru")
    expect(page.locator(".held-list > li:not(.empty)")).to_have_count(ITEMS)
    expect(page.locator(".receipt-code")).to_have_text(read_receipt(demo, known.attempt))
    assert page.evaluate("window.touched") is None
