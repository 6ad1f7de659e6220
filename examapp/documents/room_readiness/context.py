"""What a room's certificate of readiness says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class PrintedCheck:
    """One check: its title, its light (green, amber, red), its figure, the seats at fault, what to do."""

    title: str
    light: str
    reading: str
    seats: str
    advice: str


@dataclass(frozen=True, slots=True)
class RoomReadiness:
    """A rehearsal's verdict in one language: either `ready_until` or `cause` is set."""

    created_at: datetime
    code: str
    centre: str
    room: str
    begun_at: datetime
    workstations: tuple[int, ...]
    simulated: int
    answers: int
    ready_until: datetime | None
    cause: str
    checks: tuple[PrintedCheck, ...]

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
