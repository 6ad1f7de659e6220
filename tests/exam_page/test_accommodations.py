"""What is granted to a candidate: large print, contrast and lists are there from the first screen on."""

from playwright.sync_api import expect

from tests.exam_page.driver import Candidate
from tests.exam_page.test_axe import complain


def test_the_page_obeys_what_is_granted_and_leaves_the_last_word_to_the_candidate(candidate: Candidate):
    exam, page = candidate.exam, candidate.page
    exam.attempt.accommodations = ["large_print", "contrast", "screen_reader"]
    exam.attempt.consent = True
    exam.admit()
    candidate.open().type_codes()
    candidate.on("waiting")
    root = page.locator("html")
    expect(root).to_have_attribute("data-size", "3")
    expect(root).to_have_attribute("data-contrast", "more")
    complaints = complain(page, "waiting")
    page.click(".contrast")
    page.reload()
    candidate.on("waiting")
    expect(root).to_have_attribute("data-contrast", "normal")
    expect(root).to_have_attribute("data-size", "3")
    page.click("button.primary >> text=Sinovni boshlash")
    candidate.on("exam")
    hotspot = next(i for i, one in enumerate(exam.items) if one["interactions"][0]["type"] == "hotspot")
    page.set_viewport_size({"width": 1366, "height": 1000})
    for _ in range(hotspot):
        page.click(".foot .next:visible")
    expect(page.locator(".option")).to_have_count(len(exam.items[hotspot]["interactions"][0]["areas"]))
    expect(page.locator(".hotspot-sheet")).to_have_count(0)
    expect(page.locator(".described")).to_contain_text("Toʻrtta shakl")
    candidate.option(1).click()
    area = exam.items[hotspot]["interactions"][0]["areas"][1]["id"]
    candidate.wait_for_answers({exam.items[hotspot]["id"]: [area]})
    complaints += complain(page, "list")
    page.click("[data-control=lists]")
    expect(page.locator(".hotspot-sheet")).to_be_visible()
    expect(page.locator(".area[aria-pressed=true]")).to_have_count(1)
    assert complaints == []
