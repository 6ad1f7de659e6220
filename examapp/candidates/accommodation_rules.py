"""What a candidate's accommodations mean on a day. Pure: rows and days in, facts out.

Source of the percentages: the policy key `accommodation.extra_time_percent` (an analogy with Pix).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

_MS_A_MINUTE: Final = 60_000
EXTRA_TIME_PERCENTS: Final = (25, 33, 50)


class AccommodationKind(StrEnum):
    """The kinds of help."""

    EXTRA_TIME = "extra_time"
    LARGE_PRINT = "large_print"
    CONTRAST = "contrast"
    SCREEN_READER = "screen_reader"
    SEPARATE_ROOM = "separate_room"
    ACCESSIBLE_SEAT = "accessible_seat"


# What the exam page obeys; time and room are other people's business, and say more than a page needs.
PAGE_KINDS: Final = (
    AccommodationKind.LARGE_PRINT,
    AccommodationKind.CONTRAST,
    AccommodationKind.SCREEN_READER,
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One approval: its kind, its percentage for extra time, and the last day on which it holds."""

    kind: AccommodationKind
    valid_until: date
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a candidate is granted on one day."""

    extra_time_percent: int = 0
    kinds: frozenset[AccommodationKind] = frozenset()

    @property
    def separate_room(self) -> bool:
        """Whether nobody else may be examined in the same room at the same time."""
        return AccommodationKind.SEPARATE_ROOM in self.kinds

    @property
    def accessible_seat(self) -> bool:
        """Whether the workstation must be one that the room's plan marks as accessible."""
        return AccommodationKind.ACCESSIBLE_SEAT in self.kinds

    @property
    def on_the_page(self) -> list[str]:
        """The kinds that the exam page obeys, in a fixed order."""
        return [kind.value for kind in PAGE_KINDS if kind in self.kinds]

    def in_order(self) -> list[AccommodationKind]:
        """Return all kinds in a fixed order."""
        return [kind for kind in AccommodationKind if kind in self.kinds]


NO_NEEDS: Final = Needs()


def needs_on(grants: Iterable[Grant], day: date) -> Needs:
    """Return what holds on a day; of several grants of extra time the largest counts, they do not add up."""
    holding = [grant for grant in grants if day <= grant.valid_until]
    percents = [grant.percent or 0 for grant in holding if grant.kind is AccommodationKind.EXTRA_TIME]
    return Needs(max(percents, default=0), frozenset(grant.kind for grant in holding))


def extra_time_ms(duration_ms: int, needs: Needs, allowed: Collection[int]) -> int:
    """Return the time added to a programme's own, in milliseconds, rounded up to the whole minute.

    `allowed` are the percentages of the sitting's policy; one that is not among them counts as the next
    smaller one that is, so that a policy which allows less is never exceeded.
    """
    percent = max((one for one in allowed if one <= needs.extra_time_percent), default=0)
    return -(-duration_ms * percent // (100 * _MS_A_MINUTE)) * _MS_A_MINUTE


def may_share_room(needs: Sequence[Needs]) -> bool:
    """Tell whether these people may be examined in one room at one time.

    Whoever is granted a separate room sits alone. It holds for bookings by hand and for the solver alike.
    """
    return len(needs) <= 1 or not any(one.separate_room for one in needs)
