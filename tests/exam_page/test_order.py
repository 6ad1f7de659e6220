"""Two calls under way at once: what the server said last stands, in whatever order the replies arrive."""

import json
import threading
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import API

# The page gives a request up after eight seconds; a stalled machine may need longer here.
PATIENT = """(() => {
    const real = setTimeout;
    window.setTimeout = (act, ms, ...more) => real(act, ms === 8000 ? 120000 : ms, ...more);
})()"""


class SlowReply:
    """The next reply to one path: the server has given it, and the link keeps it back."""

    def __init__(self, candidate: Candidate, path: str) -> None:
        self.candidate = candidate
        self.kept: list[tuple[Route, APIResponse]] = []
        candidate.page.add_init_script(PATIENT)
        candidate.page.evaluate(PATIENT)
        candidate.page.route(f"**{API}{path}", self._keep, times=1)

    def _keep(self, route: Route) -> None:
        self.kept.append((route, route.fetch()))

    def wait_until_given(self) -> "SlowReply":
        self.candidate.wait_until(lambda: len(self.kept), 1)
        return self

    def arrive(self) -> None:
        """Hand it to the page, and let the page make of it what it will."""
        [(route, response)] = self.kept
        with self.candidate.page.expect_request_finished(lambda request: request == route.request):
            route.fulfill(response=response)
        self.candidate.page.wait_for_timeout(100)


def cut_the_link(candidate: Candidate) -> None:
    candidate.exam.link_down = True
    candidate.lamp("offline")


def begin_with_slow_first_item(candidate: Candidate) -> SlowReply:
    slow = SlowReply(candidate, "/attempt/shown")
    candidate.begin()
    return slow.wait_until_given()


def test_lesson_13_a_late_reply_brings_no_time_back(candidate: Candidate):
    late = begin_with_slow_first_item(candidate)
    candidate.exam.use_up(left_ms=34 * 60_000)
    expect(candidate.page.locator(".clock b")).to_have_text("34 daqiqa qoldi")
    # It is on its way, and was not sent anew with that heartbeat.
    assert [path for _method, path, _body in candidate.exam.requests].count("/attempt/shown") == 1
    late.arrive()
    cut_the_link(candidate)
    expect(candidate.page.locator(".clock b")).to_have_text("34 daqiqa qoldi")


def test_a_late_save_does_not_end_a_pause(candidate: Candidate):
    candidate.begin()
    late = SlowReply(candidate, "/attempt/responses")
    candidate.option(1).click()
    late.wait_until_given()
    candidate.exam.pause(on=True)
    paused = candidate.page.locator(".pause")
    expect(paused).to_be_visible()
    cut_the_link(candidate)
    late.arrive()
    expect(paused).to_be_visible()
    # The answer itself is held, late or not.
    candidate.wait_until(lambda: {each["status"] for each in candidate.stored("events")}, {"live"})


def test_a_late_save_does_not_end_a_pause_that_an_earlier_question_told(candidate: Candidate):
    """The heartbeat was asked before the answer was sent, and the server saw to it afterwards."""
    candidate.begin()
    exam, stopped = candidate.exam, threading.Event()

    def wait_for_the_pause() -> None:
        stopped.wait(20)

    candidate.wait_until(lambda: "/attempt/shown" in [path for _method, path, _body in exam.requests], True)
    exam.always["/attempt/heartbeat"] = wait_for_the_pause
    before = len(exam.requests)
    candidate.wait_until(lambda: len(exam.requests) > before, True)
    late = SlowReply(candidate, "/attempt/responses")
    candidate.option(1).click()
    late.wait_until_given()
    exam.pause(on=True)
    stopped.set()
    paused = candidate.page.locator(".pause")
    expect(paused).to_be_visible()
    exam.always.clear()
    cut_the_link(candidate)
    late.arrive()
    expect(paused).to_be_visible()


def test_a_late_refusal_of_the_old_token_does_not_ask_for_the_codes_again(candidate: Candidate):
    candidate.begin()
    candidate.exam.attempt.tokens.clear()
    candidate.on("entry")
    late = SlowReply(candidate, "/attempt/heartbeat").wait_until_given()
    candidate.type_codes()
    candidate.on("exam")
    late.arrive()
    candidate.option(0).click()
    candidate.mark("held")
    candidate.on("exam")


def test_a_reply_from_before_the_cut_does_not_say_that_the_link_is_back(candidate: Candidate):
    candidate.begin()
    late = SlowReply(candidate, "/attempt/heartbeat").wait_until_given()
    candidate.exam.link_down = True
    candidate.page.click(".foot .call")
    warning = candidate.page.locator(".banner.warning")
    expect(warning).to_contain_text("Qoʻl koʻtaring")
    late.arrive()
    expect(warning).to_contain_text("Qoʻl koʻtaring")


