"""The pages in a real browser: open to everybody, whole on small screens, clean under the content policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import find_violations, follow

SCREENS = {"desk": (1366, 768), "phone": (390, 844)}
PAGES = ["/", "/?rehearsal", "/public", "/error/403"]


def with_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["uz-Latn", "ru"])
@pytest.mark.parametrize("path", PAGES[1:])
def test_axe_finds_nothing_serious(page: Page, gallery: str, path: str, language: str, screen: str):
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(gallery + with_language(path, language))
    serious = [
        f"{entry['id']}: {entry['nodes'][0]['html']}"
        for entry in find_violations(page)
        if entry["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_axe_finds_a_text_that_is_too_pale_on_each_page_that_it_is_shown(page: Page):
    for colour, found in (
        ("#aaa", [("color-contrast", "serious")]),
        ("#000", []),
        ("#bbb", [("color-contrast", "serious")]),
    ):
        page.set_content(
            f"""<!doctype html><html lang="uz"><title>Rang</title>
            <main><h1>Rang</h1><p style="color: {colour}; background: #fff">Matn</p></main>"""
        )
        assert [(entry["id"], entry["impact"]) for entry in find_violations(page)] == found


@pytest.mark.parametrize("path", ["/?rehearsal", "/public", "/error/404"])
def test_everything_on_a_page_stands_in_a_landmark(page: Page, gallery: str, path: str):
    page.goto(gallery + path)
    assert find_violations(page, runOnly=["region"]) == []


@pytest.mark.parametrize("language", ["uz-Latn", "uz-Cyrl", "ru", "en"])
@pytest.mark.parametrize("path", ["/", "/public", "/error/500"])
def test_nothing_scrolls_sideways(page: Page, gallery: str, path: str, language: str):
    page.goto(gallery + with_language(path, language))
    for width in (320, 390, 701, 1101):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_long_words_do_not_pass_the_windows_edge(page: Page, gallery: str):
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto(gallery)
    page.evaluate(
        """document.querySelectorAll('tbody th, td > span, .banner .say, h1, h2, dd, .field > label').forEach(
            (element) => { element.append(' Qoraqalpogʻistonliklashtirilmaganlardanmisiz'); })"""
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_refuses_nothing_of_ours(page: Page, gallery: str, path: str):
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(gallery + path)
    page.wait_for_load_state("networkidle")
    assert refused == []


def test_both_weights_of_the_font_are_loaded(page: Page, gallery: str):
    page.goto(gallery)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].map((font) => `${font.weight} ${font.status}`)") == [
        "400 loaded",
        "700 loaded",
    ]


@pytest.mark.parametrize(
    ("language", "word"), [("uz-Latn", "Oʻzbekcha"), ("ru", "Русский"), ("en", "English")]
)
def test_the_page_names_its_language_to_readers_and_in_the_menu(
    page: Page, gallery: str, language: str, word: str
):
    page.goto(gallery + with_language("/", language))
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator(".languages summary")).to_contain_text(word)


def test_the_language_menu_works_without_a_script(plain_page: Page, gallery: str):
    plain_page.goto(gallery + "/public?lang=uz-Latn")
    plain_page.locator(".languages summary").click()
    follow(plain_page, plain_page.get_by_role("link", name="Русский"))
    assert plain_page.locator("html").get_attribute("lang") == "ru"


def test_the_navigation_opens_on_a_phone_without_a_script(plain_page: Page, gallery: str):
    plain_page.set_viewport_size({"width": 390, "height": 844})
    plain_page.goto(gallery + "/?lang=ru")
    assert not plain_page.get_by_role("link", name="Апелляции").is_visible()
    plain_page.locator("details.pages summary").click()
    expect(plain_page.get_by_role("link", name="Апелляции")).to_be_visible()


def test_a_dashed_area_takes_a_file_without_a_script(plain_page: Page, gallery: str):
    plain_page.goto(gallery + "/public?lang=ru")
    plain_page.locator("input[type=file]").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    plain_page.get_by_role("button", name="Проверить файл").click()
    expect(plain_page.locator("body")).to_contain_text("pdf=certificate.pdf")


def test_the_first_tab_leads_past_the_head(page: Page, gallery: str):
    page.goto(gallery + "/public")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_ring_shows(page: Page, gallery: str):
    page.goto(gallery + "/?good")
    page.locator("#first-button").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    shown = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "rgb(242, 176, 30)" in shown
    assert "3px" in shown


def test_a_rehearsal_is_never_in_doubt(page: Page, gallery: str):
    page.goto(gallery + "/?rehearsal&lang=ru")
    expect(page.locator(".band")).to_contain_text("Репетиция, недействительно")
    page.goto(gallery + "/?lang=ru")
    assert page.locator(".band").inner_text() == ""


def test_paper_keeps_the_rehearsal_band_and_drops_the_navigation(page: Page, gallery: str):
    page.goto(gallery + "/?rehearsal")
    page.emulate_media(media="print")
    assert page.locator(".band.rehearsal").is_visible()
    assert not page.locator(".side").is_visible()
    assert not page.locator(".closing").is_visible()
