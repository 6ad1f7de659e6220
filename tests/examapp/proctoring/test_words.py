"""Times and lengths as the console writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from examapp.delivery.page_texts import translate_page
from examapp.proctoring.reasons import CAUSE_WORDS
from examapp.proctoring.words import minutes_until, show_age, show_seconds

NOW = datetime(2026, 11, 24, 5, 14, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.9, "0:59"), (80, "1:20"), (3599, "59:59"), (3725, "1:02:05"), (-3, "0:00")],
)
def test_an_age_is_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert show_age(NOW - timedelta(seconds=seconds), NOW) == shown


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (2040, 34), (-5, 0)])
def test_minutes_left_are_rounded_up_and_never_below_none(seconds: float, minutes: int) -> None:
    assert minutes_until(NOW + timedelta(seconds=seconds), NOW) == minutes


def test_a_time_with_seconds_is_that_of_tashkent() -> None:
    assert show_seconds(NOW) == "10:14:07"


def test_the_candidates_page_has_a_word_for_each_cause_of_the_ledger() -> None:
    """The ledger holds the English words; a cause without a word of the page's own was shown in English."""
    said = translate_page(lambda words: f"said: {words}")
    assert {words: said.get(words) for words in CAUSE_WORDS.values()} == {
        words: f"said: {words}" for words in CAUSE_WORDS.values()
    }
