from datetime import date

import pytest

from examapp.candidates.accommodation_rules import (
    NO_NEEDS,
    AccommodationKind,
    Grant,
    Needs,
    extra_time_ms,
    may_share_room,
    needs_on,
)

LAST = date(2026, 11, 24)
HOUR = 3_600_000
ALONE = Needs(0, frozenset({AccommodationKind.SEPARATE_ROOM}))


def test_a_grant_holds_on_its_last_day_and_not_on_the_next():
    grants = [Grant(AccommodationKind.LARGE_PRINT, LAST)]
    assert needs_on(grants, LAST).on_the_page == ["large_print"]
    assert needs_on(grants, date(2026, 11, 25)) == NO_NEEDS


def test_grants_of_extra_time_do_not_add_up_the_largest_that_holds_counts():
    grants = [
        Grant(AccommodationKind.EXTRA_TIME, LAST, 25),
        Grant(AccommodationKind.EXTRA_TIME, LAST, 33),
        Grant(AccommodationKind.EXTRA_TIME, date(2026, 11, 1), 50),
    ]
    assert needs_on(grants, LAST).extra_time_percent == 33


def test_the_page_is_told_what_it_does_and_nothing_of_time_and_room():
    kinds = frozenset(AccommodationKind)
    assert Needs(50, kinds).on_the_page == ["large_print", "contrast", "screen_reader"]


@pytest.mark.parametrize(
    ("percent", "allowed", "minutes"),
    [
        (0, (0, 25, 33, 50), 0),
        (33, (0, 25, 33, 50), 20),
        (50, (0, 25, 33, 50), 30),
        (50, (0, 25), 15),
        (33, (), 0),
    ],
)
def test_extra_time_is_whole_minutes_rounded_up_and_within_the_policy(percent, allowed, minutes):
    assert extra_time_ms(HOUR, Needs(percent), allowed) == minutes * 60_000


@pytest.mark.parametrize(
    ("needs", "fits"),
    [
        ([], True),
        ([ALONE], True),
        ([NO_NEEDS, NO_NEEDS], True),
        ([ALONE, NO_NEEDS], False),
        ([ALONE, ALONE], False),
    ],
)
def test_who_has_a_separate_room_sits_alone(needs, fits):
    assert may_share_room(needs) is fits
