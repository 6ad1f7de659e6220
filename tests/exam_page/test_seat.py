"""One attempt, one seat: second windows, other machines, other candidates, and what stays on the computer."""

import os
from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect

from tests.browser import ARGUMENTS, WHOLE_CHROMIUM
from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import CODE, SITTING, FakeExam

SAVE = "/attempt/responses"
OTHER = "B2229XTW"


def test_lesson_06_a_second_window_can_only_look_and_says_why(candidate: Candidate):
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url).open()
    second.on("exam")
    expect(second.page.locator(".banner")).to_contain_text("Bu oynada faqat koʻrish mumkin")
    expect(second.option(1).locator("input")).to_be_checked()
    expect(second.option(0).locator("input")).to_be_disabled()
    second.page.keyboard.press("1")
    expect(second.page.locator(".side .finish")).to_have_count(0)
    candidate.option(2).click(force=True)
    expect(second.option(2).locator("input")).to_be_checked()
    candidate.wait_for_answers({"Q01": ["p-c"]})


def test_a_second_window_shows_the_clock_of_the_first_and_says_how_to_go_on(candidate: Candidate):
    candidate.begin()
    candidate.exam.use_up(left_ms=34 * 60_000)
    expect(candidate.page.locator(".clock b")).to_have_text("34 daqiqa qoldi")
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url).open()
    clock = second.page.locator(".clock b")
    expect(clock).to_have_text("34 daqiqa qoldi")
    candidate.exam.give_time(6, "Power cut")
    expect(clock).to_have_text("40 daqiqa qoldi")
    expect(second.page.locator(".banner").first).to_contain_text("Oʻsha oynaga qayting yoki uni yoping")
    candidate.exam.pause(on=True)
    expect(second.page.locator(".clock")).to_have_attribute("data-kind", "paused")


def test_a_second_window_that_has_heard_nothing_blames_no_link(candidate: Candidate):
    silent = "BroadcastChannel.prototype.postMessage = () => {};"
    candidate.page.add_init_script(silent)
    candidate.begin()
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url)
    second.page.add_init_script(silent)
    second.open()
    expect(second.page.locator(".clock span")).to_have_text("qolgan vaqt boshqa oynada")


def test_the_proctor_can_be_called_from_the_second_window_too(candidate: Candidate):
    candidate.begin()
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url).open()
    second.on("exam")
    second.page.click(".foot .call")
    expect(second.page.locator(".banner.success")).to_contain_text("Nazoratchi chaqirildi")
    candidate.wait_for_alerts([{"kind": "call", "item": "Q01"}])


def test_the_second_window_takes_over_when_the_first_is_closed(candidate: Candidate):
    candidate.begin()
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url).open()
    expect(second.page.locator(".banner")).to_be_visible()
    candidate.page.close()
    second.page.wait_for_selector(".side .finish")
    second.option(3).click()
    second.mark("held")
    assert candidate.exam.answers() == {"Q01": ["p-d"]}


def test_a_window_beside_an_empty_entry_says_where_the_test_is(candidate: Candidate):
    candidate.open()
    second = Candidate(candidate.page.context.new_page(), candidate.exam, candidate.url).open()
    second.on("second_window")


def test_lesson_06_after_a_takeover_the_old_seat_can_only_be_looked_at(candidate: Candidate):
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    candidate.exam.attempt.lease = 2
    candidate.on("moved")
    expect(candidate.page.locator("h1")).to_contain_text("boshqa kompyuterda ochiq")


def test_another_machine_needs_the_proctor(candidate: Candidate, browser: Browser):
    candidate.begin()
    elsewhere = browser.new_context(locale="uz-UZ")
    other = Candidate(elsewhere.new_page(), candidate.exam, candidate.url).open()
    other.type_codes()
    expect(other.page.locator(".banner.error")).to_contain_text("Nazoratchini chaqiring")
    elsewhere.close()


def test_the_same_machine_resumes_with_its_device_secret(candidate: Candidate):
    candidate.begin()
    candidate.option(0).click()
    candidate.mark("held")
    candidate.exam.attempt.tokens.clear()
    candidate.on("entry")
    expect(candidate.page.locator("h1")).to_contain_text("yana bir marta")
    candidate.type_codes()
    candidate.on("exam")
    expect(candidate.option(0).locator("input")).to_be_checked()


