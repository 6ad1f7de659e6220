"""The index of lessons: each fault of another exam system has a test here that is named after its number.

A test of lesson 7 is called `test_lesson_07_…`, one of two lessons `test_lesson_38_39_…`.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
# Number: what went wrong elsewhere. Answers, clock, start, proctor; lists to certificates; lockdown, access.
LESSONS: Mapping[int, str] = {
    1: "logs fill the disk of the room's server",
    2: "a failed save and a reload mark everything as saved",
    3: "saving stops before the end, checks no rule and skips silently",
    4: "the last answer scores nothing when the clock ends",
    5: "a page that is refreshed cannot hand in",
    6: "handed in on one browser, gone on in a second",
    7: "a CSRF token of one hour ends a longer exam",
    8: "a redirect to the sign-in page is taken for success",
    9: "a link that is lost at the start costs the attempt",
    10: "a log-out button beside the end",
    11: "two devices, scores added",
    12: "opening a finished test again overwrites answers; GET saves",
    13: "a wrong clock or zone throws the candidate out",
    14: "the countdown slows in a tab in the background",
    15: "some see another end than others",
    16: "whoever is let in last loses time",
    17: "extra time is seen minutes later",
    18: "power cuts",
    19: "daylight saving",
    20: "forms that are made at the start, some too short",
    21: "a slow start is retried and doubles arise",
    22: "the waiting page does not notice that access is there",
    23: "one status hides an alert that is open",
    24: "incidents in free text, on which no rule can act",
    25: "one message for two causes",
    26: "a quiet page: nothing wrong, or no link?",
    27: "a race at the hand-in ends in an error",
    28: "scores are seen in the exam room",
    29: "an import says success and the person is not there",
    30: "one doubled person fails the whole file",
    31: "a spreadsheet cuts a number of 14 digits",
    32: "a format that is read loses answers and pictures",
    33: "a question list is shorter, doubled and its key tells itself",
    34: "whoever ticks everything gets full marks",
    35: "marking again changes nothing, or takes right answers away",
    36: "an item without weight leaves a wrong total",
    37: "an empty cell passes for a right one",
    38: "question marks instead of letters",
    39: "long names lie over each other",
    40: "the page says valid to an edited file",
    41: "the square leads to a sign-in page",
    42: "no revocation, no replacement",
    43: "codes that can be guessed",
    44: "the check of the locked browser trusts an address from the client",
    45: "a save after the end, from outside, with a captured hash",
    46: "no keyboard, no screen reader",
    47: "the timer is read out every second",
}


# What fails by itself where something is not as it should be, beside an assertion.
FAILING = {"expect", "raises", "reload_on", "wait_for_answers", "wait_until"}


def _tests() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield file and function of each test of the suite that is named after a lesson."""
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "def test_lesson_" not in text:
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_lesson_"):
                yield str(path.relative_to(TESTS)), node


def _can_fail(test: ast.FunctionDef) -> bool:
    """Tell whether a test says what must be, and is left out nowhere."""
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(test)
        if isinstance(node, ast.Call)
    }
    marks = {name for mark in test.decorator_list for name in re.findall(r"skip|xfail", ast.dump(mark))}
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(test))
    return (asserts or bool(called & FAILING)) and not marks


def _numbers(name: str) -> set[int]:
    found = re.match(r"test_lesson((?:_\d\d)+)_", name)
    return {int(number) for number in found[1].split("_") if number} if found else set()


@pytest.fixture(scope="module")
def found() -> dict[int, list[str]]:
    by_number: dict[int, list[str]] = {}
    for path, test in _tests():
        for number in _numbers(test.name):
            by_number.setdefault(number, []).append(f"{path}::{test.name}")
    return by_number


@pytest.mark.parametrize("number", LESSONS, ids=lambda number: f"{number:02d}")
def test_each_lesson_has_its_test(found: dict[int, list[str]], number: int) -> None:
    assert found.get(number), f"Lesson {number} has no test: {LESSONS[number]}"


def test_each_test_of_a_lesson_is_named_so_that_it_is_found() -> None:
    """A number of one digit, or a name without one, would stand in no row of the index."""
    assert [f"{path}::{test.name}" for path, test in _tests() if not _numbers(test.name)] == []


def test_each_test_of_a_lesson_can_fail_and_is_left_out_nowhere() -> None:
    assert [f"{path}::{test.name}" for path, test in _tests() if not _can_fail(test)] == []
