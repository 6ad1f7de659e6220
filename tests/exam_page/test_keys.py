"""The exam page by its keys, also where one is held: slow fingers, or a book on the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.exam_page.driver import Candidate, middle_of

HELD = 12


def hold(page: Page, key: str) -> None:
    """What a book that lies on the keyboard does: the key repeats and is let go at last."""
    for _ in range(HELD):
        page.keyboard.down(key)
    page.keyboard.up(key)


def test_digits_choose_and_can_be_switched_off(candidate: Candidate):
    page = candidate.begin().page
    page.keyboard.press("3")
    expect(candidate.option(2).locator("input")).to_be_checked()
    page.click(".side summary")
    page.uncheck(".side .check input")
    page.keyboard.press("1")
    candidate.mark("held")
    assert candidate.exam.answers() == {"Q01": ["p-c"]}


def test_a_slider_that_is_moved_along_is_one_answer_where_its_way_ends(candidate: Candidate):
    candidate.begin()
    candidate.go_to(11)
    candidate.let_no_pause_end()
    candidate.page.focus(".slider input")
    hold(candidate.page, "ArrowRight")
    candidate.wait_for_answers({"Q11": "60"})
    assert len(candidate.exam.attempt.events) == 1


@pytest.mark.parametrize(
    ("item", "focus", "key", "answer", "events"),
    [
        (1, "h1", "2", ["p-b"], 1),
        (2, "h1", "2", ["p-b"], 1),
        (8, ".area >> nth=0", "Enter", ["p-h1"], 1),
        (3, "[data-way=down] >> nth=0", "ArrowDown", ["p-b", "p-c", "p-d", "p-a"], 3),
    ],
)
def test_a_key_that_is_held_presses_once_or_to_the_end_of_its_way(
    candidate: Candidate, item: int, focus: str, key: str, answer: list[str], events: int
):
    candidate.begin()
    candidate.go_to(item)
    candidate.page.focus(focus)
    hold(candidate.page, key)
    candidate.wait_for_answers({f"Q{item:02}": answer})
    candidate.mark("held")
    assert len(candidate.exam.attempt.events) == events


def test_a_point_at_the_edge_of_its_picture_is_written_once(candidate: Candidate):
    page = candidate.begin().page
    candidate.go_to(10)
    page.click(".takes-points", position=middle_of(page, 885, 120))
    page.focus(".item li button >> nth=0")
    hold(page, "ArrowRight")
    page.keyboard.press("ArrowLeft")
    candidate.wait_until(lambda: [x for x, _y in _points(candidate)][-2:], [899, 890])
    points = _points(candidate)
    assert len(set(points)) == len(points)


def _points(candidate: Candidate) -> list[tuple[int, int]]:
    return [tuple(event["response"][0]) for event in candidate.stored("events")]


def test_a_held_key_goes_one_question_further(candidate: Candidate):
    page = candidate.begin().page
    page.focus(".foot .next")
    hold(page, "Enter")
    expect(page.locator(".item-meta b")).to_have_text("2-savol")
