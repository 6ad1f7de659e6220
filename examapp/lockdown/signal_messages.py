"""The message in which a page sends its signals: of the agreed shape, or refused as a whole."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from examapp.delivery.messages import read_object
from examapp.lockdown.errors import SignalsMalformed
from examapp.lockdown.models import SignalKind

MOST_AT_ONCE: Final = 32
_MARK: Final = re.compile(r"[0-9a-f]{16}")
_LONGEST: Final = timedelta(days=1)
_DAY_MS: Final = _LONGEST // timedelta(milliseconds=1)
# Years 1970 to 2100: what is outside is no moment of an exam.
_LATEST_MS: Final = 4_102_444_800_000


@dataclass(frozen=True, slots=True)
class SentSignal:
    """One record: the page's own mark, what, since when by the server's clock, how long."""

    mark: str
    kind: SignalKind
    began_at: datetime | None
    duration_ms: int | None


def read_signals(body: bytes) -> list[SentSignal]:
    """Read `POST /attempt/signals`: {signals: [{mark, kind, began_ms, duration_ms}]}, at most 32."""
    rows = read_object(body).get("signals")
    if type(rows) is not list or len(rows) > MOST_AT_ONCE:
        raise SignalsMalformed(where="signals")
    return [_read_one(row) for row in rows]


def _read_one(row: Any) -> SentSignal:
    if type(row) is not dict:
        raise SignalsMalformed(where="signals")
    mark, kind = row.get("mark"), row.get("kind")
    if type(mark) is not str or not _MARK.fullmatch(mark):
        raise SignalsMalformed(where="mark")
    if type(kind) is not str or kind not in set(SignalKind):
        raise SignalsMalformed(where="kind")
    began_ms = _read_whole(row, "began_ms", _LATEST_MS)
    began_at = datetime.fromtimestamp(began_ms / 1000, UTC) if began_ms is not None else None
    return SentSignal(mark, SignalKind(kind), began_at, _read_whole(row, "duration_ms", _DAY_MS))


def _read_whole(row: dict[str, Any], name: str, most: int) -> int | None:
    value = row.get(name)
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= most:
        raise SignalsMalformed(where=name)
    return value
