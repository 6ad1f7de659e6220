"""What a notice says: the facts of a booking as they stood when it was planned, frozen as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting


@dataclass(frozen=True)
class NoticeFacts:
    """Where and when; `starts_at` and `arrive_at` are ISO 8601 in UTC, names map language tags to words.

    The seat is not among them: it may change on the day, and only slip and page say it, as it then stands.
    Of a certificate that ends soon, `starts_at` is the end of its last day: what is not sent by then is late.
    Of a result that is published it is the day after which the news is old; `topics` are the weak ones,
    `institutions` have `names`, `address` and `phone`, `free_from` is the first day for another test. A mark
    never stands here.
    `former` is the number of the certificate whose place the present one takes.
    `appeal` is the number of an appeal, `answer_by` the last day of its answer, as people write days.
    """

    sitting: str
    starts_at: str
    arrive_at: str
    programme: dict[str, str]
    centre: dict[str, str]
    address: str
    room: str
    rehearsal: bool
    certificate: str = ""
    certificate_code: str = ""
    topics: tuple[str, ...] = ()
    institutions: tuple[dict[str, Any], ...] = ()
    free_from: str = ""
    appeal: str = ""
    answer_by: str = ""
    former: str = ""

    @property
    def starts(self) -> datetime:
        """The moment at which the test begins."""
        return datetime.fromisoformat(self.starts_at)

    @property
    def arrives(self) -> datetime:
        """The moment by which the candidate should be there."""
        return datetime.fromisoformat(self.arrive_at)

    def is_elsewhere(self, other: "NoticeFacts") -> bool:
        """Tell whether somebody who knows the other facts would come to the wrong place or hour."""
        return (self.starts, self.address, self.room) != (other.starts, other.address, other.room)


def arrives_at(sitting: Sitting) -> datetime:
    """Return when candidates should be there."""
    minutes = policy_from_snapshot(sitting.policy or {}).arrive_minutes
    return sitting.starts_at - timedelta(minutes=minutes)


def facts_of(booking: Booking) -> NoticeFacts:
    """Return the facts of a booking as they stand."""
    sitting = booking.sitting
    return NoticeFacts(
        sitting=sitting.code,
        starts_at=sitting.starts_at.isoformat(),
        arrive_at=arrives_at(sitting).isoformat(),
        programme=dict(sitting.programme.titles),
        centre=dict(sitting.room.centre.names),
        address=sitting.room.centre.address,
        room=sitting.room.name,
        rehearsal=sitting.rehearsal,
    )


def facts_to_json(facts: NoticeFacts) -> dict[str, Any]:
    """Return the facts as a notice keeps them."""
    return asdict(facts)


def facts_from_json(kept: Mapping[str, Any]) -> NoticeFacts:
    """Return the facts that a notice keeps."""
    return NoticeFacts(**kept)
