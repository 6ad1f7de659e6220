"""An item has its place between head and foot; what does not fit is announced, on a phone too."""

from playwright.sync_api import Page, expect

from tests.browser import SCREEN
from tests.exam_page.driver import Candidate

PHONE = {"width": 390, "height": 844}
OVER = """() => document.querySelector('.item').getBoundingClientRect().bottom
    - document.querySelector('.foot').getBoundingClientRect().top"""


def wait_until(page: Page, condition: str) -> None:
    """Wait for a condition of the layout; the page itself forbids scripts made of strings."""
    for _ in range(60):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    assert page.evaluate(condition), condition


def write_long_pairs(candidate: Candidate) -> None:
    choices = candidate.exam.paper["texts"]["uz-Latn"]["Q04"]["choices"]
    for name in ("p-t1", "p-t2"):
        choices[name] = "Hujjatni tayyorlagan xodimning familiyasi va telefoni"


def test_on_a_wide_screen_pairs_stand_side_by_side_however_long(candidate: Candidate):
    write_long_pairs(candidate)
    page = candidate.begin().page
    candidate.go_to(4)
    pair = page.locator(".pair").first
    words, select = pair.locator(".pair-text").bounding_box(), pair.locator("select").bounding_box()
    assert select["x"] > words["x"] + words["width"]
    assert select["y"] < words["y"] + words["height"]


def test_the_order_is_kept_by_a_button_above_the_list(candidate: Candidate):
    page = candidate.begin().page
    candidate.go_to(3)
    keep = page.locator(".before-list button").bounding_box()
    assert keep["y"] + keep["height"] <= page.locator(".order").bounding_box()["y"]
    page.click(".before-list button")
    candidate.wait_for_answers({"Q03": ["p-a", "p-b", "p-c", "p-d"]})


def test_a_picture_to_answer_on_fits_between_head_and_foot(candidate: Candidate):
    page = candidate.page
    page.set_viewport_size({"width": 1366, "height": 560})
    candidate.exam.paper["texts"]["uz-Latn"]["Q08"]["stem"] = "<p>Rasm.</p>" + "<p>Bir qator gap.</p>" * 2
    candidate.begin()
    candidate.go_to(8)
    wait_until(page, f"({OVER})() <= 0")
    width = page.locator(".hotspot-frame").bounding_box()["width"]
    page.set_viewport_size(SCREEN)
    wait_until(page, f"document.querySelector('.hotspot-frame').offsetWidth > {width}")
    page.click(".area >> nth=2")
    candidate.wait_for_answers({"Q08": ["p-h3"]})


def lengthen(candidate: Candidate) -> None:
    candidate.exam.paper["texts"]["uz-Latn"]["Q01"]["stem"] += "<p>Yana bir gap.</p>" * 30


def test_the_foot_says_that_an_item_goes_on_below_until_its_end_is_seen(candidate: Candidate):
    lengthen(candidate)
    page = candidate.begin().page
    line = page.locator(".more-below")
    expect(line).to_have_text("Pastda davomi bor")
    page.evaluate("document.querySelector('.reading').scrollTo(0, 1e6)")
    expect(line).to_be_hidden()
    candidate.go_to(2)
    expect(line).to_be_hidden()


def test_on_a_phone_too_the_foot_says_that_an_item_goes_on(candidate: Candidate):
    lengthen(candidate)
    candidate.page.set_viewport_size(PHONE)
    page = candidate.begin().page
    line = page.locator(".more-below")
    expect(line).to_be_visible()
    page.evaluate("window.scrollTo(0, 1e6)")
    expect(line).to_be_hidden()


def test_on_a_phone_the_arrows_of_an_order_stand_beside_the_words(candidate: Candidate):
    candidate.page.set_viewport_size(PHONE)
    page = candidate.begin().page
    for _ in range(2):
        page.click(".foot .next")
    row = page.locator(".order > li").first
    words, arrow = row.locator(".option-text").bounding_box(), row.locator("button").first.bounding_box()
    assert words["y"] < arrow["y"] + arrow["height"] / 2 < words["y"] + words["height"]
    assert (arrow["width"], arrow["height"]) == (44, 44)


def test_on_a_phone_the_language_is_written_out(candidate: Candidate):
    candidate.page.set_viewport_size(PHONE)
    page = candidate.open("?lang=uz-Cyrl").page
    select = page.locator(".language select")
    needed = select.evaluate(
        """select => {
            const pen = document.createElement('canvas').getContext('2d');
            const style = getComputedStyle(select);
            pen.font = style.font;
            const edges = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
            return pen.measureText(select.selectedOptions[0].text).width + edges;
        }"""
    )
    assert select.bounding_box()["width"] >= needed


def test_on_a_phone_the_lamp_has_its_words_on_every_screen(candidate: Candidate):
    candidate.page.set_viewport_size(PHONE)
    page = candidate.enter().page
    words = page.locator(".lamp-words b")
    expect(words).to_have_text("Aloqa bor")
    assert words.bounding_box()["width"] > 40
    expect(page.locator(".lamp-detail")).to_be_hidden()
