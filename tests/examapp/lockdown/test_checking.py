"""What passes the check of one call and what does not. Pure, so it is tried in every combination."""

import itertools

import pytest

from examapp.lockdown.checking import Arrived, Expected, Fault, PageRule, Pair, find_fault
from examapp.lockdown.config_key import bind_to_address

CONFIG, EXAM, OTHER, VALUE = "c" * 64, "e" * 64, "f" * 64, "0f" * 16
URL = f"https://exam.uz/exam/api/v1/attempt/responses?page={VALUE}"
PAGE, ENTRY = f"https://exam.uz/exam/p/{VALUE}/", "https://exam.uz/exam/"
NOTHING = Pair()
EXPECTED = Expected(CONFIG, (), VALUE, PAGE, ENTRY)


def _pair(url: str, config: str = CONFIG, exam: str = EXAM) -> Pair:
    return Pair(bind_to_address(url, config), bind_to_address(url, exam))


def _find(
    headers: Pair = NOTHING, of_page: Pair = NOTHING, *, page: str = VALUE, expected: Expected = EXPECTED
) -> Fault | None:
    return find_fault(Arrived(URL, headers, of_page, page), expected, PageRule.ALWAYS)


def test_the_right_browser_passes_by_headers_and_by_its_page() -> None:
    assert _find(_pair(URL)) is None
    assert _find(of_page=_pair(PAGE)) is None


def test_without_a_key_nothing_has_arrived() -> None:
    assert _find() is Fault.NOTHING_ARRIVED


def test_a_pair_captured_for_another_address_does_not_pass() -> None:
    other = URL.replace(VALUE, "ab" * 16)
    assert _find(_pair(other)) is Fault.CONFIG_KEY
    assert _find(of_page=_pair(ENTRY)) is Fault.CONFIG_KEY


def test_wrong_headers_are_not_mended_by_a_right_pair_of_the_page() -> None:
    assert _find(_pair(URL, config=OTHER), _pair(PAGE)) is Fault.CONFIG_KEY


def test_without_a_configuration_nothing_passes() -> None:
    nothing = Expected("", (), VALUE, PAGE, ENTRY)
    assert _find(_pair(URL, config=""), expected=nothing) is Fault.NO_CONFIGURATION


def test_a_centre_with_a_list_takes_its_own_browsers_alone() -> None:
    listed = Expected(CONFIG, (OTHER, EXAM), VALUE, PAGE, ENTRY)
    assert _find(_pair(URL), expected=listed) is None
    assert _find(_pair(URL, exam="a" * 64), expected=listed) is Fault.EXAM_KEY
    only_config = Pair(bind_to_address(URL, CONFIG))
    assert _find(only_config, expected=listed) is Fault.EXAM_KEY_MISSING


@pytest.mark.parametrize("page", ["", "ab" * 16, VALUE.upper(), f"{VALUE} "])
def test_a_call_without_the_attempts_own_value_is_told_so_first(page: str) -> None:
    assert _find(_pair(URL), page=page) is Fault.PAGE
    assert _find(page=page) is Fault.PAGE


def test_before_the_value_is_issued_only_what_the_waiting_page_needs_passes() -> None:
    waiting = Expected(CONFIG, (), "", ENTRY, ENTRY)
    arrived = Arrived(URL, _pair(URL), Pair(), "")
    assert find_fault(arrived, waiting, PageRule.ONCE_ISSUED) is None
    assert find_fault(arrived, waiting, PageRule.ALWAYS) is Fault.PAGE


def test_the_value_can_be_asked_for_from_the_page_of_entry_and_from_its_own() -> None:
    for url in (ENTRY, PAGE):
        arrived = Arrived(URL, Pair(), _pair(url), "")
        assert find_fault(arrived, EXPECTED, PageRule.NEVER) is None
    wrong = Arrived(URL, Pair(), _pair("https://elsewhere.uz/exam/"), "")
    assert find_fault(wrong, EXPECTED, PageRule.NEVER) is Fault.CONFIG_KEY


def test_what_arrives_is_never_an_error_whatever_it_is() -> None:
    odd = ["", "Ж", "\x00", "f" * 64, "F" * 64, "f" * 10_000]
    for config, exam, page in itertools.product(odd, repeat=3):
        arrived = Arrived(URL, Pair(config, exam), Pair(exam, config), page)
        assert find_fault(arrived, EXPECTED, PageRule.ALWAYS) is not None
