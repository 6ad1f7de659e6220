"""The small behaviours: errors, sending once, menus, questions, a dropped file, a part kept fresh."""

from playwright.sync_api import Page, expect

from tests.site_look.gallery import pulse

DROP = """(area) => {
  const carried = new DataTransfer();
  carried.items.add(new File(['x'], 'list.xlsx'));
  area.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_the_summary_of_errors_takes_focus_and_leads_to_the_field(page: Page, gallery: str):
    page.goto(gallery + "/?lang=ru")
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="ПИНФЛ").click()
    expect(page.locator("#pinfl")).to_be_focused()
    assert "pinfl-error" in str(page.locator("#pinfl").get_attribute("aria-describedby"))


def test_the_summary_leads_to_the_first_choice_of_a_list(page: Page, gallery: str):
    page.goto(gallery + "/?lang=ru")
    page.locator("#error-summary").get_by_role("link", name="Язык").click()
    expect(page.locator("#language-0")).to_be_focused()


def test_a_date_is_typed_as_the_house_writes_it(page: Page, gallery: str):
    page.goto(gallery + "/?lang=ru")
    assert page.locator("#day").get_attribute("type") == "text"
    assert page.locator("#day").get_attribute("placeholder") == "ДД.ММ.ГГГГ"


def test_a_second_press_does_not_send_twice(page: Page, gallery: str):
    page.goto(gallery + "/?good&lang=ru")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/post", lambda route: route.fulfill(status=204))  # the page stays as it is
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_role("button", name="Отправляется…")).to_be_visible()
    page.get_by_role("button", name="Отправляется…").click(force=True)
    page.wait_for_timeout(100)
    assert len(sent) == 1


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page, gallery: str):
    page.goto(gallery + "/?good")
    page.locator(".languages summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".languages[open]")).to_have_count(0)
    expect(page.locator(".languages summary")).to_be_focused()


def test_a_question_opens_in_the_page_with_the_safe_answer_in_focus(page: Page, gallery: str):
    page.goto(gallery + "/?good&lang=ru")
    page.get_by_role("link", name="Приостановить всех").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Остановить время 22 человек?")
    expect(question.get_by_role("button", name="Вернуться")).to_be_focused()
    question.get_by_role("button", name="Вернуться").click()
    expect(question).not_to_be_visible()


def test_a_dropped_file_is_sent(page: Page, gallery: str):
    page.goto(gallery + "/?good")
    page.locator("form[data-file-drop]").evaluate(DROP)
    expect(page.locator("body")).to_contain_text("list=list.xlsx")


def test_a_file_field_speaks_the_pages_language(page: Page, gallery: str):
    page.goto(gallery + "/?good&lang=ru")
    expect(page.locator(".file-choice .button")).to_have_text("Выбрать файл")
    page.locator("#sheet").set_input_files({"name": "Nomzodlar.xlsx", "mimeType": "x/y", "buffer": b"x"})
    expect(page.locator(".file-choice")).to_contain_text("Nomzodlar.xlsx")


def test_a_live_part_comes_anew_and_keeps_the_focus(page: Page, gallery: str):
    page.goto(gallery + "/?good&lang=ru")
    page.locator("#pulse-button").focus()
    seen = page.locator("#pulse-count").inner_text()
    expect(page.locator("#pulse-count")).not_to_have_text(seen)
    expect(page.locator("#pulse-button")).to_be_focused()
    expect(page.locator("[data-live-note]")).to_contain_text("Обновлено")


def test_a_live_part_says_when_the_sign_in_has_ended(page: Page, gallery: str):
    pulse["status"] = 401
    page.goto(gallery + "/?good&lang=ru")
    expect(page.locator("[data-live-note]")).to_contain_text("Вы вышли из системы")
    asked = pulse["count"]
    page.wait_for_timeout(1500)
    assert pulse["count"] == asked


def test_a_live_part_waits_while_somebody_types_in_it(page: Page, gallery: str):
    page.goto(gallery + "/?good")
    # In one go: between two the part might be refreshed.
    page.locator("#pulse").evaluate(
        "(part) => { part.innerHTML = '<input id=note aria-label=note>'; part.firstChild.focus(); }"
    )
    page.keyboard.type("Sabab")
    with page.expect_response("**/part"):
        pass
    page.wait_for_timeout(300)
    assert page.locator("#pulse #note").input_value() == "Sabab"


def test_the_copy_button_shows_only_where_a_script_runs(page: Page, plain_page: Page, gallery: str):
    page.goto(gallery + "/public")
    expect(page.locator("[data-copy]")).to_be_visible()
    plain_page.goto(gallery + "/public")
    expect(plain_page.locator("[data-copy]")).not_to_be_visible()
