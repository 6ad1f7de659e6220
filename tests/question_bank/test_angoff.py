from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.angoff import (
    Ballots,
    Rating,
    close_angoff,
    judge_cut_scores,
    list_disputed,
    panel_cut_score,
    summarise_items,
)
from question_bank.cut_score import CutScoreError, cut_score_of

JUDGES = ("Azizov", "Botirov", "Valiyeva")
ITEMS = ("Q1", "Q2", "Q3")
POINTS = dict.fromkeys(ITEMS, Decimal(1))
FIRST = {"Azizov": "0.4 0.6 0.5", "Botirov": "0.6 0.6 0.5", "Valiyeva": "0.8 0.9 0.5"}
SECOND = {"Azizov": "0.5 0.6 0.5", "Botirov": "0.6 0.7 0.5", "Valiyeva": "0.7 0.8 0.5"}


def _ratings(table, number):
    return [
        Rating(judge, item, number, Decimal(share))
        for judge, line in table.items()
        for item, share in zip(ITEMS, line.split(), strict=True)
    ]


def _ballots(*more):
    return Ballots(JUDGES, ITEMS, [*_ratings(FIRST, 1), *_ratings(SECOND, 2), *more])


def test_a_round_says_mean_spread_and_ends_of_each_item():
    first = summarise_items(_ballots(), 1)[0]
    assert (first.item, first.count, first.mean) == ("Q1", 3, Decimal("0.6"))
    assert first.spread == Decimal("0.2")
    assert (first.lowest, first.highest, first.range) == (Decimal("0.4"), Decimal("0.8"), Decimal("0.4"))
    assert (first.lowest_judges, first.highest_judges) == (("Azizov",), ("Valiyeva",))


def test_the_items_to_talk_about_are_those_whose_judges_differ_most():
    assert [figures.item for figures in list_disputed(_ballots(), 1)] == ["Q1", "Q2"]
    assert [figures.item for figures in list_disputed(_ballots(), 1, most=1)] == ["Q1"]


def test_the_cut_score_is_the_sum_of_the_means_with_the_error_of_the_panel():
    found = panel_cut_score(_ballots(), 2, POINTS)
    assert (found.points, found.maximum) == (Decimal("1.8"), 3)
    # The judges' own are 1.6, 1.8 and 2.0: spread 0.2, over the root of 3.
    assert found.standard_error == Decimal("0.11547")
    assert judge_cut_scores(_ballots(), 2, POINTS) == {
        "Azizov": Decimal("1.6"),
        "Botirov": Decimal("1.8"),
        "Valiyeva": Decimal("2.0"),
    }


def test_the_second_round_counts_and_the_first_is_forgotten():
    record = close_angoff(_ballots(), held_on=date(2026, 11, 2), list_digest="ab" * 32)
    assert dict(record.shares) == {"Q1": Decimal("0.6"), "Q2": Decimal("0.7"), "Q3": Decimal("0.5")}
    assert record.judges == JUDGES
    assert cut_score_of(record, POINTS) == panel_cut_score(_ballots(), 2, POINTS)


def test_a_round_that_lacks_a_rating_is_not_closed_and_the_rating_is_named():
    ballots = Ballots(JUDGES, ITEMS, [*_ratings(FIRST, 1), *_ratings(SECOND, 2)[:-1]])
    assert ballots.missing(2) == (("Valiyeva", "Q3"),)
    with pytest.raises(CutScoreError, match="1 ratings are missing, first Valiyeva on Q3"):
        close_angoff(ballots, held_on=date(2026, 11, 2), list_digest="")


@pytest.mark.parametrize(
    "rating",
    [
        Rating("Stranger", "Q1", 1, Decimal("0.5")),
        Rating("Azizov", "Q9", 1, Decimal("0.5")),
        Rating("Azizov", "Q1", 3, Decimal("0.5")),
        Rating("Azizov", "Q1", 0, Decimal("0.5")),
        Rating("Azizov", "Q1", 1, Decimal("0.5")),
    ],
)
def test_a_rating_that_is_not_the_panels_or_given_twice_is_refused(rating):
    with pytest.raises(CutScoreError):
        _ballots(rating)


@pytest.mark.parametrize("share", ["-0.01", "1.01", "NaN", "Infinity"])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(CutScoreError):
        Ballots(JUDGES, ITEMS, [Rating("Azizov", "Q1", 1, Decimal(share))])


@given(shares=st.lists(st.decimals(0, 1, places=2), min_size=6, max_size=6), points=st.integers(1, 5))
@settings(max_examples=60)
def test_a_cut_score_lies_within_the_judges_own_and_within_the_points(shares, points):
    judges, items = ("A", "B"), ("Q1", "Q2", "Q3")
    ratings = [
        Rating(judge, item, 2, shares[3 * row + column])
        for row, judge in enumerate(judges)
        for column, item in enumerate(items)
    ]
    ballots = Ballots(judges, items, ratings)
    pay = dict.fromkeys(items, Decimal(points))
    own = judge_cut_scores(ballots, 2, pay).values()
    found = panel_cut_score(ballots, 2, pay)
    assert min(own) <= found.points <= max(own)
    assert 0 <= found.points <= found.maximum
