"""No answer is lost, and the page says of each where it is."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from flask import Response, jsonify, request
from playwright.sync_api import Playwright, expect

from tests.browser import ARGUMENTS, WHOLE_CHROMIUM
from tests.exam_page.driver import Candidate, middle_of
from tests.exam_page.fake_server import FAULTS, FakeExam

SAVE = "/attempt/responses"


def batches(exam: FakeExam) -> list[list[dict]]:
    return [body["entries"] for method, path, body in exam.requests if method == "PUT" and path == SAVE]


def test_an_answer_is_held_only_after_the_server_has_named_it(candidate: Candidate):
    candidate.begin()
    with candidate.exam.broken(SAVE, "503"):
        candidate.option(1).click()
        candidate.mark("queued")
        expect(candidate.page.locator(".tile[aria-current]").first).to_have_attribute("data-state", "queued")
    candidate.mark("held")
    expect(candidate.page.locator(".mark")).to_contain_text("serverda saqlandi")
    assert candidate.exam.answers() == {"Q01": ["p-b"]}


def test_lesson_02_a_failed_save_and_a_reload_do_not_make_an_answer_saved(candidate: Candidate):
    candidate.begin()
    with candidate.exam.broken(SAVE, "503"):
        candidate.option(1).click()
        candidate.mark("queued")
        candidate.page.reload()
        candidate.on("exam")
        expect(candidate.option(1).locator("input")).to_be_checked()
        candidate.mark("queued")
    candidate.mark("held")
    assert candidate.exam.answers() == {"Q01": ["p-b"]}


def test_lesson_03_the_last_change_before_the_end_is_saved_at_once(candidate: Candidate):
    candidate.begin()
    candidate.exam.use_up(left_ms=4_000)
    candidate.option(2).click()
    candidate.wait_for_answers({"Q01": ["p-c"]})


@pytest.mark.parametrize("fault", ["redirect", "html", "drop"])
def test_lesson_08_what_is_no_acknowledgement_saves_nothing(candidate: Candidate, fault: str):
    candidate.begin()
    with candidate.exam.broken(SAVE, fault):
        candidate.option(0).click()
        candidate.mark("queued")
        candidate.page.wait_for_timeout(600)
        candidate.mark("queued")
    candidate.mark("held")
    assert len(candidate.exam.attempt.events) == 1


def test_an_acknowledgement_of_another_event_is_not_believed(candidate: Candidate):
    def lie():
        entries = request.get_json()["entries"]
        results = [{"seq": entry["seq"], "id": "0" * 64, "status": "live"} for entry in entries]
        return jsonify(
            acknowledged={"lease": 1, "seq": entries[-1]["seq"]},
            results=results,
            used_ms=1,
            limit_ms=3_600_000,
            state="in_progress",
            next_poll_ms=300,
        )

    candidate.begin()
    with candidate.exam.broken(SAVE, lie):
        candidate.option(0).click()
        candidate.mark("queued")
        candidate.page.wait_for_timeout(600)
        candidate.mark("queued")
        assert candidate.exam.attempt.events == {}
    candidate.mark("held")
    assert len(candidate.exam.attempt.events) == 1


def test_a_lost_acknowledgement_makes_the_same_event_come_again(candidate: Candidate):
    candidate.begin()
    candidate.exam.fail(SAVE, "drop_after")
    candidate.option(3).click()
    candidate.mark("held")
    sent = [entry for batch in batches(candidate.exam) for entry in batch]
    assert len(sent) >= 2
    assert {entry["seq"] for entry in sent} == {0}
    assert len(candidate.exam.attempt.events) == 1


def test_what_is_typed_while_the_page_asks_for_the_server_s_view_stays_on_the_screen(candidate: Candidate):
    """Loaded without a link, the page compares with the server as soon as it hears from it."""
    typed, asked = threading.Event(), []

    def late() -> Response | None:
        asked.append(typed.is_set())
        return FAULTS["503"]() if len(asked) == 1 else typed.wait(5) and None

    page = candidate.begin().page
    candidate.stand_on(6)
    with candidate.exam.broken("/attempt", late):
        page.reload()
        page.focus(".typed")
        candidate.wait_until(lambda: len(asked) > 1, True)
        page.keyboard.type("brau")
        typed.set()
        page.wait_for_timeout(600)
        assert (page.input_value(".typed"), asked[:2]) == ("brau", [False, False])
        page.keyboard.type("zer")
    candidate.wait_for_answers({"Q06": "brauzer"})


def test_the_queue_goes_out_in_order_in_one_chain_and_in_batches_of_32(candidate: Candidate):
    candidate.begin()
    with candidate.exam.broken(SAVE, "drop"):
        for press in range(40):
            candidate.page.keyboard.press("1" if press % 2 else "2")
        candidate.wait_for_stored("events", 40)
        # A batch that was made before all were there fails, too, before the way is free.
        tried = len(batches(candidate.exam))
        candidate.wait_until(lambda: try_again(candidate) > tried + 1, True)
    candidate.mark("held")
    sizes = [len(batch) for batch in batches(candidate.exam)]
    assert max(sizes) == 32
    events = [candidate.exam.attempt.events[1, seq] for seq in range(40)]
    assert events[0]["prev"] is None
    assert [event["prev"] for event in events[1:]] == [event["id"] for event in events[:-1]]
    assert candidate.exam.answers() == {"Q01": ["p-a"]}


def try_again(candidate: Candidate) -> int:
    """Let the page try at once; return how often it has."""
    candidate.page.evaluate("window.dispatchEvent(new Event('online'))")
    return len(batches(candidate.exam))


def test_an_answer_that_was_changed_often_waits_as_one(candidate: Candidate):
    page = candidate.begin().page
    candidate.exam.link_down = True
    for press in "1234":
        page.keyboard.press(press)
    candidate.wait_for_stored("events", 4)
    candidate.lamp("offline")
    expect(page.locator(".lamp-detail")).to_have_text("1 ta javob shu kompyuterda")
    page.click(".finish")
    expect(page.locator("dialog")).to_contain_text("Hali yuborilmagan: 1 ta javob")
    page.click("dialog .primary")
    candidate.on("closing")
    expect(page.locator(".lead").first).to_have_text("Yuborilishi kerak boʻlgan javoblar: 1 ta")
    candidate.exam.link_down = False
    candidate.on("readback")
    assert len(candidate.exam.attempt.events) == 4


def test_a_reload_without_a_link_goes_on_where_it_was(candidate: Candidate):
    candidate.begin()
    candidate.wait_for_shell()
    candidate.stand_on(2)
    candidate.exam.link_down = True
    candidate.option(0).click()
    candidate.mark("queued")
    candidate.page.reload()
    candidate.on("exam")
    expect(candidate.page.locator(".item-meta b")).to_have_text("2-savol")
    expect(candidate.option(0).locator("input")).to_be_checked()
    candidate.option(2).click()
    candidate.lamp("offline")
    # Without the server's word the time left is not guessed from this computer's date.
    expect(candidate.page.locator(".clock")).to_have_attribute("data-kind", "unknown")
    candidate.exam.link_down = False
    candidate.mark("held")
    assert candidate.exam.answers() == {"Q02": ["p-a", "p-c"]}


def test_a_killed_browser_loses_no_answer(
    playwright_driver: Playwright, exam: FakeExam, url: str, tmp_path: Path
):
    profile = str(tmp_path / "profile")
    launch = playwright_driver.chromium.launch_persistent_context
    context = launch(profile, executable_path=WHOLE_CHROMIUM, args=ARGUMENTS, locale="uz-UZ")
    candidate = Candidate(context.new_page(), exam, url).begin()
    candidate.wait_for_shell()
    with exam.broken(SAVE, "503"):
        candidate.option(2).click()
        candidate.mark("queued")
        kill_browser_of(profile)
    context = launch(profile, executable_path=WHOLE_CHROMIUM, args=ARGUMENTS, locale="uz-UZ")
    try:
        candidate = Candidate(context.new_page(), exam, url).open()
        candidate.on("exam")
        candidate.mark("held")
        assert exam.answers() == {"Q01": ["p-c"]}
    finally:
        context.close()


def kill_browser_of(profile: str) -> None:
    """SIGKILL to the browser process of this profile alone, and wait until it is gone."""
    listing = subprocess.run(["ps", "-wweo", "pid,args"], check=True, capture_output=True, text=True).stdout
    own = [line.split(None, 1) for line in listing.splitlines() if f"--user-data-dir={profile}" in line]
    browser = next(int(pid) for pid, arguments in own if "--type=" not in arguments)
    os.kill(browser, signal.SIGKILL)
    for _ in range(1_500):
        if not Path(f"/proc/{browser}").exists():
            break
        time.sleep(0.02)
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (Path(profile) / name).unlink(missing_ok=True)


def test_a_typed_answer_is_saved_after_a_pause_whole(candidate: Candidate):
    candidate.begin()
    candidate.go_to(6)
    candidate.page.evaluate(
        "() => { const real = setTimeout; window.setTimeout = (act, ms, ...more) =>"
        " (ms === 2000 ? (window.endPause = act, 0) : real(act, ms, ...more)); }"
    )
    candidate.page.locator(".typed").press_sequentially("brauz", delay=30)
    candidate.mark("unsaved")
    assert candidate.exam.attempt.events == {}
    candidate.page.locator(".typed").press_sequentially("er", delay=30)
    candidate.page.evaluate("window.endPause()")
    candidate.wait_for_answers({"Q06": "brauzer"})
    assert len(candidate.exam.attempt.events) == 1


def test_a_typed_answer_is_saved_at_once_on_leaving_the_field(candidate: Candidate):
    candidate.begin()
    candidate.go_to(6)
    candidate.let_no_pause_end()
    candidate.page.fill(".typed", "brauzer")
    candidate.page.click(".foot .next")
    candidate.wait_for_answers({"Q06": "brauzer"})


def test_a_typed_answer_survives_a_reload_in_the_middle_of_a_word(candidate: Candidate):
    candidate.begin()
    candidate.stand_on(6)
    candidate.let_no_pause_end()
    candidate.page.locator(".typed").press_sequentially("brau")
    candidate.page.reload()
    candidate.on("exam")
    expect(candidate.page.locator(".typed")).to_have_value("brau")
    candidate.wait_for_answers({"Q06": "brau"})


def test_an_answer_pressed_in_the_moment_of_a_reload_survives_it(candidate: Candidate):
    candidate.begin()
    # The event is never made: what is pressed now comes to no disk before the page goes.
    candidate.page.evaluate("() => { crypto.subtle.digest = () => new Promise(() => {}); }")
    candidate.option(1).click()
    candidate.mark("unsaved")
    candidate.page.reload()
    candidate.on("exam")
    expect(candidate.option(1).locator("input")).to_be_checked()
    candidate.wait_for_answers({"Q01": ["p-b"]})
    assert candidate.page.evaluate("sessionStorage.getItem('exam-draft')") is None


def test_a_reload_in_the_middle_of_a_word_leads_back_to_it_even_if_the_place_was_not_kept(
    candidate: Candidate,
):
    candidate.begin()
    candidate.page.evaluate(
        "() => { const put = IDBObjectStore.prototype.put;"
        " IDBObjectStore.prototype.put = function (value, key) {"
        " return put.call(this, value?.place ? { ...value, place: undefined } : value, key); }; }"
    )
    candidate.go_to(6)
    candidate.page.locator(".typed").press_sequentially("brau")
    candidate.page.reload()
    candidate.on("exam")
    expect(candidate.page.locator(".typed")).to_have_value("brau")


def test_a_conflict_is_told_to_the_proctor_and_the_answer_gets_a_new_number(candidate: Candidate):
    candidate.begin()
    other = {"item": "Q02", "response": ["p-a"], "id": "f" * 64, "at": "2026-11-24T05:00:00Z"}
    candidate.exam.attempt.events[1, 0] = other
    candidate.option(1).click()
    candidate.wait_for_answers({"Q02": ["p-a"], "Q01": ["p-b"]})
    candidate.mark("held")


def test_a_refused_answer_is_shown_as_not_kept_and_calls_the_proctor(candidate: Candidate):
    candidate.begin()
    candidate.exam.items = candidate.exam.items[1:]
    candidate.option(1).click()
    candidate.mark("lost")
    candidate.lamp("lost")
    expect(candidate.page.locator("#assertive")).to_contain_text("Qoʻl koʻtaring")
    candidate.wait_for_alerts([{"kind": "answer_lost", "item": "Q01"}])


def test_a_disk_that_refuses_is_said_aloud_and_the_answer_is_sent_all_the_same(candidate: Candidate):
    candidate.begin()
    candidate.page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'Quota'); }; }"
    )
    with candidate.exam.broken(SAVE, "503"):
        candidate.option(1).click()
        candidate.mark("lost")
        candidate.lamp("lost")
    candidate.wait_for_answers({"Q01": ["p-b"]})
    candidate.mark("held")


def test_every_kind_of_item_sends_the_agreed_response(candidate: Candidate):
    page = candidate.begin().page
    candidate.option(0).click()
    candidate.go_to(2)
    candidate.option(2).click()
    candidate.option(0).click()
    candidate.go_to(3)
    page.click("[data-way=down] >> nth=0")
    candidate.go_to(4)
    page.select_option(".pair select >> nth=0", "p-t1")
    page.select_option(".pair select >> nth=2", "p-t3")
    candidate.go_to(5)
    page.select_option(".stem select >> nth=0", "p-g1b")
    candidate.go_to(6)
    page.fill(".typed", "brauzer")
    candidate.go_to(7)
    page.fill(".typed", "1024")
    candidate.go_to(8)
    page.click(".area >> nth=2")
    candidate.go_to(9)
    page.click(".chip >> nth=1")
    page.select_option(".stem select >> nth=1", "p-a")
    candidate.go_to(10)
    page.click(".takes-points img", position={"x": 20, "y": 30})
    page.click(".takes-points", position=middle_of(page, 565, 120))
    candidate.go_to(11)
    for _ in range(3):
        page.click(".slider .square >> nth=1")
    candidate.go_to(12)
    page.click(".gap-mark >> nth=1")
    page.click(".chip >> nth=0")
    page.click(".chip >> nth=1")
    # Saves go out in order: with the last one all are there.
    candidate.wait_until(lambda: candidate.exam.answers().get("Q12"), [["p-b", "p-g1"], ["p-a", "p-g2"]])
    (point,) = candidate.exam.answers()["Q10"]
    assert point == [pytest.approx(565, abs=2), pytest.approx(120, abs=2)]
    candidate.wait_for_answers(
        {
            "Q01": ["p-a"],
            "Q02": ["p-a", "p-c"],
            "Q03": ["p-b", "p-a", "p-c", "p-d"],
            "Q04": [["p-s1", "p-t1"], ["p-s3", "p-t3"]],
            "Q05": {"p-g1": "p-g1b"},
            "Q06": "brauzer",
            "Q07": "1024",
            "Q08": ["p-h3"],
            "Q09": [["p-b", "p-g1"], ["p-a", "p-g2"]],
            "Q10": [point],
            "Q11": "10",
            "Q12": [["p-b", "p-g1"], ["p-a", "p-g2"]],
        }
    )
