"""What axe finds serious: nothing, on any screen, at a desk and on a phone."""

from playwright.sync_api import Page

from tests.browser import find_violations
from tests.exam_page.driver import Candidate


def complain(page: Page, screen: str, part: str | None = None) -> list[str]:
    """What axe finds serious on the page or in a part of it, by screen, rule and place."""
    return [
        f"{screen}: {one['id']} {node['target']}"
        for one in find_violations(page, part)
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def test_lesson_46_axe_finds_nothing_serious_before_the_start(candidate: Candidate):
    page = candidate.open().page
    complaints = complain(page, "entry")
    page.click("button[type=submit]")
    complaints += complain(page, "entry with errors")
    candidate.type_codes()
    for screen in ("language", "consent", "rules"):
        candidate.on(screen)
        complaints += complain(page, screen)
        page.click("main button.primary")
    candidate.on("waiting")
    complaints += complain(page, "waiting")
    page.click("main button.primary")
    page.wait_for_selector(".item")
    complaints += complain(page, "practice")
    assert complaints == []


def test_lesson_46_axe_finds_nothing_serious_in_the_exam(candidate: Candidate):
    page = candidate.begin().page
    complaints = complain(page, "exam")
    for number in range(2, 9):
        candidate.go_to(number)
        complaints += complain(page, f"item {number}", ".reading")
    page.click(".contrast")
    complaints += complain(page, "contrast")
    page.click(".contrast")
    candidate.exam.pause(on=True)
    page.wait_for_selector(".pause")
    complaints += complain(page, "paused")
    candidate.exam.pause(on=False)
    page.wait_for_selector(".pause", state="detached")
    page.click(".finish")
    complaints += complain(page, "finish")
    with candidate.exam.broken("/attempt/submit", "503"):
        page.click("dialog .primary")
        candidate.on("closing")
        complaints += complain(page, "closing")
    candidate.on("readback")
    complaints += complain(page, "readback")
    assert complaints == []


def test_lesson_46_axe_finds_nothing_serious_on_a_phone(candidate: Candidate):
    candidate.page.set_viewport_size({"width": 390, "height": 844})
    page = candidate.open().page
    complaints = complain(page, "entry")
    candidate.type_codes()
    for screen in ("language", "consent", "rules"):
        candidate.on(screen)
        complaints += complain(page, screen)
        page.click("main button.primary")
    candidate.on("waiting")
    complaints += complain(page, "waiting")
    page.click("main button.primary")
    page.wait_for_selector(".item")
    complaints += complain(page, "practice")
    candidate.exam.admit()
    page.reload()
    page.click("button.primary >> text=Sinovni boshlash")
    candidate.on("exam")
    for number in range(1, len(candidate.exam.items) + 1):
        complaints += complain(page, f"item {number}", None if number == 1 else "#screen")
        page.click(".foot .next:visible, .foot .end:visible")
    complaints += complain(page, "list")
    page.click("dialog .finish")
    complaints += complain(page, "finish")
    page.click("dialog .primary")
    candidate.on("readback")
    complaints += complain(page, "readback")
    assert complaints == []
