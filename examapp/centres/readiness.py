"""Is a computer fit for the exam? Pure: what it says of itself in, a light for each check out.

The bounds: Chrome 109 is the last one for Windows 7, and the exam page is made for it. A paper with pictures
has under 2 MB, so that 10 KB/s bring it in three minutes and 100 KB/s in twenty seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from examapp.centres.errors import ReadingsMalformed

OLDEST_CHROME: Final = 109
PINGS: Final = 5
_LARGEST: Final = 10**9


class Check(StrEnum):
    """What is looked at, in the order of the page."""

    BROWSER = "browser"
    SECURE = "secure"
    STORAGE = "storage"
    CLOCK = "clock"
    SCREEN = "screen"
    LINK = "link"
    KEYBOARD = "keyboard"
    POINTER = "pointer"


class Light(StrEnum):
    """Green: fit. Amber: works, and should be mended. Red: nobody can be examined here."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Readings:
    """What a computer says of itself.

    `chrome` is Chromium's main version, 0 for another browser; `clock_ms` how far its clock is before the
    server's; `ping_ms` the median of the pings that came back, `lost` how many did not.
    """

    chrome: int
    secure: bool
    storage: bool
    quota_mb: int
    clock_ms: int
    width: int
    height: int
    kb_per_s: int
    ping_ms: int
    lost: int
    keyboard: bool
    pointer: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One check and its light."""

    check: Check
    light: Light


def read_readings(data: object) -> Readings:
    """Read a computer's words strictly; raises ReadingsMalformed."""
    if not isinstance(data, Mapping):
        raise ReadingsMalformed
    values: dict[str, Any] = {}
    for one in fields(Readings):
        value = data.get(one.name)
        if type(value) is not one.type or (type(value) is int and abs(value) > _LARGEST):
            raise ReadingsMalformed
        values[one.name] = value
    return Readings(**values)


def _bounds(value: float, green: float, amber: float) -> Light:
    """Return the light of a value that should be small."""
    return Light.GREEN if value <= green else Light.AMBER if value <= amber else Light.RED


def _need(*, given: bool, otherwise: Light = Light.RED) -> Light:
    return Light.GREEN if given else otherwise


def _worse(*lights: Light) -> Light:
    return max(lights, key=list(Light).index)


def judge(readings: Readings) -> tuple[Line, ...]:
    """Return a light for each check, in the order of the page."""
    browser = Light.AMBER if readings.chrome == 0 else _need(given=readings.chrome >= OLDEST_CHROME)
    lights = {
        Check.BROWSER: browser,
        Check.SECURE: _need(given=readings.secure),
        Check.STORAGE: _worse(_need(given=readings.storage), _bounds(-readings.quota_mb, -200, -50)),
        Check.CLOCK: _bounds(abs(readings.clock_ms), 30_000, 15 * 60_000),
        Check.SCREEN: _worse(_bounds(-readings.width, -1280, -1024), _bounds(-readings.height, -720, -600)),
        Check.LINK: _worse(
            _bounds(-readings.kb_per_s, -100, -10),
            _bounds(readings.ping_ms, 500, 2000),
            _bounds(readings.lost, 0, 2),
        ),
        Check.KEYBOARD: _need(given=readings.keyboard),
        Check.POINTER: _need(given=readings.pointer, otherwise=Light.AMBER),
    }
    return tuple(Line(check, lights[check]) for check in Check)


def find_cause(lines: Sequence[Line]) -> Check | None:
    """Return the first check that keeps a workstation from being ready, or None."""
    return next((line.check for line in lines if line.light is Light.RED), None)


def keep_lines(lines: Sequence[Line], readings: Readings) -> list[dict[str, Any]]:
    """Return lights and readings as they are kept."""
    return [*(asdict(line) for line in lines), {"readings": asdict(readings)}]
