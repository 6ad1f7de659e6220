from datetime import UTC, datetime, timedelta

from examapp.delivery.timing import LedgerKind
from examapp.results.time_changes import PAUSE, LedgerRow, list_time_changes

START = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def row(position: int, kind: LedgerKind, minute: float, **facts: object) -> LedgerRow:
    given = {"since": None, "added_ms": 0, "cause": "Power cut", "author": "staff:P"} | facts
    return LedgerRow(position=position, kind=kind, at=START + timedelta(minutes=minute), **given)


def test_a_pause_and_its_end_are_one_change_with_its_length() -> None:
    (change,) = list_time_changes(
        [row(9, LedgerKind.PAUSED, 10), row(9, LedgerKind.RESUMED, 12, cause="resumed")]
    )
    assert (change.kind, change.positions, change.milliseconds) == (PAUSE, (9,), 120_000)
    assert change.cause == "Power cut"


def test_a_pause_that_only_the_end_of_the_attempt_ended_counts_until_then() -> None:
    (change,) = list_time_changes([row(9, LedgerKind.PAUSED, 10), row(9, LedgerKind.ENDED, 15)])
    assert change.milliseconds == 300_000


def test_a_way_to_another_computer_lasts_until_the_question_is_on_its_screen() -> None:
    (change,) = list_time_changes(
        [
            *(row(9, LedgerKind.MOVED, 10), row(9, LedgerKind.ARRIVED, 14, cause="entered")),
            *(row(9, LedgerKind.SEATED, 14.2), row(8, LedgerKind.SEATED, 15)),
        ]
    )
    assert (change.kind, change.milliseconds, change.cause) == ("moved", 252_000, "Power cut")


def test_one_act_for_the_whole_room_is_one_change() -> None:
    changes = list_time_changes([row(seat, LedgerKind.EXTENSION, 10, added_ms=360_000) for seat in (3, 1, 2)])
    assert [change.positions for change in changes] == [(1, 2, 3)]
    assert changes[0].milliseconds == 360_000


def test_the_same_minutes_for_another_cause_stay_apart() -> None:
    changes = list_time_changes(
        [
            row(1, LedgerKind.EXTENSION, 10, added_ms=60_000),
            row(2, LedgerKind.EXTENSION, 10, added_ms=60_000, cause="Medical help"),
        ]
    )
    assert len(changes) == 2


def test_an_outage_counts_from_the_last_heartbeat() -> None:
    (change,) = list_time_changes(
        [row(1, LedgerKind.OUTAGE, 16, since=START + timedelta(minutes=10), author="system")]
    )
    assert (change.since, change.milliseconds) == (START + timedelta(minutes=10), 360_000)


def test_start_and_end_change_nobodys_time() -> None:
    assert not list_time_changes(
        [row(1, LedgerKind.STARTED, 0), row(1, LedgerKind.SHOWN, 0), row(1, LedgerKind.ENDED, 60)]
    )
