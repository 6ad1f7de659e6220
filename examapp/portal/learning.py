"""What a candidate who failed is told: which topics were weak, and who teaches them near.

Only what is published is read. Where the policy shows the total alone, topics stay unsaid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from examapp.candidates.eligibility import add_months
from examapp.candidates.models import Candidate
from examapp.core.i18n import in_tashkent
from examapp.organisations.districts import list_districts
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.outcomes import Outcome
from examapp.results.queries import PublishedResult
from examapp.sittings.models import Booking
from examapp.training.models import TrainingInstitution
from examapp.training.nearby import TopicShare, find_weak_topics, rank_nearby
from examapp.training.queries import list_public


@dataclass(frozen=True)
class Learning:
    """Weak topics, the weakest first, and institutions near; `here` tells that they are of the own region."""

    topics: Sequence[str]
    institutions: Sequence[TrainingInstitution]
    districts: Mapping[str, str]
    here: bool


def advise(
    db: Session, result: PublishedResult | None, candidate: Candidate, *, with_topics: bool
) -> Learning | None:
    """Return where somebody can learn what they failed, or None where the result is another one."""
    if result is None or result.line.outcome is not Outcome.FAILED or result.line.scored is None:
        return None
    body = candidate.organisation
    topics = _weak_topics(result) if with_topics else ()
    found = rank_nearby(
        list_public(db), topics, region_code=body.region_code, district_code=body.district_code
    )
    districts = {one.code: one.name for one in list_districts(db)}
    here = any(entry.region_code == body.region_code for entry in found)
    return Learning(topics, found, districts, here)


def free_again(booking: Booking) -> date:
    """Return the first day for another test after a failure at a booking's sitting."""
    policy = policy_from_snapshot(booking.sitting.policy or {})
    return add_months(in_tashkent(booking.sitting.starts_at).date(), policy.retake_wait_months)


def _weak_topics(result: PublishedResult) -> Sequence[str]:
    reached = result.line.topics
    shares = [
        TopicShare(topic, reached[topic].points, reached[topic].maximum)
        for topic in (column.topic for column in result.topics)
        if topic in reached
    ]
    return find_weak_topics(shares, _pass_share(result))


def _pass_share(result: PublishedResult) -> Decimal:
    """Return the part of the points that passes: the policy's percentage, or that of the form's own mark."""
    scored, mark = result.line.scored, result.line.pass_mark
    if result.pass_percent is not None:
        return Decimal(result.pass_percent) / 100
    return mark / scored.maximum if scored and mark is not None and scored.maximum else Decimal(0)
