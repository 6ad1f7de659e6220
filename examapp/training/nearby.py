"""Where to learn what one failed: the weak topics of a result, and who teaches them near a place. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

MOST_NEAR = 5


class Teaches(Protocol):
    """What an institution tells of itself here."""

    @property
    def code(self) -> str:
        """The code in the register."""
        ...

    @property
    def region_code(self) -> str:
        """Its region."""
        ...

    @property
    def district_code(self) -> str | None:
        """Its district, where it is known."""
        ...

    @property
    def topics(self) -> Sequence[str]:
        """The topics that it teaches."""
        ...


_Entry = TypeVar("_Entry", bound=Teaches)


@dataclass(frozen=True)
class TopicShare:
    """What somebody reached in one topic."""

    topic: str
    points: Decimal
    maximum: Decimal

    @property
    def share(self) -> Decimal:
        """The part of the points that were to be had; a topic without points is whole."""
        return self.points / self.maximum if self.maximum else Decimal(1)


def find_weak_topics(shares: Sequence[TopicShare], pass_share: Decimal) -> tuple[str, ...]:
    """Return the topics below the share that passes, the weakest first.

    Where rounding leaves none below it, the weakest alone: who failed is told where to begin.
    """
    counted = sorted((one for one in shares if one.maximum), key=lambda one: one.share)
    weak = [one.topic for one in counted if one.share < pass_share]
    return tuple(weak or [one.topic for one in counted[:1]])


def rank_nearby(
    entries: Sequence[_Entry],
    topics: Sequence[str],
    *,
    region_code: str,
    district_code: str | None,
    most: int = MOST_NEAR,
) -> list[_Entry]:
    """Return who teaches one of the topics: the own region first, in it the own district, then by how many.

    Other regions follow only where the own one has nobody. Without topics every entry counts.
    """

    def place(entry: _Entry) -> tuple[bool, int, str]:
        elsewhere = district_code is None or entry.district_code != district_code
        return elsewhere, -len(set(topics) & set(entry.topics)), entry.code

    found = [entry for entry in entries if not topics or set(topics) & set(entry.topics)]
    own = [entry for entry in found if entry.region_code == region_code]
    return sorted(own or found, key=place)[:most]
