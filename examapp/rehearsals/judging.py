"""Is the room fit for a sitting? Pure: what its seats and the server's disk said in, lights out.

The bounds: an answer that the server holds within two seconds looks immediate at the lamp, and after eight
the seat's own deadline cuts the request. A disk that needs more than a quarter of a second for one small
write cannot serve thirty seats. With one request in ten lost, heartbeats begin to miss their time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from examapp.centres.readiness import Light
from examapp.rehearsals.errors import ReportMalformed
from question_bank.interactions import InteractionType

SLOW_MS: Final = (2_000, 8_000)
LOST_SHARE: Final = (0.01, 0.10)
SYNC_MS: Final = (50, 250)
_LARGEST: Final = 10**9
_KINDS: Final = frozenset(InteractionType)


class RoomCheck(StrEnum):
    """What is looked at, in the order of the page."""

    SEATS = "seats"
    ITEMS = "items"
    STORAGE = "storage"
    ANSWERS = "answers"
    DELAY = "delay"
    LINK = "link"
    SYNC = "sync"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class SeatReport:
    """What a seat says of itself.

    `answered` are the kinds of items that it showed and could answer, `stuck` those it could not; `made` are
    its answers, `held` those whose acknowledgement came; `slowest_ms` the longest from the answer to that;
    `requests` and `lost` count requests and those without a reply; `storage` whether its own disk kept all.
    """

    answered: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    made: int = 0
    held: int = 0
    slowest_ms: int = 0
    requests: int = 0
    lost: int = 0
    storage: bool = True


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat at the end: its number, its last report, and how many of its answers the server holds.

    `done` is False where it never said that it had come to the end: a power cut's seat falls silent.
    """

    number: int
    simulated: bool
    report: SeatReport
    kept: int
    done: bool = True


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """The server's disk, the worse of beginning and end."""

    sync_ms: int
    free_mb: int
    least_mb: int


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One check, its light, the numbers of the seats at fault, and the figure that decided."""

    check: RoomCheck
    light: Light
    seats: tuple[int, ...] = ()
    figure: int = 0


def read_report(data: object) -> SeatReport:
    """Read a seat's words strictly; raises ReportMalformed."""
    if not isinstance(data, Mapping):
        raise ReportMalformed
    values: dict[str, Any] = {}
    for one in fields(SeatReport):
        value = data.get(one.name)
        if one.name in {"answered", "stuck"}:
            if type(value) is not list or not all(type(kind) is str and kind in _KINDS for kind in value):
                raise ReportMalformed
            value = tuple(sorted(set(value)))
        elif type(value) is not one.type or (type(value) is int and not 0 <= value <= _LARGEST):
            raise ReportMalformed
        values[one.name] = value
    return SeatReport(**values)


def judge_room(
    expected: Iterable[int], simulated: int, seats: Sequence[SeatFacts], disk: DiskFacts
) -> tuple[RoomLine, ...]:
    """Return a light for each check that was tried, in the order of the page."""
    real = [seat for seat in seats if not seat.simulated]
    return (
        _judge_seats(expected, simulated, seats),
        *(_judge_computers(real) if real else ()),
        *(_judge_way(seats) if seats else ()),
        RoomLine(RoomCheck.SYNC, _bounds(disk.sync_ms, SYNC_MS), figure=disk.sync_ms),
        RoomLine(RoomCheck.SPACE, _judge_space(disk), figure=disk.free_mb),
    )


def find_room_cause(lines: Sequence[RoomLine]) -> RoomCheck | None:
    """Return the first check that keeps the room from being ready, or None."""
    return next((line.check for line in lines if line.light is Light.RED), None)


def keep_room_lines(lines: Sequence[RoomLine]) -> list[dict[str, Any]]:
    """Return lights as they are kept."""
    return [asdict(line) | {"seats": list(line.seats)} for line in lines]


def restore_room_lines(kept: Iterable[Mapping[str, Any]]) -> list[RoomLine]:
    """Return lights as they were kept."""
    return [
        RoomLine(RoomCheck(one["check"]), Light(one["light"]), tuple(one["seats"]), one["figure"])
        for one in kept
    ]


def _judge_seats(expected: Iterable[int], simulated: int, seats: Sequence[SeatFacts]) -> RoomLine:
    """Refuse a room of which a workstation stayed away or fell silent; simulated seats prove no computer."""
    came = {seat.number for seat in seats if seat.done and not seat.simulated}
    played = sum(seat.done and seat.simulated for seat in seats)
    away = tuple(sorted(set(expected) - came))
    if simulated and not came:
        light = Light.AMBER if played == simulated else Light.RED
        return RoomLine(RoomCheck.SEATS, light, figure=played)
    light = Light.RED if away or played < simulated or not came else Light.GREEN
    return RoomLine(RoomCheck.SEATS, light, away, len(came) + played)


def _judge_computers(real: Sequence[SeatFacts]) -> tuple[RoomLine, ...]:
    """Return what only a computer of the room can show: that it draws each item and keeps answers."""
    return (
        _by_seat(
            RoomCheck.ITEMS,
            real,
            lambda seat: bool(seat.report.stuck) or not {*seat.report.answered} >= _KINDS,
        ),
        _by_seat(RoomCheck.STORAGE, real, lambda seat: not seat.report.storage),
    )


def _judge_way(seats: Sequence[SeatFacts]) -> tuple[RoomLine, ...]:
    """Return how answers came from the seats to the server."""
    slowest = max(seat.report.slowest_ms for seat in seats)
    waited = _at_fault(seats, lambda seat: seat.report.slowest_ms > SLOW_MS[0])
    return (
        _by_seat(RoomCheck.ANSWERS, seats, _lost_an_answer),
        RoomLine(RoomCheck.DELAY, _bounds(slowest, SLOW_MS), waited, slowest),
        _judge_link(seats),
    )


def _lost_an_answer(seat: SeatFacts) -> bool:
    report = seat.report
    return report.made == 0 or report.held < report.made or seat.kept < report.held


def _judge_link(seats: Sequence[SeatFacts]) -> RoomLine:
    def share(seat: SeatFacts) -> float:
        return seat.report.lost / max(seat.report.requests, 1)

    worst = max(share(seat) for seat in seats)
    light = _bounds(worst, LOST_SHARE)
    return RoomLine(
        RoomCheck.LINK, light, _at_fault(seats, lambda seat: share(seat) > LOST_SHARE[0]), round(worst * 100)
    )


def _judge_space(disk: DiskFacts) -> Light:
    if disk.free_mb < disk.least_mb:
        return Light.RED
    return Light.AMBER if disk.free_mb < 2 * disk.least_mb else Light.GREEN


def _by_seat(check: RoomCheck, seats: Sequence[SeatFacts], fails: Callable[[SeatFacts], bool]) -> RoomLine:
    failing = _at_fault(seats, fails)
    return RoomLine(check, Light.RED if failing else Light.GREEN, failing, len(failing))


def _at_fault(seats: Iterable[SeatFacts], fails: Callable[[SeatFacts], bool]) -> tuple[int, ...]:
    return tuple(seat.number for seat in seats if fails(seat))


def _bounds(value: float, bounds: tuple[float, float]) -> Light:
    green, amber = bounds
    return Light.GREEN if value <= green else Light.AMBER if value <= amber else Light.RED