@pytest.mark.parametrize("lock", [{}, {"mode": "kiosk", "signals": ["printed"]}])
def test_a_seat_that_waits_is_not_drawn_anew_when_it_hears_how_it_is_locked(
    candidate: Candidate, lock: dict[str, Any]
):
    """What the page has told would go with it."""
    candidate.exam.lockdown |= lock
    late = SlowReply(candidate, "/attempt/lockdown")
    candidate.enter()
    late.wait_until_given()
    candidate.page.click("button >> text=Nazoratchini chaqirish")
    told = candidate.page.locator(".told").last
    expect(told).to_contain_text("Nazoratchi chaqirildi")
    late.arrive()
    expect(candidate.page.locator(".full-screen")).to_be_visible(visible=bool(lock))
    expect(told).to_contain_text("Nazoratchi chaqirildi")


def test_a_banner_that_stands_is_not_made_anew_with_each_heartbeat(candidate: Candidate):
    """A press that is under way would be lost, and the focus of whoever works by keyboard."""
    candidate.begin()
    candidate.exam.give_time(6, "Power cut")
    close = candidate.page.locator(".banner .close")
    close.focus()
    before = len(candidate.exam.requests)
    candidate.wait_until(lambda: len(candidate.exam.requests) > before + 2, True)
    expect(close).to_be_focused()


def test_a_message_in_a_heartbeat_that_a_save_overtook_is_shown(candidate: Candidate):
    candidate.begin()
    exam = candidate.exam
    exam.attempt.notices.append(
        {"id": "n1", "kind": "message", "text": "Sekin gapiring", "at": "2026-11-24T05:00:00.000Z"}
    )
    late = SlowReply(candidate, "/attempt/heartbeat").wait_until_given()
    exam.poll_ms = 60_000
    candidate.option(1).click()
    candidate.mark("held")
    late.arrive()
    cut_the_link(candidate)
    expect(candidate.page.locator(".banner.message")).to_contain_text("Sekin gapiring")


def test_each_figure_is_judged_by_the_reply_that_told_it_last(candidate: Candidate):
    candidate.open()
    whole = {"state": "authorised", "used_ms": 1, "version": 3, "answers": {"a": "b"}, "room": {"seat": 4}}
    beat = {"state": "in_progress", "used_ms": 0, "version": 4, "notices": ["one"]}
    save = {"state": "paused", "used_ms": 6, "version": 4}
    stands = {**whole, **beat, **save}
    assert in_order(candidate, [(1, 8, whole), (2, 3, beat), (4, 5, save)]) == stands
    assert in_order(candidate, [(1, 8, whole), (2, 7, beat), (3, 4, save)]) == stands
    assert in_order(candidate, [(1, 2, whole), (3, 9, beat), (4, 8, save)]) == stands


def in_order(candidate: Candidate, replies: list[tuple[int, int, dict[str, Any]]]) -> Any:
    """The view that stands after replies that were asked for and heard at these moments."""
    heard = sorted(replies, key=lambda each: each[1])
    return candidate.import_module(
        "newest.js",
        f"""const newest = new m.Newest();
        let view = {{}};
        for (const [asked, heard, body] of {json.dumps(heard)}) {{
            view = {{...view, ...newest.sift({{asked, heard, body}}, body)}};
        }}
        return view;""",
    )


@pytest.mark.parametrize(
    ("replies", "stands"),
    [
        # Asked after the other was heard: newer, also where the server had to go back to a copy.
        ([(1, 2, {"n": 1, "version": 7}), (3, 4, {"n": 2, "version": 6})], 2),
        # On the way together: the version tells, not who asked later.
        ([(1, 5, {"n": 1, "version": 7}), (2, 4, {"n": 2, "version": 6})], 1),
        ([(1, 5, {"n": 1, "version": 6}), (2, 4, {"n": 2, "version": 7})], 2),
        ([(1, 4, {"n": 1, "version": 7}), (2, 5, {"n": 2, "version": 6, "used_ms": 9})], 1),
        # Within a version the time used.
        ([(1, 5, {"n": 1, "version": 7, "used_ms": 8}), (2, 4, {"n": 2, "version": 7, "used_ms": 9})], 2),
        ([(1, 4, {"n": 1, "version": 7, "used_ms": 9}), (2, 5, {"n": 2, "version": 7, "used_ms": 8})], 1),
        # Where that says nothing, who asked later; a moment of the page's clock may be one for both.
        ([(1, 5, {"n": 1, "version": 7, "used_ms": 0}), (2, 4, {"n": 2, "version": 7, "used_ms": 0})], 2),
        ([(1, 5, {"n": 1}), (2, 4, {"n": 2, "version": 7, "used_ms": 8})], 2),
        ([(1, 1, {"n": 1, "version": 7}), (1, 1, {"n": 2, "version": 7})], 2),
    ],
)
def test_what_was_said_last_stands(
    candidate: Candidate, replies: list[tuple[int, int, dict[str, Any]]], stands: int
):
    candidate.open()
    assert in_order(candidate, replies)["n"] == stands
