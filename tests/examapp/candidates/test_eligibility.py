"""Who may be attested in a year, at both sides of every boundary. Pure."""

from datetime import date

import pytest

from examapp.candidates.eligibility import NOTHING_PAST, PastResults, Rules, add_months, judge_eligibility
from examapp.candidates.positions import PositionTable

RULES = Rules(year=2027, today=date(2027, 3, 1), wait_months=2)


def kinds(past: PastResults, rules: Rules = RULES, **more: bool) -> list[str]:
    return [finding.kind for finding in judge_eligibility(past, rules, **more)]


@pytest.mark.parametrize(
    ("day", "months", "becomes"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 15), 2, date(2027, 2, 15)),
        (date(2027, 8, 31), 1, date(2027, 9, 30)),
        (date(2027, 11, 30), 2, date(2028, 1, 30)),
        (date(2027, 5, 5), 0, date(2027, 5, 5)),
    ],
)
def test_months_lead_to_the_same_day_number_else_to_the_months_last(day, months, becomes):
    assert add_months(day, months) == becomes


@pytest.mark.parametrize(
    ("past", "found"),
    [
        (NOTHING_PAST, []),
        (PastResults(valid_until=date(2027, 12, 31)), ["certificate_valid"]),
        (PastResults(valid_until=date(2027, 12, 30)), ["certificate_ends"]),
        (PastResults(valid_until=date(2027, 3, 1)), ["certificate_ends"]),
        (PastResults(valid_until=date(2027, 2, 28)), []),
        (PastResults(failed_on=date(2027, 1, 1)), []),
        (PastResults(failed_on=date(2027, 1, 2)), ["wait_after_failure"]),
        (PastResults(failed_on=date(2027, 10, 31)), ["wait_after_failure"]),
        (PastResults(failed_on=date(2027, 11, 1)), ["wait_beyond_year"]),
        (PastResults(valid_until=date(2026, 1, 1), failed_on=date(2027, 2, 1)), ["wait_after_failure"]),
    ],
)
def test_what_stands_of_earlier_tests_decides(past, found):
    assert kinds(past) == found


def test_a_wait_that_ends_before_the_lists_year_is_not_told():
    this_year = Rules(year=2028, today=date(2027, 11, 15), wait_months=2)
    assert kinds(PastResults(failed_on=date(2027, 11, 1)), this_year) == []
    assert kinds(PastResults(failed_on=date(2027, 11, 2)), this_year) == ["wait_after_failure"]


def test_a_position_outside_of_the_table_is_told_and_refuses_nobody():
    (finding,) = judge_eligibility(NOTHING_PAST, RULES, position_listed=False)
    assert (finding.kind, finding.gravity.value) == ("position_not_listed", "warning")


def test_positions_are_compared_by_the_rules_for_names_and_by_their_beginning():
    table = PositionTable([{"uz-Latn": "Boʻlim boshligʻi", "ru": "Начальник отдела"}])
    assert table.lists({"uz-Latn": "Bo'lim boshlig`i, yuridik bo'lim"})
    assert table.lists({"uz-Cyrl": "Бўлим бошлиғи"})
    assert table.lists({"ru": "начальник отдела кадров"})
    assert not table.lists({"uz-Latn": "Bosh mutaxassis"})
    assert table.lists({})
    assert PositionTable([]).lists({"uz-Latn": "Bosh mutaxassis"})
