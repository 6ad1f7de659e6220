"""A locked seat: its own address, what the page notes, the full screen, and a browser that is refused."""

from typing import Any

from flask import Response, jsonify
from playwright.sync_api import Page, expect

from tests.exam_page.driver import Candidate

VALUE = "0f" * 16
ALL = ["window_left", "full_screen_left", "pasted", "printed"]


def _refuse() -> Response:
    response = jsonify(error={"code": "lockdown", "message": "lockdown"})
    response.status_code = 403
    return response


def _make_notes_quick(page: Page) -> None:
    """What waits to be sent goes at once: waits with jitter, no whole numbers, are cut short."""
    page.add_init_script(
        "const later = setTimeout; window.setTimeout = (act, ms, ...more) =>"
        " later(act, ms > 7000 && !Number.isInteger(ms) ? 50 : ms, ...more);"
    )


# The page's clock stands where the test has put it; and whether the window is away is told by its own events.
STANDING_CLOCK = """(() => {
    const clock = performance.now.bind(performance);
    performance.now = () => window.moment ?? clock();
    window.away = false;
    window.addEventListener('blur', () => { window.away = true; });
    window.addEventListener('focus', () => { window.away = false; });
})();"""


def _wait_until_told(candidate: Candidate, kinds: list[str]) -> None:
    """Wait until the page knows what it shall note."""
    candidate.wait_until(
        lambda: [one["lockdown"]["signals"] for one in candidate.stored("records") if "lockdown" in one],
        [kinds],
    )


def _noted(candidate: Candidate, kind: str) -> list[dict[str, Any]]:
    return [one for one in candidate.exam.signals if one["kind"] == kind]


def _wait_for(candidate: Candidate, kind: str, count: int = 1) -> dict[str, Any]:
    for _ in range(100):
        if len(_noted(candidate, kind)) >= count:
            return _noted(candidate, kind)[-1]
        candidate.page.wait_for_timeout(100)
    raise AssertionError(candidate.exam.signals)


def test_real_events_are_noted_with_their_length_and_brief_ones_are_not(candidate: Candidate) -> None:
    candidate.exam.lockdown["signals"] = ALL
    page = candidate.page
    _make_notes_quick(page)
    page.add_init_script(STANDING_CLOCK)
    candidate.begin()
    _wait_until_told(candidate, ALL)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    window = session.send("Browser.getWindowForTarget")["windowId"]
    for milliseconds in (300, 2300):
        page.evaluate("window.moment = performance.now()")
        for state in ("minimized", "normal"):
            session.send("Browser.setWindowBounds", {"windowId": window, "bounds": {"windowState": state}})
            candidate.wait_until(lambda: page.evaluate("window.away"), state == "minimized")
            page.evaluate(f"window.moment += {milliseconds}")
    assert _wait_for(candidate, "window_left")["duration_ms"] == 2300
    assert len(_noted(candidate, "window_left")) == 1
    candidate.go_to(6)
    page.locator(".typed").focus()
    page.keyboard.press("Control+V")
    assert _wait_for(candidate, "pasted")["duration_ms"] is None
    page.pdf()
    assert _wait_for(candidate, "printed")["duration_ms"] >= 0
    assert all(set(one) == {"mark", "kind", "began_ms", "duration_ms"} for one in candidate.exam.signals)
    session.detach()


def test_notes_wait_without_a_link_and_outlive_a_reload(candidate: Candidate) -> None:
    candidate.exam.lockdown["signals"] = ALL
    page = candidate.page
    _make_notes_quick(page)
    candidate.begin()
    _wait_until_told(candidate, ALL)
    with candidate.exam.broken("/attempt/signals", "drop"):
        page.pdf()
        candidate.wait_until(
            lambda: [len(one["list"]) for one in candidate.stored("records") if "list" in one], [1]
        )
        page.reload()
        candidate.on("exam")
    assert _wait_for(candidate, "printed")["kind"] == "printed"
    assert len({one["mark"] for one in _noted(candidate, "printed")}) == 1


def test_where_nothing_is_asked_for_nothing_is_noted_and_nothing_announced(candidate: Candidate) -> None:
    page = candidate.page
    candidate.begin()
    page.pdf()
    page.wait_for_timeout(200)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 1
    assert candidate.exam.signals == []


