"""No way on the page is a dead end: the last item, the question at the end, a call that failed."""

from playwright.sync_api import expect

from tests.exam_page.driver import Candidate

PHONE = {"width": 390, "height": 844}


def test_from_the_last_practice_item_one_press_leads_out(candidate: Candidate):
    candidate.page.set_viewport_size(PHONE)
    page = candidate.enter().page
    page.click("button.primary >> text=Mashq")
    for _ in range(2):
        page.click(".foot .next")
    expect(page.locator(".foot .next")).to_be_hidden()
    page.click(".foot .end >> text=Mashqni tugatish")
    candidate.on("waiting")


def test_a_practice_answer_does_not_wear_the_sign_of_what_the_server_holds(candidate: Candidate):
    page = candidate.enter().page
    page.click("button.primary >> text=Mashq")
    page.click(".option >> nth=1")
    candidate.mark("practice")
    expect(page.locator(".mark")).to_contain_text("hech narsa yuborilmaydi")
    expect(page.locator(".lamp")).to_be_hidden()
    expect(page.locator(".signs li").first).to_contain_text("Yashil belgi")


def test_the_last_item_leads_to_the_list_and_there_to_what_is_open(candidate: Candidate):
    page = candidate.begin().page
    candidate.option(0).click()
    candidate.go_to(len(candidate.exam.items))
    page.click(".foot .end >> text=Hamma savollar")
    expect(page.locator("dialog.sheet .tile:focus")).to_have_text("2")
    page.keyboard.press("Enter")
    expect(page.locator(".item-meta b")).to_have_text("2-savol")
    expect(page.locator("dialog")).to_have_count(0)


def test_the_question_at_the_end_names_the_open_items_and_leads_to_them(candidate: Candidate):
    page = candidate.begin().page
    candidate.option(0).click()
    candidate.mark("held")
    page.click(".finish")
    ways = page.locator("dialog .ways")
    expect(ways.locator("button")).to_have_text([str(number) for number in range(2, 12)])
    expect(ways).to_contain_text("va yana 1 ta")
    page.click("dialog .ways button >> text=7")
    expect(page.locator(".item-meta b")).to_have_text("7-savol")
    expect(page.locator("dialog")).to_have_count(0)
    assert candidate.exam.attempt.state == "in_progress"


def test_a_call_that_failed_can_be_made_again_when_the_link_is_back(candidate: Candidate):
    page = candidate.begin().page
    candidate.exam.link_down = True
    page.click(".foot .call")
    expect(page.locator(".banner.warning")).to_contain_text("Qoʻl koʻtaring")
    candidate.exam.link_down = False
    expect(page.locator(".banner")).to_contain_text("Aloqa tiklandi")
    page.click(".banner .quiet")
    expect(page.locator(".banner.success")).to_contain_text("Nazoratchi chaqirildi")
    candidate.wait_for_alerts([{"kind": "call", "item": "Q01"}])


def test_on_a_calm_screen_a_failed_call_does_not_stand_for_ever(candidate: Candidate):
    page = candidate.enter().page
    candidate.exam.link_down = True
    page.click("button >> text=Nazoratchini chaqirish")
    expect(page.locator(".told").last).to_contain_text("Qoʻl koʻtaring")
    expect(page.locator(".lamp b")).to_have_text("Aloqa yoʻq. Kuting")
    candidate.exam.link_down = False
    expect(page.locator(".told").last).to_contain_text("Aloqa tiklandi")


def test_a_flag_is_a_word_too(candidate: Candidate):
    page = candidate.begin().page
    page.click(".size-3")
    word = page.locator(".flag-word")
    expect(word).to_be_hidden()
    page.click(".flag:visible")
    expect(word).to_have_text("Belgilangan")
    page.select_option(".language select", "ru")
    expect(word).to_have_text("Отмечен")


def test_the_digit_keys_are_switched_in_a_menu_away_from_the_way_to_the_end(candidate: Candidate):
    page = candidate.begin().page
    expect(page.locator(".side-foot input")).to_have_count(0)
    expect(page.locator(".side .check")).to_be_hidden()
    page.click(".side summary")
    expect(page.locator(".side .check")).to_be_visible()
