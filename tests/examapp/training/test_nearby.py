"""Weak topics of a result, and who teaches them near."""

from dataclasses import dataclass
from decimal import Decimal

from examapp.training.nearby import TopicShare, find_weak_topics, rank_nearby


@dataclass(frozen=True)
class Place:
    code: str
    region_code: str
    district_code: str | None
    topics: tuple[str, ...]


PLACES = [
    Place("far", "UZ-TK", "1726266", ("law", "office")),
    Place("region", "UZ-FA", None, ("law", "office")),
    Place("region-less", "UZ-FA", "1730206", ("office",)),
    Place("district", "UZ-FA", "1730203", ("office",)),
    Place("other-topic", "UZ-FA", "1730203", ("internet",)),
]


def share(topic: str, points: int, maximum: int) -> TopicShare:
    return TopicShare(topic, Decimal(points), Decimal(maximum))


def near(topics, region="UZ-FA", district="1730203"):
    return [one.code for one in rank_nearby(PLACES, topics, region_code=region, district_code=district)]


def test_topics_below_the_share_that_passes_are_weak_the_weakest_first() -> None:
    shares = [share("law", 6, 10), share("office", 7, 12), share("networks", 0, 3), share("edoc", 6, 6)]
    assert find_weak_topics(shares, Decimal("0.6")) == ("networks", "office")


def test_where_rounding_leaves_none_below_the_weakest_stands_alone() -> None:
    assert find_weak_topics([share("law", 6, 10), share("office", 9, 12)], Decimal("0.6")) == ("law",)
    assert find_weak_topics([share("law", 0, 0)], Decimal("0.6")) == ()


def test_the_own_district_stands_before_the_own_region_and_others_stay_away() -> None:
    assert near(("law", "office")) == ["district", "region", "region-less"]


def test_other_regions_follow_only_where_the_own_one_has_nobody() -> None:
    assert near(("law",), region="UZ-XO") == ["far", "region"]


def test_without_topics_everybody_near_counts() -> None:
    assert near(()) == ["district", "other-topic", "region", "region-less"]
