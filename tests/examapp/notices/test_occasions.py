from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from examapp.notices.occasions import Place, Told, find_due, reminder_at
from examapp.sittings.models import SittingState

STARTS = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
FACTS = NoticeFacts(
    sitting="TK-2026-1124-01",
    starts_at=STARTS.isoformat(),
    arrive_at=(STARTS - timedelta(minutes=30)).isoformat(),
    programme={"uz-Latn": "Minimal"},
    centre={"uz-Latn": "1-markaz"},
    address="Toshkent",
    room="204",
    rehearsal=False,
)
PLACE = Place("K4179XTW", SittingState.PUBLISHED, FACTS)
LONG_BEFORE = STARTS - timedelta(days=30)
DAYS = (10, 1)


def told(kind=NoticeKind.BOOKED, occasion="booked K4179XTW", facts=FACTS, at=LONG_BEFORE) -> Told:
    return Told(kind, occasion, facts, at)


def test_whoever_is_booked_is_told_of_it_once_the_sitting_is_published() -> None:
    due = find_due(PLACE, [], DAYS, LONG_BEFORE)
    assert due is not None
    assert (due.kind, due.key) == (NoticeKind.BOOKED, "booked K4179XTW")
    assert find_due(replace(PLACE, state=SittingState.PLANNED), [], DAYS, LONG_BEFORE) is None
    assert find_due(PLACE, [told()], DAYS, LONG_BEFORE) is None


def test_a_reminder_is_due_at_nine_in_tashkent() -> None:
    assert reminder_at(STARTS, 10) == datetime(2026, 11, 14, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes_after_nine", "days_before", "key"),
    [
        (-1, 10, None),
        (0, 10, "ahead K4179XTW 10 20261124"),
        (0, 5, "ahead K4179XTW 10 20261124"),
        (-1, 1, "ahead K4179XTW 10 20261124"),
        (0, 1, "ahead K4179XTW 1 20261124"),
    ],
)
def test_the_latest_reminder_that_is_due_goes_out(minutes_after_nine, days_before, key) -> None:
    at = reminder_at(STARTS, days_before) + timedelta(minutes=minutes_after_nine)
    due = find_due(PLACE, [told()], DAYS, at)
    assert (due.key if due else None) == key


def test_who_was_told_after_the_day_of_a_reminder_is_not_reminded_of_the_same() -> None:
    booked_late = told(at=STARTS - timedelta(days=5))
    assert find_due(PLACE, [booked_late], DAYS, STARTS - timedelta(days=4)) is None
    due = find_due(PLACE, [booked_late], DAYS, reminder_at(STARTS, 1))
    assert due is not None
    assert due.key.startswith("ahead K4179XTW 1 ")


def test_another_hour_or_room_is_a_move_and_a_move_back_is_another() -> None:
    moved = replace(FACTS, room="301")
    due = find_due(replace(PLACE, facts=moved), [told()], DAYS, LONG_BEFORE)
    assert due is not None
    assert (due.kind, due.key, due.facts) == (NoticeKind.MOVED, "moved K4179XTW 1", moved)
    back = find_due(PLACE, [told(), told(NoticeKind.MOVED, due.key, moved)], DAYS, LONG_BEFORE)
    assert back is not None
    assert back.key == "moved K4179XTW 2"


@pytest.mark.parametrize("state", [SittingState.CANCELLED, None])
def test_who_was_told_of_a_test_is_told_that_it_will_not_be_and_of_the_hour_that_they_know(state) -> None:
    place = replace(PLACE, state=state, facts=replace(FACTS, room="301"))
    due = find_due(place, [told()], DAYS, LONG_BEFORE)
    assert due is not None
    assert (due.kind, due.facts) == (NoticeKind.CANCELLED, FACTS)
    assert find_due(place, [], DAYS, LONG_BEFORE) is None
    assert find_due(place, [told(), told(NoticeKind.CANCELLED)], DAYS, LONG_BEFORE) is None


def test_nothing_is_due_once_the_test_has_begun() -> None:
    assert find_due(PLACE, [], DAYS, STARTS) is None
