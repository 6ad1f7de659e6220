"""Which notice a person is due: a pure function of the booking as it stands and of what was said before.

The state is the truth: nobody has to remember to announce a move or a cancellation. Whatever differs from
what the person was told last is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from examapp.core.clock import TASHKENT
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from examapp.sittings.models import SittingState

# Reminders go out in working hours, so that somebody can be asked.
REMINDING_HOUR: Final = time(9, 0, tzinfo=TASHKENT)


@dataclass(frozen=True)
class Told:
    """One occasion of which a person was told, or is about to be."""

    kind: NoticeKind
    occasion: str
    facts: NoticeFacts
    at: datetime


@dataclass(frozen=True)
class Place:
    """A booking as it stands; `state` is None where the booking was taken away."""

    code: str
    state: SittingState | None
    facts: NoticeFacts


@dataclass(frozen=True)
class Occasion:
    """What is to be told now; `key` is unique for the person."""

    kind: NoticeKind
    key: str
    facts: NoticeFacts


def find_due(place: Place, told: Sequence[Told], days: Sequence[int], at: datetime) -> Occasion | None:
    """Return what the person must be told now, or None. `told` is in the order of time."""
    if place.facts.starts <= at:
        return None
    last = told[-1] if told else None
    if place.state in {None, SittingState.CANCELLED}:
        if last is None or last.kind is NoticeKind.CANCELLED:
            return None
        # They are told of the hour that they know.
        return Occasion(NoticeKind.CANCELLED, f"cancelled {place.code}", last.facts)
    if place.state is not SittingState.PUBLISHED:
        return None
    return _news(place, told, days, at)


def _news(place: Place, told: Sequence[Told], days: Sequence[int], at: datetime) -> Occasion | None:
    """Return what somebody with a place is due: the place, its move, or a reminder."""
    if not told:
        return Occasion(NoticeKind.BOOKED, f"booked {place.code}", place.facts)
    last = told[-1]
    if place.facts.is_elsewhere(last.facts) or last.kind is NoticeKind.CANCELLED:
        number = sum(one.kind is NoticeKind.MOVED for one in told) + 1
        return Occasion(NoticeKind.MOVED, f"moved {place.code} {number}", place.facts)
    return _reminder(place, last, days, at)


def reminder_at(starts_at: datetime, days: int) -> datetime:
    """Return when a reminder is due: at nine, that many days before."""
    day = starts_at.astimezone(TASHKENT).date() - timedelta(days=days)
    return datetime.combine(day, REMINDING_HOUR)


def _reminder(place: Place, last: Told, days: Sequence[int], at: datetime) -> Occasion | None:
    """Return the latest reminder that is due, unless the person was told something since."""
    for number in sorted(days):
        due_at = reminder_at(place.facts.starts, number)
        if due_at <= at:
            if last.at >= due_at:
                return None
            day = place.facts.starts.astimezone(TASHKENT).date()
            return Occasion(NoticeKind.AHEAD, f"ahead {place.code} {number} {day:%Y%m%d}", place.facts)
    return None
