"""The main job, end to end, by mouse: from the door of the room to a stranger who checks the certificate."""

import base64
import json
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import follow
from tests.journeys.commission import collect_certificate, decide, download
from tests.journeys.conftest import new_context
from tests.journeys.hands import Mouse
from tests.journeys.looking import Axes
from tests.journeys.papers import KnownPaper, know_paper, know_practice, tell_other_answers
from tests.journeys.people import agree, enter, heading, lamp, on, practise, reload_until, sign_in
from tests.journeys.serving import Served

ITEMS = 50
RELOAD_AT, OFFLINE_FROM, OFFLINE_UNTIL, SECOND_TAB_AT, CLOSED_AT, FLAGGED_AT = 6, 14, 19, 24, 30, 36
DROP = """([selector, text, name]) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: 'application/pdf' }));
    document.querySelector(selector).dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


def _admit_the_first(proctor: Page, served: Served, axes: Axes, candidate: dict[str, str]) -> str:
    """The card of whoever waits is the first; its button asks which document was seen. Returns the seat."""
    proctor.goto(f"{served.url}/proctor/")
    axes.look(proctor, "proctor-sittings-uz")
    follow(proctor, f"a[href$='/proctor/{served.sitting}']")
    card = proctor.locator(".card-list .card").first
    expect(card).to_contain_text(candidate["name"].split()[0])
    axes.look(proctor, "proctor-console-uz")
    seat = card.get_attribute("data-card")
    assert seat is not None
    follow(proctor, card.locator(".card-acts a"))
    axes.look(proctor, "proctor-admit-uz")
    follow(proctor, "#document-id_card")
    expect(proctor.locator(".banner.success, .notes .success").first).to_be_visible()
    axes.look(proctor, "proctor-admitted-uz")
    return seat.split()[0]


def _answer(mouse: Mouse, known: KnownPaper, number: int, wrong: set[int]) -> None:
    question = known.questions[number - 1]
    mouse.go_to(number)
    mouse.answer(question.interaction, question.wrong if number in wrong else question.right)


def _held(page: Page) -> None:
    expect(page.locator(".mark")).to_have_attribute("data-kind", "held", timeout=30_000)


def _choose_wrong(known: KnownPaper) -> set[int]:
    """Two questions with one right choice each, so that a wrong one costs its whole points."""
    plain = [
        number
        for number, question in enumerate(known.questions, start=1)
        if question.interaction["type"] == "choice" and question.interaction["max_choices"] == 1
    ]
    return {plain[0], plain[-1]}


def _see_second_tab(context: BrowserContext, served: Served, axes: Axes) -> None:
    second = context.new_page()
    second.goto(f"{served.url}/exam/")
    on(second, "exam")
    expect(second.locator(".banners .banner").first).to_be_visible()
    expect(second.locator(".side .finish")).to_have_count(0)
    axes.look(second, "exam-second-tab-uz")
    second.close()


def _switch_language(page: Page, known: KnownPaper, number: int) -> None:
    item_id = known.questions[number - 1].id
    uz, ru = (known.paper.opened.items[item_id].texts[tag].stem for tag in ("uz-Latn", "ru"))
    assert uz != ru
    said = heading(page).inner_text()
    page.select_option("[data-control=language]", "ru")
    expect(page.locator(".item")).to_have_attribute("lang", "ru")
    page.select_option("[data-control=language]", "uz-Latn")
    expect(heading(page)).to_have_text(said)


def _take_the_test(
    context: BrowserContext, page: Page, served: Served, axes: Axes, known: KnownPaper
) -> tuple[Page, str]:
    """Answer everything, two of it wrong, with all that goes wrong on the way; returns page and receipt."""
    mouse, wrong = Mouse(page), _choose_wrong(known)
    kinds_seen: set[str] = set()
    for number in range(1, ITEMS + 1):
        if number == OFFLINE_FROM:
            context.set_offline(True)
        if number == OFFLINE_UNTIL:
            lamp(page, "offline")
            axes.look(page, "exam-offline-uz")
            context.set_offline(False)
            lamp(page, "held")
        _answer(mouse, known, number, wrong)
        kind = known.questions[number - 1].interaction["type"]
        if kind not in kinds_seen:
            kinds_seen.add(kind)
            axes.look(page, f"exam-{kind}-uz")
        if number == RELOAD_AT:
            page.reload()
            on(page, "exam")
            expect(page.locator(".palette-count")).to_have_text(f"{number} / {ITEMS}")
        if number == SECOND_TAB_AT:
            _see_second_tab(context, served, axes)
        if number == CLOSED_AT:
            _held(page)
            page.close()
            page = context.new_page()
            page.goto(f"{served.url}/exam/")
            on(page, "exam")
            mouse = Mouse(page)
            _switch_language(page, known, number)
        if number == FLAGGED_AT:
            page.click(".foot .flag")
            expect(page.locator(f".side .tile:not(.sample) >> nth={number - 1}")).to_have_class(
                "tile flagged"
            )
    _held(page)
    expect(page.locator(".palette-count")).to_have_text(f"{ITEMS} / {ITEMS}")
    page.click(".side .finish")
    axes.look(page, "exam-finish-question-uz")
    page.click("dialog.question button.primary")
    on(page, "readback")
    axes.look(page, "exam-readback-uz")
    expect(page.locator(".held-list > li")).to_have_count(ITEMS)
    expect(page.locator(".held-list > li.empty")).to_have_count(0)
    return page, page.locator(".receipt-code").inner_text()


def _close_the_room(proctor: Page, served: Served, axes: Axes, receipt: str, seat: str) -> None:
    """Those who were admitted and never began need a typed reason; without it the room stays open."""
    proctor.goto(f"{served.url}/proctor/{served.sitting}?seat={seat}")
    expect(proctor.locator("#foot")).to_contain_text(receipt)
    axes.look(proctor, "proctor-foot-uz")
    proctor.goto(f"{served.url}/proctor/{served.sitting}/close?lang=ru")
    axes.look(proctor, "proctor-close-ru")
    follow(proctor, "main .answer-row button")
    expect(proctor.locator("main .banner.error:not(.no-link)")).to_be_visible()
    for row in proctor.locator(".open-list fieldset").all():
        row.locator("input[value=left]").check()
    follow(proctor, "main .answer-row button")
    proctor.wait_for_url(f"**/proctor/{served.sitting}")
    axes.look(proctor, "proctor-closed-ru")
    proctor.goto(f"{served.url}/desk?lang=uz-Latn")


def _row_of(page: Page, name: str) -> Locator:
    return page.locator(".sheet tbody tr").filter(has_text=name.split(maxsplit=1)[0])


def _read_sheet(
    secretary: Page, served: Served, axes: Axes, candidate: dict[str, str], known: KnownPaper
) -> str:
    """The sheet comes by itself; what is on the screen stands in each file. Returns the sheet's number."""
    secretary.goto(f"{served.url}/results/")
    row = f"tbody tr:has-text('{served.sitting}') a"
    number = reload_until(secretary, row).inner_text().splitlines()[0].strip()
    axes.look(secretary, "results-sheets-uz")
    follow(secretary, row)
    axes.look(secretary, "results-sheet-uz")
    total = _row_of(secretary, candidate["name"]).locator("td.total").inner_text()
    files = {
        kind: download(secretary, f"a[href*='/results/{number}/download.{kind}']")
        for kind in ("pdf", "xlsx", "csv", "json")
    }
    assert files["pdf"].startswith(b"%PDF-")
    assert files["xlsx"].startswith(b"PK")
    assert candidate["candidate_code"] in files["csv"].decode("utf-8-sig")
    sheet = json.loads(files["json"])["sheet"]
    line = next(one for one in sheet["candidates"] if one["candidate_code"] == candidate["candidate_code"])
    points = Decimal(total.replace(",", "."))
    assert Decimal(line["points"]) == points == ITEMS - 2, tell_other_answers(served, known)
    assert line["attempt"] == known.attempt
    assert line["outcome"] == "passed"
    assert sheet["rehearsal"] is True
    assert sheet["totals"]["candidates"] == len(served.card["candidates"])
    for tag in ("ru", "uz-Cyrl"):
        secretary.goto(f"{served.url}/results/{number}?lang={tag}")
        axes.look(secretary, f"results-sheet-{tag}")
    secretary.goto(f"{served.url}/results/{number}?lang=uz-Latn")
    return number


