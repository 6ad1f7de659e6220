"""A candidate at a computer: the few acts that most tests of the page begin with."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, Position, expect

from tests.exam_page.fake_server import CODE, PIN, SITTING, FakeExam

# The page's own back-off grows to ten seconds; what comes after it must not be missed by a moment.
QUICK = 30_000


class Candidate:
    """One page, and the double of the server behind it."""

    def __init__(self, page: Page, exam: FakeExam, url: str) -> None:
        self.page = page
        self.exam = exam
        self.url = url
        page.set_default_timeout(QUICK)

    def open(self, query: str = "") -> "Candidate":
        self.page.goto(f"{self.url}/exam/{query}")
        self.page.wait_for_selector("h1")
        return self

    def type_codes(self, code: str = CODE, pin: str = PIN) -> None:
        self.page.fill("[name=sitting_code]", SITTING)
        self.page.fill("[name=candidate_code]", code)
        self.page.fill("[name=pin]", pin)
        self.page.click("button[type=submit]")

    def enter(self, code: str = CODE) -> "Candidate":
        """As somebody who has agreed and read the rules before."""
        self.exam.attempts[code].consent = True
        self.open()
        self.type_codes(code)
        self.on("waiting")
        return self

    def begin(self) -> "Candidate":
        """Up to the first item."""
        self.exam.admit()
        self.enter()
        self.page.click("button.primary >> text=Sinovni boshlash")
        self.on("exam")
        expect(self.page.locator(".clock b")).not_to_be_empty()
        return self

    def on(self, screen: str) -> None:
        self.page.wait_for_selector(f"body[data-screen={screen}]")

    def option(self, place: int) -> Locator:
        return self.page.locator(".option").nth(place)

    def go_to(self, number: int) -> None:
        self.page.click(f".side .tile:not(.sample) >> nth={number - 1}")

    def stand_on(self, number: int) -> None:
        """Go there, and wait until a page that is loaded anew would open there too."""
        self.go_to(number)
        self.wait_until(
            lambda: [one["place"]["current"] for one in self.stored("records") if "place" in one],
            [number - 1],
        )

    def mark(self, kind: str) -> None:
        """Wait until the mark under the answer says where it is."""
        expect(self.page.locator(".mark")).to_have_attribute("data-kind", kind, timeout=QUICK)

    def lamp(self, kind: str) -> None:
        expect(self.page.locator(".lamp")).to_have_attribute("data-kind", kind, timeout=QUICK)

    def finish(self) -> None:
        self.page.click(".side .finish")
        self.page.click("dialog.question button.primary")

    def wait_for_answers(self, answers: dict[str, Any]) -> None:
        """Wait until the server holds exactly these."""
        self.wait_until(self.exam.answers, answers)

    def wait_for_alerts(self, alerts: list[dict[str, str]]) -> None:
        """Wait until the proctor has been called exactly so."""
        self.wait_until(lambda: self.exam.alerts, alerts)

    def wait_for_call(self, path: str) -> None:
        """Wait until the page has called the server so."""
        self.wait_until(lambda: any(each[1] == path for each in self.exam.requests), True)

    def wait_until(self, read: Callable[[], Any], wanted: Any) -> None:
        """Wait until a fact is as it shall be."""
        for _ in range(600):
            if read() == wanted:
                return
            self.page.wait_for_timeout(50)
        assert read() == wanted, read()

    def let_no_pause_end(self) -> None:
        """What waits for two seconds without a key waits for ever: only leaving the field is left."""
        self.page.evaluate(
            "() => { const real = setTimeout;"
            " window.setTimeout = (act, ms, ...more) => (ms < 1500 ? real(act, ms, ...more) : 0); }"
        )

    def import_module(self, name: str, body: str) -> object:
        """Run a few lines with a module of the page, which they know as `m`."""
        source = self.page.locator("script[src*='main.js']").get_attribute("src") or ""
        module = source.replace("main.js", name)
        return self.page.evaluate(f"async () => {{ const m = await import('{module}'); {body} }}")

    def stored(self, store: str) -> list[Any]:
        """What lies in the page's own database."""
        script = """store => new Promise((resolve, reject) => {
            const opened = indexedDB.open('exam');
            opened.onerror = () => reject(opened.error);
            opened.onsuccess = () => {
                const database = opened.result;
                if (!database.objectStoreNames.contains(store)) {
                    database.close();
                    resolve([]);
                    return;
                }
                const all = database.transaction(store).objectStore(store).getAll();
                all.onsuccess = () => { database.close(); resolve(all.result); };
            };
        })"""
        found: list[Any] = self.page.evaluate(script, store)
        return found

    def wait_for_stored(self, store: str, count: int) -> None:
        """Wait until so many records lie in a part of the page's own database."""
        self.wait_until(lambda: len(self.stored(store)), count)

    def wait_for_shell(self) -> None:
        """Wait until the service worker keeps the page and stands before it."""
        self.page.evaluate(
            """() => navigator.serviceWorker.ready.then(() => new Promise((resolve) => {
                const { serviceWorker } = navigator;
                if (serviceWorker.controller) resolve();
                else serviceWorker.addEventListener('controllerchange', () => resolve());
            }))"""
        )


# Decoded, laid out, and fitted by the observer that comes after the layout.
DRAWN = """async (picture) => {
    await new Promise((done) => {
        if (picture.complete && picture.naturalWidth) done();
        else picture.addEventListener("load", done);
    });
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""


def middle_of(page: Page, x: int, y: int) -> Position:
    """Where a place of the picture stands on the screen, from the picture's corner."""
    page.locator(".takes-points img").evaluate(DRAWN)
    width = page.locator(".takes-points").bounding_box()["width"]
    return {"x": x * width / 900, "y": y * width / 900}
