"""What the page says is so: nothing is promised that does not come, nothing is named that is not there."""

import re

import pytest
from playwright.sync_api import expect

from tests.exam_page.driver import Candidate


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uz-Latn", "Mashq sinovi, haqiqiy emas"),
        ("uz-Cyrl", "Машқ синови, ҳақиқий эмас"),
        ("ru", "Репетиция, недействительно"),
    ],
)
def test_the_rehearsal_band_says_no_more_than_is_so(candidate: Candidate, language: str, words: str):
    candidate.exam.rehearsal = True
    candidate.enter()
    candidate.page.select_option(".language select", language)
    expect(candidate.page.locator(".band")).to_have_text(words)


def test_consent_names_the_proctor_and_whoever_holds_a_certificate_s_code(candidate: Candidate):
    candidate.open().type_codes()
    candidate.on("language")
    candidate.page.click("main button.primary")
    candidate.on("consent")
    who = candidate.page.locator(".facts dd").nth(2)
    expect(who).to_contain_text("nazoratchi")
    expect(who).to_contain_text("/verify")


def test_the_waiting_page_says_of_the_computer_only_what_it_has_seen(candidate: Candidate):
    checks = candidate.enter().page.locator(".checks")
    expect(checks).to_contain_text("Server bilan aloqa bor")
    candidate.exam.link_down = True
    expect(checks).to_contain_text("Hozir server bilan aloqa yoʻq")
    expect(checks.locator("li.open")).to_contain_text(["Shaxsingiz", "aloqa yoʻq", "Mashq"])


def test_the_limit_of_choices_is_named_only_where_the_stem_does_not_name_it(candidate: Candidate):
    text = candidate.exam.paper["texts"]["uz-Latn"]
    text["Q08"]["stem"] = text["Q02"]["stem"].replace("Qaysi ikki qurilma", "Qaysi qurilmalar")
    text["Q08"]["choices"] = text["Q02"]["choices"]
    items = [item for section in candidate.exam.paper["form"]["sections"] for item in section["items"]]
    items[7].update(interactions=items[1]["interactions"], media=[])
    page = candidate.begin().page
    candidate.go_to(2)
    expect(page.locator(".hint")).to_have_text(
        "Bir nechta javob tanlanadi. Qaytarib olish uchun yana bosing."
    )
    candidate.go_to(8)
    expect(page.locator(".hint")).to_contain_text("koʻpi bilan 2 ta")


def test_where_the_answer_stands_in_the_sentence_the_hint_stands_before_it(candidate: Candidate):
    text = candidate.exam.paper["texts"]["uz-Latn"]["Q05"]
    text["stem"] = f"<p>Gapni toʻldiring.</p>{text['stem']}"
    page = candidate.begin().page
    candidate.go_to(5)
    hint, sentence = page.locator(".hint").bounding_box(), page.locator(".stem-rest").bounding_box()
    assert hint["y"] < sentence["y"]


def test_no_line_begins_with_the_sign_that_follows_a_list(candidate: Candidate):
    page = candidate.begin().page
    candidate.go_to(5)
    page.select_option(".language select", "ru")
    glued = page.locator(".glued")
    expect(glued.locator("select")).to_have_count(1)
    assert glued.evaluate("span => [span.lastChild.nodeValue, getComputedStyle(span).whiteSpace]") == [
        ".",
        "nowrap",
    ]


def read_next_steps(candidate: Candidate) -> str:
    candidate.begin().finish()
    candidate.on("readback")
    return candidate.page.locator(".numbered").inner_text()


def test_the_read_back_names_the_appeal_as_the_rule_has_it(candidate: Candidate):
    steps = read_next_steps(candidate)
    assert "Natija shaxsiy sahifangizda chiqadi" in steps
    assert re.search(r"5 ish kuni ichida komissiyaga yozma apellyatsiya", steps)
    expect(candidate.page.locator(".receipt")).to_contain_text("nazoratchining roʻyxatida")


def test_after_a_rehearsal_nothing_is_said_of_an_appeal(candidate: Candidate):
    candidate.exam.rehearsal = True
    assert "apellyatsiya" not in read_next_steps(candidate)


def test_pairs_are_read_back_one_by_one(candidate: Candidate):
    page = candidate.begin().page
    candidate.go_to(4)
    page.select_option(".pair select >> nth=0", "p-t4")
    page.select_option(".pair select >> nth=2", "p-t2")
    candidate.finish()
    candidate.on("readback")
    expect(page.locator(".held-list li >> nth=3").locator("b")).to_have_text("1–D, 3–B")