def _collect_own(browser: Browser, served: Served, axes: Axes, candidate: dict[str, str]) -> bytes:
    """At home, with code and PIN."""
    computer = new_context(browser)
    page = computer.new_page()
    page.goto(f"{served.url}/my/?lang=uz-Latn")
    axes.look(page, "my-entry-uz")
    page.fill("[name=code]", candidate["candidate_code"].lower())
    page.fill("[name=pin]", candidate["pin"])
    follow(page, "main form button.primary")
    axes.look(page, "my-result-uz")
    own = download(page, "a[href$='/my/certificate.pdf']")
    computer.close()
    return own


def _drop(page: Page, content: bytes) -> None:
    with page.expect_navigation():
        page.evaluate(DROP, ["form[data-file-drop]", base64.b64encode(content).decode(), "certificate.pdf"])


def _check_as_a_stranger(
    browser: Browser, served: Served, axes: Axes, code: str, pdf: bytes, holder: str
) -> None:
    """No cookie, no name: the code says what it is, the file says whether it is the one that was issued."""
    computer = new_context(browser)
    page = computer.new_page()
    page.goto(f"{served.url}/verify/{code}")
    axes.look(page, "verify-code-uz")
    expect(page.locator(".holder")).to_contain_text(holder.split(maxsplit=1)[0])
    expect(page.locator(".band.rehearsal").first).to_be_visible()
    assert computer.cookies() == []
    _drop(page, pdf)
    expect(page.locator(".file-held")).to_be_visible()
    axes.look(page, "verify-file-uz")
    assert computer.cookies() == []
    computer.close()
    changed = bytearray(pdf)
    changed[len(changed) // 2] ^= 1
    computer = new_context(browser, "ru-RU")
    page = computer.new_page()
    page.goto(f"{served.url}/verify")
    axes.look(page, "verify-ru")
    _drop(page, bytes(changed))
    expect(page.locator("#file-verdict")).to_be_visible()
    expect(page.locator(".file-held")).to_have_count(0)
    axes.look(page, "verify-changed-file-ru")
    reply = computer.request.get(f"{served.url}/verify/{code}", headers={"Accept": "application/json"}).json()
    assert reply["status"] == "valid"
    assert reply["rehearsal"] is True
    assert computer.cookies() == []
    computer.close()


def _ask_the_command_line(served: Served, folder: Path, pdf: bytes, attempt: str) -> None:
    file = folder / "certificate.pdf"
    file.write_bytes(pdf)
    said = served.run("certificates", "verify", str(file), "--json")
    assert said.returncode == 0, said.stdout + said.stderr
    assert json.loads(said.stdout)["rehearsal"] is True
    for words in (("certificates", "verify", str(file)), ("attempt", "verify", attempt), ("audit", "verify")):
        said = served.run(*words)
        assert said.returncode == 0, (words, said.stdout + said.stderr)


def test_one_candidate_walks_from_the_door_to_a_verified_certificate(
    demo: Served,
    browser: Browser,
    context: BrowserContext,
    staff_context: BrowserContext,
    axes: Axes,
    tmp_path: Path,
):
    candidate = demo.card["candidates"][0]
    known = know_paper(demo, candidate["candidate_code"])
    page = context.new_page()
    mouse = Mouse(page)

    enter(mouse, page, demo, candidate)
    page.click(".option:has(input[value='uz-Latn'])")
    agree(mouse, page, axes, "uz")
    practise(mouse, page, axes, know_practice(), "uz")

    proctor = sign_in(staff_context, demo, "proctor")
    seat = _admit_the_first(proctor, demo, axes, candidate)
    page.click(".main-action .primary.big:not(:has(.icon))")
    on(page, "exam")
    page, receipt = _take_the_test(context, page, demo, axes, known)
    page.click("main .actions .primary")
    on(page, "entry")
    _close_the_room(proctor, demo, axes, receipt, seat)
    proctor.context.clear_cookies()

    secretary = sign_in(staff_context, demo, "secretary")
    number = _read_sheet(secretary, demo, axes, candidate, known)
    chair_computer = new_context(browser)
    chair = sign_in(chair_computer, demo, "chair", "ru")
    decide(browser, chair, secretary, demo, axes, number, present=5, signers=("member-1", "member-4"))
    chair_computer.close()
    code, pdf = collect_certificate(secretary, demo, axes, number)
    assert _collect_own(browser, demo, axes, candidate) == pdf
    _check_as_a_stranger(browser, demo, axes, code, pdf, candidate["name"])
    _ask_the_command_line(demo, tmp_path, pdf, known.attempt)
