from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.cut_score import (
    CutScoreError,
    CutScoreRecord,
    Method,
    cut_score_of,
    mean_of,
    record_digest,
    record_from_json,
    record_to_json,
    round_share,
    spread_of,
    standard_error,
)

ONE = Decimal(1)


def _record(method=Method.ANGOFF, **changes):
    facts = {
        "method": method,
        "judges": ("Karimov B. A.", "Saidova M. I."),
        "held_on": date(2026, 11, 2),
        "rounds": 2,
        "list_digest": "ab" * 32,
        "shares": {"LAW-1": Decimal("0.6"), "LAW-2": Decimal("0.45"), "OFF-1": Decimal("0.8")},
        "judge_shares": {
            "Karimov B. A.": {"LAW-1": Decimal("0.5"), "LAW-2": Decimal("0.4"), "OFF-1": Decimal("0.8")},
            "Saidova M. I.": {"LAW-1": Decimal("0.7"), "LAW-2": Decimal("0.5"), "OFF-1": Decimal("0.8")},
        },
    }
    return CutScoreRecord(**(facts | changes))


def test_a_form_of_harder_questions_has_a_lower_cut_score():
    easy = cut_score_of(_record(), {"LAW-1": ONE, "OFF-1": ONE})
    hard = cut_score_of(_record(), {"LAW-1": ONE, "LAW-2": ONE})
    assert (easy.points, hard.points) == (Decimal("1.4"), Decimal("1.05"))
    assert easy.maximum == hard.maximum == 2


def test_questions_count_by_what_they_pay():
    assert cut_score_of(_record(), {"LAW-1": Decimal(2), "LAW-2": ONE}).points == Decimal("1.65")


def test_the_standard_error_is_the_spread_of_the_judges_over_the_root_of_their_number():
    found = cut_score_of(_record(), {"LAW-1": ONE, "LAW-2": ONE})
    # The judges' own cut scores are 0.9 and 1.2: spread 0.212132, over the root of 2.
    assert found.standard_error == Decimal("0.15")


def test_the_error_of_a_median_is_a_quarter_larger():
    found = cut_score_of(_record(Method.BOOKMARK), {"LAW-1": ONE, "LAW-2": ONE})
    assert found.standard_error == Decimal("0.187997")


def test_one_judge_alone_has_no_standard_error():
    assert standard_error([ONE]) is None
    assert spread_of([]) is None


def test_a_question_that_nobody_judged_is_named():
    with pytest.raises(CutScoreError, match="NET-9"):
        cut_score_of(_record(), {"LAW-1": ONE, "NET-9": ONE})


def test_a_record_comes_back_equal_and_keeps_its_digest():
    again = record_from_json(record_to_json(_record()))
    assert again == _record()
    assert record_digest(again) == record_digest(_record())


def test_a_rating_written_in_another_way_gives_the_same_digest():
    shares = {"LAW-1": Decimal("0.60"), "LAW-2": Decimal("0.450"), "OFF-1": Decimal("0.8")}
    assert record_digest(_record(shares=shares)) == record_digest(_record())


@pytest.mark.parametrize(
    "change",
    [
        {"held_on": date(2026, 11, 3)},
        {"method": Method.BOOKMARK},
        {"rounds": 1},
        {"list_digest": "cd" * 32},
        {"judges": ("Saidova M. I.", "Karimov B. A.")},
        {"shares": {"LAW-1": Decimal("0.61"), "LAW-2": Decimal("0.45"), "OFF-1": Decimal("0.8")}},
    ],
)
def test_every_fact_of_a_record_is_under_its_digest(change):
    assert record_digest(_record(**change)) != record_digest(_record())


def test_a_record_cannot_be_changed():
    record = _record()
    with pytest.raises(FrozenInstanceError):
        record.rounds = 3
    with pytest.raises(TypeError):
        record.shares["LAW-1"] = ONE
    with pytest.raises(TypeError):
        record.judge_shares["Karimov B. A."]["LAW-1"] = ONE


@pytest.mark.parametrize(
    "change",
    [
        {"judges": ()},
        {"judges": ("Karimov B. A.", "Karimov B. A.")},
        {"judges": ("Karimov B. A.",)},
        {"shares": {"LAW-1": Decimal("0.6")}},
        {"shares": {"LAW-1": Decimal("1.1"), "LAW-2": ONE, "OFF-1": ONE}},
        {"shares": {"LAW-1": Decimal("NaN"), "LAW-2": ONE, "OFF-1": ONE}},
    ],
)
def test_a_record_that_does_not_hold_together_is_refused(change):
    with pytest.raises(CutScoreError):
        _record(**change)


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"method": "guess"}, {"held_on": "2.11.2026"}, {"more": 1}, {"shares": {"LAW-1": 0.6}}],
)
def test_a_stored_record_that_is_none_is_refused(change):
    with pytest.raises(CutScoreError):
        record_from_json(record_to_json(_record()) | change)


@given(st.lists(st.decimals(0, 1, places=3), min_size=1, max_size=12))
def test_a_mean_lies_between_its_values_and_a_spread_is_never_negative(values):
    assert min(values) <= mean_of(values) <= max(values)
    assert (spread_of(values) or 0) >= 0


def test_rounding_writes_no_exponent():
    assert [str(round_share(Decimal(text))) for text in ("100", "0.5000000", "0", "0.1234567")] == [
        "100",
        "0.5",
        "0",
        "0.123457",
    ]