def test_lesson_08_an_expired_token_asks_for_the_codes_and_loses_no_answer(candidate: Candidate):
    candidate.begin()
    candidate.exam.fail(SAVE, "401")
    candidate.option(2).click()
    candidate.on("entry")
    candidate.type_codes()
    candidate.on("exam")
    candidate.mark("held")
    assert candidate.exam.answers() == {"Q01": ["p-c"]}


def leave_answers_behind(candidate: Candidate) -> None:
    """The first candidate's computer is given to another while an answer waits in it."""
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("queued")
    candidate.exam.attempt.lease = 2
    candidate.on("moved")
    candidate.page.click("text=Shu kompyuterda kod kiritish")
    candidate.on("entry")


def test_the_next_candidate_s_entry_first_sends_what_was_left(candidate: Candidate):
    with candidate.exam.broken(SAVE, "503"):
        leave_answers_behind(candidate)
    candidate.type_codes(OTHER)
    candidate.on("language")
    assert candidate.exam.answers() == {"Q01": ["p-b"]}
    assert candidate.stored("events") == []
    assert candidate.stored("media") == []


def test_what_cannot_be_sent_stays_and_the_proctor_is_asked(candidate: Candidate):
    with candidate.exam.broken(SAVE, "503"):
        leave_answers_behind(candidate)
        candidate.type_codes(OTHER)
        candidate.on("leftover")
        expect(candidate.page.locator("h1")).to_contain_text("1 ta javobi yuborilmay qolgan")
        expect(candidate.page.locator(".lead").first).to_contain_text("ATT-1")
        candidate.page.click("button.secondary")
        candidate.on("language")
    assert [event["attempt"] for event in candidate.stored("events")] == ["ATT-1"]


# The addresses that the page and its worker keep in the browser's own caches.
CACHED = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((request) => request.url);
}"""


def test_after_the_receipt_a_search_of_the_profile_finds_nothing(
    playwright_driver: Playwright, exam: FakeExam, url: str, tmp_path: Path
):
    profile = tmp_path / "profile"
    exam.picture = exam.picture.replace(b"</svg>", b"<!-- zarrabin-rasm --></svg>")
    launch = playwright_driver.chromium.launch_persistent_context
    context = launch(str(profile), executable_path=WHOLE_CHROMIUM, args=ARGUMENTS, locale="uz-UZ")
    candidate = Candidate(context.new_page(), exam, url)
    referrers: set[str] = set()
    candidate.page.on("request", lambda request: referrers.add(request.headers.get("referer", "")))
    candidate.begin()
    candidate.go_to(6)
    candidate.page.fill(".typed", "zarrabin-javob")
    candidate.go_to(1)
    candidate.wait_for_answers({"Q06": "zarrabin-javob"})
    assert holds(profile, "zarrabin-javob")
    assert holds(profile, "Imloni tekshirish")
    assert holds(profile, "zarrabin-rasm")
    token, device = next(iter(exam.attempts[CODE].tokens)), exam.attempts[CODE].device
    assert holds(profile, token)
    candidate.wait_for_shell()
    cached = candidate.page.evaluate(CACHED)
    assert any(address.endswith(".js") for address in cached)
    assert [address for address in cached if "/exam/api/" in address] == []
    candidate.finish()
    candidate.on("readback")
    # Whoever is asked for a file learns the address of the page alone, which holds nothing.
    assert referrers - {""} == {f"{url}/exam/"}
    for _ in range(300):  # the browser compacts its files when it has time
        if not holds(profile, "zarrabin-javob"):
            break
        candidate.page.wait_for_timeout(100)
    context.close()
    assert not holds(profile, "zarrabin-javob")
    left = ("Imloni tekshirish", "zarrabin-rasm", "token-ATT-1", token, device, CODE, SITTING)
    assert [words for words in left if holds(profile, words)] == []
    # Compressed text would not be found by its words: the files are too small to hold a paper.
    files = [
        file for file in (profile / "Default" / "IndexedDB").rglob("*") if file.suffix in {".ldb", ".log"}
    ]
    assert sum(file.stat().st_size for file in files) < 8_000


def holds(profile: Path, words: str) -> bool:
    """Whether any file of the profile holds the words, in either form in which the browser writes text."""
    needles = words.encode(), words.encode("utf-16-le")
    # What the browser removes meanwhile is passed over.
    files = [Path(folder, name) for folder, _folders, names in os.walk(profile) for name in names]
    return any(needle in content for content in map(read, files) for needle in needles)


def read(file: Path) -> bytes:
    """A file's bytes; none if the browser has just removed it, or if it is a socket."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