def test_what_is_noted_is_told_before_the_start(candidate: Candidate) -> None:
    candidate.exam.lockdown["signals"] = ["printed"]
    page = candidate.page
    candidate.open().type_codes()
    candidate.on("language")
    page.click("main button.primary")
    candidate.on("consent")
    expect(page.locator(".facts dd").nth(1)).to_contain_text("chop etish")
    expect(page.locator(".facts dd").nth(1)).not_to_contain_text("oyna")
    page.click("main button.primary")
    candidate.on("rules")
    expect(page.locator(".numbered")).to_contain_text("chop etish")


def test_a_refused_browser_says_ask_the_proctor_keeps_every_answer_and_goes_on_by_itself(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.begin()
    candidate.option(0).click()
    candidate.mark("held")
    with candidate.exam.broken("/attempt/responses", "drop"):
        candidate.go_to(2)
        candidate.option(1).click()
        candidate.mark("queued")
    with (
        candidate.exam.broken("/attempt/responses", _refuse),
        candidate.exam.broken("/attempt/heartbeat", _refuse),
    ):
        candidate.on("locked_out")
        expect(page.locator("h1")).to_contain_text("nazoratchi")
        expect(page.locator(".lead").nth(1)).to_contain_text("1")
        page.reload()
        candidate.on("locked_out")
    candidate.on("exam")
    candidate.wait_until(lambda: len(candidate.exam.answers()), 2)


def test_an_admitted_seat_moves_to_its_own_address_and_every_call_carries_it(candidate: Candidate) -> None:
    candidate.exam.lockdown |= {"mode": "safe_exam_browser", "page": VALUE}
    page, seen = candidate.page, []
    page.on("request", lambda request: seen.append(request.url) if "/exam/api/" in request.url else None)
    candidate.exam.admit()
    candidate.exam.attempt.consent = True
    candidate.open().type_codes()
    page.wait_for_url(f"**/exam/p/{VALUE}/")
    candidate.on("waiting")
    seen.clear()
    page.click("button.primary >> text=Sinovni boshlash")
    candidate.on("exam")
    candidate.option(0).click()
    candidate.mark("held")
    assert seen
    assert [url for url in seen if f"page={VALUE}" not in url] == []


def test_the_way_to_the_own_address_is_begun_once_however_slow_the_link_is(candidate: Candidate) -> None:
    """Each reply found the page still here: begun anew with each, the way never came to an end."""
    candidate.exam.lockdown |= {"mode": "safe_exam_browser", "page": VALUE}
    candidate.exam.admit()
    candidate.exam.attempt.consent = True
    candidate.exam.slow_link.clear()
    page, ways = candidate.page, []
    page.on("request", lambda request: ways.append(request.url) if "/exam/p/" in request.url else None)
    candidate.open().type_codes()
    candidate.wait_until(lambda: len(ways), 1)
    page.wait_for_timeout(2_000)  # some replies of the double, which is asked every 300 ms
    assert [url.rpartition("/exam")[2] for url in ways] == [f"/p/{VALUE}/"]
    candidate.exam.slow_link.set()
    page.wait_for_url(f"**/exam/p/{VALUE}/")
    candidate.on("waiting")


def test_the_keys_of_a_page_go_with_every_call_where_the_browser_sets_no_headers(
    candidate: Candidate,
) -> None:
    candidate.page.add_init_script(
        "window.SafeExamBrowser = { security: { configKey: '', browserExamKey: '', updateKeys(done) {"
        " this.configKey = 'c'.repeat(64); this.browserExamKey = 'e'.repeat(64); done(); } } };"
    )
    seen: list[dict[str, str]] = []
    candidate.page.on(
        "request", lambda request: seen.append(request.headers) if "/exam/api/" in request.url else None
    )
    candidate.enter()
    assert {one.get("x-page-configkeyhash") for one in seen} == {"c" * 64}
    assert {one.get("x-page-requesthash") for one in seen} == {"e" * 64}


def test_a_kiosk_asks_for_the_full_screen_and_says_when_it_has_been_left(candidate: Candidate) -> None:
    candidate.exam.lockdown |= {"mode": "kiosk", "signals": ALL}
    page = candidate.page
    _make_notes_quick(page)
    candidate.begin()
    strip = page.locator(".full-screen")
    expect(strip).to_contain_text("toʻliq ekran")
    strip.locator("button").click()
    expect(strip).to_be_hidden()
    page.evaluate("document.exitFullscreen()")
    expect(strip).to_be_visible()
    page.wait_for_timeout(2100)
    strip.locator("button").click()
    expect(strip).to_be_hidden()
    assert _wait_for(candidate, "full_screen_left")["duration_ms"] >= 2000
