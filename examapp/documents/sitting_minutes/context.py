"""What the minutes of a sitting say, all in words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class PersonTime:
    """One candidate's time: when it began and ended, what was allowed and of what that is made up."""

    seat: int
    name: str
    began: str
    ended: str
    allowed: str
    used: str
    stopped: str
    ending: str
    explained: bool


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One change of time: when, whose, what and why, how long, by whom."""

    when: str
    who: str
    what: str
    minutes: str
    author: str


@dataclass(frozen=True, slots=True)
class SilentTime:
    """A silence of one candidate's computer: when, whose, what ran off the clock, what was given back."""

    when: str
    who: str
    lost: str
    given: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One incident: when, whom it concerned, what it was, what followed, who recorded it."""

    when: str
    who: str
    what: str
    consequence: str
    author: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act in the room: when, what, upon whom, by whom."""

    when: str
    what: str
    who: str
    author: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the page of one seat noticed, in words that accuse nobody."""

    seat: int
    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingMinutes:
    """The minutes as they stood at `created_at`; `final` once the sitting is closed.

    `sheet` is the number of the result sheet whose appendix this is, empty before there is one.
    """

    created_at: datetime
    rehearsal: bool
    final: bool
    sitting: str
    sheet: str = ""
    facts: tuple[tuple[str, str], ...]
    people: tuple[PersonTime, ...]
    times: tuple[TimeRow, ...]
    matters: tuple[Matter, ...]
    acts: tuple[Act, ...]
    notes: tuple[Note, ...] = ()
    silences: tuple[SilentTime, ...] = ()
    proctors: tuple[str, ...]

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
