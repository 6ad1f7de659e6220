"""What an admission slip says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark
from examapp.documents.qr import qr_drawing


@dataclass(frozen=True, slots=True)
class AdmissionSlip:
    """One booking in one language.

    `sketch` and `plan` are the centre with the own room marked, and the room with the own seat, as `data:`
    addresses; `wide` says that they need the page's whole width, one below the other.

    `arrive` and `start` are hours of Tashkent, `day` is a day with its weekday in words; `minutes` are those
    of the test, `extra_minutes` those added for one. `link_url` is what the square leads to.
    """

    created_at: datetime
    rehearsal: bool
    programme: str
    name: str
    other_name: str
    organisation: str
    day: str
    arrive: str
    start: str
    late_entry: bool
    centre: str
    room: str
    seat: int
    address: str
    telephone: str
    sitting_code: str
    candidate_code: str
    questions: int
    minutes: int
    extra_minutes: int
    excuse_days: int
    sketch: str
    plan: str
    wide: bool
    link_url: str

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark and the square."""
        return {"mark": tile_mark(), "qr": qr_drawing(self.link_url)}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
