"""Every screen by itself: reached again after a reload, by keyboard, by readers, in other words and sizes."""

import re
from functools import partial
from pathlib import Path

import pytest
from flask import Response, jsonify
from playwright.sync_api import BrowserContext, Page, expect

from examapp.delivery.page_shell import STATIC, read_shell
from examapp.delivery.page_texts import PAGE_TEXTS
from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import CODE, PIN, SITTING

SCRIPTS = sorted((STATIC / "exam").rglob("*.js"))
HEAVIEST = 150_000


NEXT_ACTS = {
    "wrong_code": "Qayta kiriting yoki nazoratchini chaqiring",
    "needs_proctor": "Sinovingiz boshqa kompyuterda ochiq. Nazoratchini chaqiring",
    "too_many_requests": "1 daqiqa kutib, shoshmasdan kiriting",
    "retry": "Biroz kutib, yana bosing",
}


def refuse(status: int, code: str) -> Response:
    """A refusal of the exam API."""
    response = jsonify(error={"code": code, "message": code})
    response.status_code = status
    return response


def reload_on(candidate: Candidate, screen: str) -> None:
    candidate.on(screen)
    if screen != "readback":  # where all is wiped already
        candidate.stored("records")  # answered after what is being written
    candidate.page.reload()
    candidate.on(screen)


def test_lesson_05_every_screen_up_to_the_start_survives_a_reload(candidate: Candidate):
    page = candidate.open().page
    reload_on(candidate, "entry")
    candidate.type_codes()
    reload_on(candidate, "language")
    page.click("button.primary")
    reload_on(candidate, "consent")
    page.click("button.secondary")
    reload_on(candidate, "refused")
    page.click("button.primary")
    candidate.on("consent")
    page.click("button.primary")
    reload_on(candidate, "rules")
    page.click("button.primary")
    reload_on(candidate, "waiting")


def test_lesson_05_every_screen_after_the_start_survives_a_reload(candidate: Candidate):
    candidate.begin()
    reload_on(candidate, "exam")
    candidate.option(1).click()
    with candidate.exam.broken("/attempt/submit", "503"):
        candidate.finish()
        reload_on(candidate, "closing")
    candidate.on("readback")
    reload_on(candidate, "readback")
    expect(candidate.page.locator(".receipt-code")).to_have_text("K7QM-4TXD-92HF")


def test_the_waiting_page_goes_back_by_itself_when_the_admission_is_taken_back(candidate: Candidate):
    candidate.exam.admit()
    page = candidate.enter().page
    start, lead = page.locator(".main-action button >> text=Sinovni boshlash"), page.locator("p.lead")
    expect(start).to_be_visible()
    candidate.exam.attempt.state = "awaiting"
    expect(start).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Joyingizda nazoratchini kuting")
    expect(lead).to_contain_text("hech narsa yoʻqolmadi")
    candidate.exam.admit()
    expect(start).to_be_visible()
    expect(lead).not_to_contain_text("hech narsa yoʻqolmadi")


