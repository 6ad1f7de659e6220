"""From what seats and disk said to lights and a cause."""

from dataclasses import replace
from typing import Any

import pytest

from examapp.centres.readiness import Light
from examapp.rehearsals.errors import ReportMalformed
from examapp.rehearsals.judging import (
    DiskFacts,
    RoomCheck,
    RoomLine,
    SeatFacts,
    SeatReport,
    find_room_cause,
    judge_room,
    keep_room_lines,
    read_report,
    restore_room_lines,
)
from question_bank.interactions import InteractionType

GOOD = SeatReport(answered=tuple(InteractionType), made=40, held=40, slowest_ms=90, requests=60)
DISK = DiskFacts(sync_ms=5, free_mb=9_000, least_mb=1_000)


def seat(number: int, *, simulated: bool = False, kept: int = 40, **said: Any) -> SeatFacts:
    return SeatFacts(number, simulated, replace(GOOD, **said), kept)


def judged(*seats: SeatFacts, expected: tuple[int, ...] = (1, 2), simulated: int = 0, disk: DiskFacts = DISK):
    return {line.check: line for line in judge_room(expected, simulated, seats, disk)}


def test_a_room_in_which_everything_went_well_has_eight_green_lights_and_no_cause() -> None:
    lines = judge_room((1, 2), 0, [seat(1), seat(2)], DISK)
    assert [line.light for line in lines] == [Light.GREEN] * 8
    assert [line.check for line in lines] == list(RoomCheck)
    assert find_room_cause(lines) is None


def test_a_workstation_that_stayed_away_is_named_and_is_the_cause() -> None:
    lines = judge_room((1, 2, 3), 0, [seat(2)], DISK)
    assert lines[0] == RoomLine(RoomCheck.SEATS, Light.RED, (1, 3), 1)
    assert find_room_cause(lines) is RoomCheck.SEATS


def test_nobody_at_all_is_no_room_without_fault_and_no_light_for_what_was_not_tried() -> None:
    lines = judge_room((), 0, [], DISK)
    assert find_room_cause(lines) is RoomCheck.SEATS
    assert [line.check for line in lines] == [RoomCheck.SEATS, RoomCheck.SYNC, RoomCheck.SPACE]


def test_simulated_seats_alone_give_an_amber_light_for_the_computers() -> None:
    played = [seat(1, simulated=True, answered=()), seat(2, simulated=True, answered=())]
    lines = judged(*played, expected=(), simulated=2)
    assert lines[RoomCheck.SEATS].light is Light.AMBER
    assert not {RoomCheck.ITEMS, RoomCheck.STORAGE} & set(lines)
    assert judged(played[0], expected=(), simulated=2)[RoomCheck.SEATS].light is Light.RED
    gone = replace(played[1], done=False)
    assert judged(played[0], gone, expected=(), simulated=2)[RoomCheck.SEATS].light is Light.RED


@pytest.mark.parametrize(
    ("check", "second"),
    [
        (RoomCheck.ITEMS, seat(2, stuck=("slider",))),
        (RoomCheck.ITEMS, seat(2, answered=())),
        (RoomCheck.ITEMS, seat(2, answered=tuple(InteractionType)[1:])),
        (RoomCheck.SEATS, replace(seat(2), done=False)),
        (RoomCheck.ANSWERS, seat(2, held=39)),
        (RoomCheck.ANSWERS, seat(2, kept=39)),
        (RoomCheck.ANSWERS, seat(2, made=0, held=0)),
        (RoomCheck.STORAGE, seat(2, storage=False)),
        (RoomCheck.DELAY, seat(2, slowest_ms=8_001)),
        (RoomCheck.LINK, seat(2, lost=7)),
    ],
)
def test_one_seat_at_fault_keeps_the_room_from_being_ready_and_is_named(
    check: RoomCheck, second: SeatFacts
) -> None:
    lines = judge_room((1, 2), 0, [seat(1), second], DISK)
    assert find_room_cause(lines) is check
    assert next(line for line in lines if line.check is check).seats == (2,)


@pytest.mark.parametrize(
    ("disk", "check", "light"),
    [
        (DiskFacts(51, 9_000, 1_000), RoomCheck.SYNC, Light.AMBER),
        (DiskFacts(251, 9_000, 1_000), RoomCheck.SYNC, Light.RED),
        (DiskFacts(5, 1_999, 1_000), RoomCheck.SPACE, Light.AMBER),
        (DiskFacts(5, 999, 1_000), RoomCheck.SPACE, Light.RED),
    ],
)
def test_a_slow_or_full_disk_of_the_server_is_seen(disk: DiskFacts, check: RoomCheck, light: Light) -> None:
    assert judged(seat(1), seat(2), disk=disk)[check].light is light


def test_what_is_kept_of_the_lights_comes_back() -> None:
    lines = list(judge_room((1, 2), 0, [seat(2)], DISK))
    assert restore_room_lines(keep_room_lines(lines)) == lines


def test_a_report_is_read_strictly() -> None:
    words: dict[str, Any] = {
        "answered": ["order", "choice"],
        "stuck": [],
        "made": 40,
        "held": 40,
        "slowest_ms": 90,
        "requests": 60,
        "lost": 0,
        "storage": True,
    }
    assert read_report(words) == replace(GOOD, answered=("choice", "order"))
    for wrong in ({"made": -1}, {"made": True}, {"answered": ["essay"]}, {"storage": 1}, {"lost": 10**10}):
        with pytest.raises(ReportMalformed):
            read_report(words | wrong)
    with pytest.raises(ReportMalformed):
        read_report([])
