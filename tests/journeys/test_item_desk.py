"""An item from the empty page to its approval: author, translator, reviewer, approver, each in a browser."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import follow
from tests.journeys.conftest import new_context
from tests.journeys.looking import Axes
from tests.journeys.people import sign_in
from tests.journeys.serving import Served
from tests.question_bank.samples import PICTURE

CODE = "LAW-1001"
STEM = "Rasmda koʻrsatilgan hujjatni kim imzolaydi?"
CHOICES = ("Idora rahbari", "Har qanday fuqaro", "Qoʻshni idora", "Hech kim imzolamaydi")
WORDS = {
    "ru": (
        "Кто подписывает документ на рисунке?",
        "Руководитель",
        "Любой гражданин",
        "Соседи",
        "Никто не подписывает",
    ),
    "en": (
        "Who signs the document in the picture?",
        "The head",
        "Any citizen",
        "The neighbours",
        "Nobody signs it",
    ),
}
REASON = {
    "uz-Latn": "Hujjatni rahbar imzolaydi.",
    "ru": "Подписывает руководитель.",
    "en": "The head signs it.",
}
ALT = {"uz-Latn": "Hujjat varagʻi", "ru": "Лист документа", "en": "A sheet of paper"}


def open_item(page: Page, served: Served, beside: str = "ru") -> None:
    page.goto(f"{served.url}/items/{CODE}/1?beside={beside}")


def write(page: Page, language: str, row: str, words: str) -> None:
    page.fill(f"[id='text-{language}-{row}']", words)


def draft(page: Page, served: Served, axes: Axes, folder: Path) -> None:
    """The author begins a choice, uploads a picture, types the source text and marks the key."""
    page.goto(f"{served.url}/items/new")
    page.select_option("#topic", "law")
    axes.look(page, "desk-new-uz")
    follow(page, "main form button.primary")
    page.wait_for_url(f"**/items/{CODE}/1")
    write(page, "uz-Latn", "stem", STEM)
    for place, words in zip("abcd", CHOICES, strict=True):
        write(page, "uz-Latn", f"label-{place}", words)
    write(page, "uz-Latn", "rationale", REASON["uz-Latn"])
    expect(page.locator(".preview-face .face")).to_contain_text(STEM)
    (folder / "sheet.svg").write_bytes(PICTURE)
    page.set_input_files("#picture", folder / "sheet.svg")
    follow(page, "button[value=upload]")
    expect(page.locator(".thumb")).to_be_visible()
    expect(page.locator("[id='text-uz-Latn-stem']")).to_have_value(STEM)
    write(page, "uz-Latn", "alt-1", ALT["uz-Latn"])
    follow(page, ".closing button[value=submit]")
    expect(page.locator(".banner.error").first).to_be_visible()  # no key yet: kept, and not sent
    axes.look(page, "desk-not-whole-uz")
    page.check("input[name=key][value=a]")
    follow(page, ".closing button[value=submit]")
    expect(page.locator("h1 .badge")).to_have_text("Taqrizda")
    axes.look(page, "desk-sent-uz")


def translate(page: Page, served: Served, axes: Axes, language: str) -> None:
    """The translator fills one language, row by row, in the order shown, and says it is ready."""
    open_item(page, served, language)
    stem, *choices = WORDS[language]
    write(page, language, "stem", stem)
    sources = page.locator(".text-row .text-shown[id*='-label-']").all_inner_texts()
    for place, words in enumerate(sources, start=1):
        write(page, language, f"label-{place}", choices[CHOICES.index(words)])
    write(page, language, "rationale", REASON[language])
    write(page, language, "alt-1", ALT[language])
    axes.look(page, f"desk-translating-{language}")
    follow(page, ".closing button[value=ready]")
    expect(page.locator(".text-head .badge.turquoise")).to_be_visible()


def test_an_item_is_drafted_translated_returned_mended_accepted_and_approved(
    browser: Browser, demo: Served, context: BrowserContext, axes: Axes, tmp_path: Path
) -> None:
    others = {name: new_context(browser) for name in ("translator", "reviewer", "approver")}
    try:
        author = sign_in(context, demo, "author")
        draft(author, demo, axes, tmp_path)
        translator = sign_in(others["translator"], demo, "translator", "ru")
        for language in WORDS:
            translate(translator, demo, axes, language)
        reviewer = sign_in(others["reviewer"], demo, "reviewer", "ru")
        open_item(reviewer, demo)
        axes.look(reviewer, "desk-review-ru")
        reviewer.click("[data-dialog=return-item]")
        reviewer.fill("dialog[open] textarea", "Уточните вопрос.")
        follow(reviewer, "dialog[open] button.primary")
        expect(reviewer.locator(".banner.success")).to_be_visible()
        open_item(author, demo)
        expect(author.locator(".banner.warning")).to_contain_text("Уточните вопрос.")
        write(author, "uz-Latn", "stem", "Rasmdagi hujjatni qonunga koʻra kim imzolaydi?")
        follow(author, ".closing button[value=submit]")
        open_item(reviewer, demo)
        follow(reviewer, "main button.primary")
        expect(reviewer.locator(".banner.info").first).to_be_visible()
        for language in WORDS:
            open_item(translator, demo, language)
            expect(translator.locator("mark.changed").first).to_be_visible()
            axes.look(translator, f"desk-source-changed-{language}")
            follow(translator, ".closing button[value=ready]")
        translator.wait_for_url("**/items")
        approver = sign_in(others["approver"], demo, "approver")
        open_item(approver, demo)
        for number in range(4):
            approver.locator(".preview .segments button").nth(number).click()
            expect(approver.locator(".preview-face .option")).to_have_count(4)
        axes.look(approver, "desk-approval-uz")
        approver.click("[data-dialog=approve-item]")
        follow(approver, "dialog[open] button.primary")
        expect(approver.locator(".banner.success")).to_contain_text(CODE)
        axes.look(approver, "desk-items-uz")
    finally:
        for made in others.values():
            made.close()