def test_lesson_10_nothing_on_the_exam_page_leads_away(candidate: Candidate):
    page = candidate.begin().page
    assert page.locator("a[href]").count() == 0
    words = " ".join(page.locator("button").all_inner_texts()).lower()
    assert not re.search(r"chiqish|выйти|log ?out|sign out", words)


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 80) -> None:
    """Move the focus by keyboard until it stands on an element."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {key}")


def start_by_keyboard(candidate: Candidate) -> None:
    keys = candidate.page.keyboard
    for text in (SITTING, CODE, PIN):
        keys.type(text)
        keys.press("Tab")
    keys.press("Enter")
    for screen in ("language", "consent", "rules"):
        candidate.on(screen)
        press(candidate.page, "main button.primary")
    candidate.on("waiting")
    candidate.exam.admit()
    candidate.page.wait_for_selector(".main-action button >> text=Sinovni boshlash")
    press(candidate.page, "main button.primary")
    candidate.on("exam")


def test_lesson_46_the_whole_exam_is_done_by_keyboard(candidate: Candidate):
    page, keys = candidate.open().page, candidate.page.keyboard
    start_by_keyboard(candidate)
    keys.press("2")
    press(page, ".foot .next")
    press(page, ".option input", "Space")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Space")
    press(page, ".foot .next")
    press(page, "[data-way=down]", "ArrowDown")
    press(page, ".foot .next")
    press(page, ".pair select", "ArrowDown")
    press(page, ".foot .next")
    press(page, ".stem select", "ArrowDown")
    press(page, ".foot .next")
    press_until(page, ".typed")
    keys.type("brauzer")
    press(page, ".foot .next")
    press_until(page, ".typed")
    keys.type("1024")
    press(page, ".foot .next")
    press(page, ".area", "Space")
    press(page, ".foot .next")
    press(page, ".stem select", "ArrowDown")
    press(page, ".chip:nth-child(3)")
    press(page, ".foot .next")
    press(page, ".squares summary")
    press_until(page, ".squares input")
    keys.type("15")
    keys.press("Tab")
    keys.type("3")
    press(page, ".squares button")
    press(page, ".points .secondary", "ArrowRight")
    press(page, ".foot .next")
    press(page, ".range", "ArrowRight")
    press(page, ".foot .next")
    press(page, ".gap-rows select", "ArrowDown")
    press(page, ".tile[aria-current]", "ArrowUp")
    keys.press("Enter")
    expect(page.locator(".item-meta b")).to_have_text("7-savol")
    press(page, ".finish")
    page.wait_for_selector("dialog.question")
    assert page.evaluate("document.activeElement.textContent") == "Yana tekshiraman"
    keys.press("Tab")
    keys.press("Enter")
    candidate.on("readback")
    assert candidate.exam.answers() == {
        "Q01": ["p-b"],
        "Q02": ["p-a", "p-c"],
        "Q03": ["p-b", "p-a", "p-c", "p-d"],
        "Q04": [["p-s1", "p-t1"]],
        "Q05": {"p-g1": "p-g1a"},
        "Q06": "brauzer",
        "Q07": "1024",
        "Q08": ["p-h1"],
        "Q09": [["p-a", "p-g1"], ["p-c", "p-g2"]],
        "Q10": [[553, 94]],
        "Q11": "5",
        "Q12": [["p-a", "p-g1"]],
    }


def press(page: Page, selector: str, key: str = "Enter") -> None:
    press_until(page, selector)
    page.keyboard.press(key)


def test_focus_goes_to_the_stem_on_each_move(candidate: Candidate):
    page = candidate.begin().page
    page.click(".foot .next")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    expect(page.locator("h1")).to_have_count(1)


def test_codes_are_taken_however_they_are_typed_and_shown_back_grouped(candidate: Candidate):
    page = candidate.open().page
    page.fill("[name=sitting_code]", " tk26 1124-09")
    page.fill("[name=candidate_code]", "к417 9хтw")
    page.fill("[name=pin]", PIN)
    expect(page.locator("[name=candidate_code]")).to_have_value("K417-9XTW")
    page.click("button[type=submit]")
    candidate.on("language")


def test_a_wrong_code_says_what_to_do_and_nothing_typed_is_lost(candidate: Candidate):
    page = candidate.open().page
    candidate.type_codes(pin="0000")
    expect(page.locator(".banner.error")).to_have_text(
        "Kod yoki PIN-kod notoʻgʻri. Qayta kiriting yoki nazoratchini chaqiring"
    )
    expect(page.locator("[name=candidate_code]")).to_have_value("K417-9XTW")
    candidate.exam.link_down = True
    page.click("button[type=submit]")
    expect(page.locator(".banner.error")).to_contain_text("Server javob bermayapti")


def test_lesson_25_each_refusal_at_the_entry_has_its_own_sentence_with_the_next_act(candidate: Candidate):
    page, exam = candidate.open().page, candidate.exam
    said = {}
    for code, status in {
        "wrong_code": 401,
        "needs_proctor": 409,
        "too_many_requests": 429,
        "retry": 503,
    }.items():
        with exam.broken("/entry", partial(refuse, status, code)):
            candidate.type_codes()
            expect(page.locator(".banner.error")).to_contain_text(NEXT_ACTS[code])
            said[code] = page.locator(".banner.error").inner_text()
    assert len(set(said.values())) == len(NEXT_ACTS)


def test_lesson_25_each_refusal_of_the_start_has_its_own_sentence_with_the_next_act(candidate: Candidate):
    candidate.exam.admit()
    page, exam = candidate.enter().page, candidate.exam
    for code, words in {
        "not_admitted": "Hujjatingizni koʻrsating",
        "not_open": "Xona hali ochilmagan. Nazoratchini kuting",
        "retry": "Server javob bermayapti",
    }.items():
        with exam.broken("/attempt/start", partial(refuse, 503 if code == "retry" else 409, code)):
            page.click("button.primary >> text=Sinovni boshlash")
            expect(page.locator(".told.bad").first).to_contain_text(words)


def test_refusing_consent_says_what_follows_and_calls_the_proctor(candidate: Candidate):
    candidate.open().type_codes()
    candidate.on("language")
    candidate.page.click("button.primary")
    candidate.on("consent")
    candidate.page.click("button.secondary")
    expect(candidate.page.locator("h1")).to_contain_text("Sinov boshlanmaydi")
    assert candidate.exam.attempt.consent is False
    candidate.wait_for_alerts([{"kind": "consent_refused"}])


def test_the_page_keeps_its_language_after_the_codes_and_offers_that_of_the_booking(candidate: Candidate):
    candidate.exam.attempt.booked_language = "ru"
    page = candidate.open().page
    candidate.type_codes()
    candidate.on("language")
    expect(page.locator("h1")).to_have_text("Sinov tilini tanlang")
    expect(page.locator(".other-titles span")).to_have_text(
        ["Синов тилини танланг", "Выберите язык тестирования", "Choose the language of the test"]
    )
    expect(page.locator("input[value=ru]")).to_be_checked()
    page.click("main button.primary")
    candidate.on("consent")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert candidate.exam.attempt.language == "ru"


def test_a_press_on_the_offered_language_chooses_it(candidate: Candidate):
    candidate.exam.attempt.booked_language = "ru"
    candidate.open().type_codes()
    candidate.on("language")
    candidate.page.press("input[value=ru]", "Space")
    expect(candidate.page.locator("h1")).to_have_text("Выберите язык тестирования")


def test_at_another_seat_the_chosen_language_is_there_at_once(candidate: Candidate):
    candidate.exam.attempt.language = "ru"
    candidate.enter()
    expect(candidate.page.locator("html")).to_have_attribute("lang", "ru")


def test_karakalpak_falls_back_to_uzbek_and_says_so(candidate: Candidate):
    candidate.open().type_codes()
    candidate.on("language")
    candidate.page.check("input[value=kaa]", force=True)
    expect(candidate.page.locator(".notice")).to_contain_text("Qoraqalpoq tilidagi matnlar hali yoʻq")
    expect(candidate.page.locator("html")).to_have_attribute("lang", "uz-Latn")


def test_a_change_of_language_keeps_item_and_answer(candidate: Candidate):
    page = candidate.begin().page
    candidate.go_to(2)
    candidate.option(2).click()
    candidate.mark("held")
    page.select_option(".language select", "ru")
    expect(page.locator(".stem").first).to_contain_text("Какие два устройства")
    expect(page.locator(".item-meta b")).to_have_text("Вопрос 2")
    expect(candidate.option(2).locator("input")).to_be_checked()
    expect(candidate.option(2).locator(".letter")).to_have_text("В")
    page.select_option(".language select", "uz-Cyrl")
    expect(page.locator(".next")).to_have_text("Кейинги")
    page.reload()
    expect(page.locator(".next")).to_have_text("Кейинги")


def test_size_and_contrast_are_kept_and_the_palette_moves_into_the_foot(candidate: Candidate):
    page = candidate.begin().page
    page.click(".size-3")
    page.click(".contrast")
    page.reload()
    candidate.on("exam")
    expect(page.locator("html")).to_have_attribute("data-size", "3")
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    expect(page.locator(".side")).to_be_hidden()
    page.click(".foot .list")
    page.click("dialog.sheet .tile >> nth=4")
    expect(page.locator(".item-meta b")).to_have_text("5-savol")


def test_practice_sends_nothing(candidate: Candidate):
    page = candidate.enter().page
    before = len(candidate.exam.requests)
    page.click("button.primary >> text=Mashq")
    page.click(".option >> nth=1")
    page.click(".next")
    page.click(".option >> nth=1")
    page.click(".next")
    page.click(".area >> nth=2")
    page.click(".side button.secondary")
    expect(page.locator(".checks")).to_contain_text("3 tadan 3 tasi")
    # A heartbeat if practice took an interval or more; what the entry asked may still be on its way.
    sent = {path for method, path, _ in candidate.exam.requests[before:] if method != "GET"}
    assert sent <= {"/attempt/heartbeat", "/attempt/lockdown"}


def test_the_start_takes_the_place_of_practice_when_the_room_opens(candidate: Candidate):
    page = candidate.enter().page
    candidate.exam.admit(open_room=False)
    expect(page.locator("h1")).to_contain_text("Hammasi tayyor. Hozir hech narsa qilishingiz shart emas")
    expect(page.locator("button.primary")).to_contain_text("Mashq")
    candidate.exam.admit()
    expect(page.locator("button.primary")).to_have_text("Sinovni boshlash")


def test_missing_answers_are_sent_again_before_the_hand_in(candidate: Candidate):
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    candidate.exam.attempt.events.clear()
    candidate.finish()
    candidate.on("readback")
    assert candidate.exam.answers() == {"Q01": ["p-b"]}


def test_the_read_back_shows_what_the_server_holds_and_nothing_else(candidate: Candidate):
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    candidate.exam.attempt.events[1, 0]["response"] = ["p-d"]
    candidate.finish()
    candidate.on("readback")
    rows = candidate.page.locator(".held-list li")
    expect(rows.nth(0).locator("b")).to_have_text("D")
    expect(rows.nth(1).locator("b")).to_have_text("javobsiz")
    expect(rows).to_have_count(len(candidate.exam.items))


def test_the_proctor_s_ending_leads_to_the_read_back_too(candidate: Candidate):
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    candidate.exam._seal(candidate.exam.attempt, "terminated")
    candidate.on("readback")
    expect(candidate.page.locator("h1")).to_contain_text("Nazoratchi sinovingizni yakunladi")
    expect(candidate.page.locator(".lead").first).to_contain_text("Sababini nazoratchi aytadi")


def test_a_call_that_does_not_get_through_says_to_raise_the_hand(candidate: Candidate):
    page = candidate.begin().page
    page.click(".foot .call")
    expect(page.locator(".banner.success")).to_contain_text("Nazoratchi chaqirildi")
    assert candidate.exam.alerts == [{"kind": "call", "item": "Q01"}]
    candidate.exam.link_down = True
    page.click(".foot .call")
    expect(page.locator(".banner.warning")).to_contain_text("Qoʻl koʻtaring")


def test_without_a_secure_context_the_page_says_so_and_does_not_start(candidate: Candidate):
    candidate.page.goto(candidate.url.replace("127.0.0.1", "exam.test") + "/exam/")
    expect(candidate.page.locator("h1")).to_have_text("Sinovni bu manzilda ochib boʻlmaydi")
    expect(candidate.page.locator("input")).to_have_count(0)


def test_markup_in_an_item_is_rebuilt_from_the_allowed_tags_only(candidate: Candidate):
    text = candidate.exam.paper["texts"]["uz-Latn"]["Q01"]
    text["stem"] = (
        '<p>Ha <strong onclick="x()">yoʻq</strong><img src=x onerror="alert(1)"><script>1</script></p>'
    )
    page = candidate.begin().page
    expect(page.locator(".stem").first).to_have_text("Ha yoʻq")
    assert page.locator(".stem img, .stem script, .stem [onclick]").count() == 0


def test_the_page_weighs_little_when_it_comes_for_the_first_time(
    candidate: Candidate, fonts: Path, context: BrowserContext
):
    candidate.exam.serve_fonts(str(fonts))
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        # What the worker fetches for later keeps nobody waiting, and a paper is the exam's, not the page's.
        if response.request.service_worker is None and "/exam/api/" not in response.url:
            weights[response.url] = int(response.headers.get("content-length", 0))

    context.on("response", weigh)
    candidate.begin()
    candidate.wait_for_shell()
    kinds = {part: sum(part in url for url in weights) for part in (".js", ".css", ".woff2", "/texts/")}
    assert all(kinds.values()), kinds
    assert all(weight for url, weight in weights.items() if "/shell/" in url)
    assert sum(weights.values()) < HEAVIEST


def test_no_request_goes_out_between_items(candidate: Candidate):
    page = candidate.begin().page
    candidate.wait_for_shell()
    candidate.wait_for_call("/attempt/shown")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    numbers = range(1, page.locator(".side .tile:not(.sample)").count() + 1)
    for number in [*numbers, *reversed(numbers)]:
        candidate.go_to(number)
        expect(page.locator(".side .tile:not(.sample)").nth(number - 1)).to_have_attribute(
            "aria-current", "step"
        )
    assert len(numbers) > 5
    assert [url for url in asked if not url.endswith("/heartbeat") and not url.startswith("blob:")] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_is_long_or_writes_markup(script):
    source = script.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    assert not re.search(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b(?!,)", source)


def test_every_word_that_the_scripts_ask_for_is_in_the_table():
    source = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    asked = set(re.findall(r"\bt\('([a-z0-9_]+)'", source))
    assert asked - PAGE_TEXTS.keys() == set()


def test_every_address_of_the_shell_is_a_new_one_for_each_version():
    shell = read_shell()
    assert shell.url("exam/main.js") == f"/exam/shell/{shell.version}/exam/main.js"
    assert "exam/interactions/choice.js" in shell.modules()
