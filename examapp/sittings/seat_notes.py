"""What should be known of a sitting's seats before the day: out of service, not checked, not accessible.

A seat is looked at as it will stand when the sitting begins, so that a check that runs out before is told in
time. The notes forbid nothing; `seating` says why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import Needs
from examapp.centres.models import Workstation
from examapp.centres.workstation_state import CONDITION_WORDS, Condition, read_condition
from examapp.core.i18n import N_
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.queries import needs_at
from examapp.sittings.seating import seat_fits

BEFORE: Final = frozenset({SittingState.PLANNED, SittingState.PUBLISHED, SittingState.OPEN})
_RUNS_OUT: Final = N_("check runs out before the sitting")
_NOT_ACCESSIBLE: Final = N_("not accessible, though that is granted")


@dataclass(frozen=True)
class SeatNote:
    """What stands in the way at a seat; `grave` where nobody should sit there as things are."""

    words: str
    grave: bool

    def sentence(self) -> str:
        """Return the words in the language of the request."""
        return str(gettext(self.words))


def note_seat(seat: Workstation, needs: Needs, starts_at: datetime, at: datetime) -> SeatNote | None:
    """Return what should be known of a seat for somebody with these needs, or None."""
    condition = read_condition(seat, max(starts_at, at))
    if condition is Condition.OUT_OF_SERVICE:
        return SeatNote(CONDITION_WORDS[condition], grave=True)
    if not seat_fits(seat, needs):
        return SeatNote(_NOT_ACCESSIBLE, grave=True)
    if condition is Condition.READY:
        return None
    runs_out = condition is Condition.OVERDUE and read_condition(seat, at) is Condition.READY
    words = _RUNS_OUT if runs_out else CONDITION_WORDS[condition]
    return SeatNote(words, grave=condition is Condition.NOT_READY)


@dataclass(frozen=True)
class SeatNotes:
    """A sitting's notes by the booking's id, and each once with the numbers of its seats, the grave first."""

    notes: Mapping[int, SeatNote] = field(default_factory=dict)
    lines: Sequence[tuple[SeatNote, str]] = ()


def note_seats(db: Session, sitting: Sitting, at: datetime) -> SeatNotes:
    """Return what should be known of a sitting's seats; nothing once it is over."""
    if sitting.state not in BEFORE:
        return SeatNotes()
    needs = needs_at(db, sitting)
    found = {
        booking.id: note_seat(booking.workstation, needs[booking.candidate_id], sitting.starts_at, at)
        for booking in sitting.bookings
    }
    notes = {booking_id: note for booking_id, note in found.items() if note is not None}
    seats: dict[SeatNote, list[int]] = defaultdict(list)
    for booking in sitting.bookings:
        if booking.id in notes:
            seats[notes[booking.id]].append(booking.workstation.number)
    ordered = sorted(seats.items(), key=lambda item: (not item[0].grave, min(item[1])))
    return SeatNotes(notes, [(note, write_numbers(numbers)) for note, numbers in ordered])


def write_numbers(numbers: Iterable[int]) -> str:
    """Write numbers in their order, three or more that follow each other as a range: `1–4, 7, 8`."""
    ordered = sorted(numbers)
    runs = [
        [number for _place, number in run]
        for _start, run in groupby(enumerate(ordered), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
