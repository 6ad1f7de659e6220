"""How an item's points follow from its key, as data of the item.

The checks here make sure that a rule can be lived with before any answer exists: the key itself earns all the
points, and ticking everything earns none (a fault of systems that pay for each right tick alone).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from question_bank.answer_keys import (
    AnswerKey,
    ChoiceKey,
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
    right_answers,
)
from question_bank.areas import Area, area_to_json, read_area
from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.interactions import ChoiceInteraction, HotspotInteraction, Interaction, list_offers
from question_bank.scripts import fold_answer, fold_by_look
from question_bank.sentences import say


class RuleName(StrEnum):
    """The rules, by their names in the native format."""

    MATCH_CORRECT = "match_correct"
    MAP_RESPONSE = "map_response"
    MAP_RESPONSE_POINT = "map_response_point"
    PER_PAIR = "per_pair"
    NUMERIC = "numeric"


@dataclass(frozen=True, slots=True)
class MapResponse:
    """Each part of an answer adds its value (`default` where it has none), within the bounds.

    A part is named by a chosen id, by "source target" or "choice gap" for a pair, by "gap choice" for a gap's
    list, and by the accepted variant for typed text.
    """

    mapping: Mapping[str, Decimal]
    default: Decimal
    lower: Decimal
    upper: Decimal

    def value_of(self, parts: Iterable[str]) -> Decimal:
        """Add up the values of the parts, without the bounds."""
        return sum((self.mapping.get(part, self.default) for part in parts), Decimal(0))

    def points_of(self, parts: Iterable[str]) -> Decimal:
        """Return the points of the parts, within the bounds."""
        return max(self.lower, min(self.upper, self.value_of(parts)))


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Each area that holds a point adds its value once, each point outside all of them adds `default`."""

    areas: tuple[tuple[Area, Decimal], ...]
    default: Decimal
    lower: Decimal
    upper: Decimal

    def points_of(self, points: Iterable[tuple[int, int]]) -> Decimal:
        """Return the points of an answer, within the bounds."""
        places = tuple(points)
        hit = sum(
            (value for area, value in self.areas if any(area.holds(*place) for place in places)), Decimal(0)
        )
        astray = sum(not any(area.holds(*place) for area, _ in self.areas) for place in places)
        return max(self.lower, min(self.upper, hit + self.default * astray))


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """The rule's name and, for the mapping rules, their values."""

    name: RuleName
    map_response: MapResponse | None = None
    map_point: MapPoint | None = None


def rule_from_json(fields: Fields) -> ScoringRule:
    """Read an item's scoring member."""
    name = fields.text("rule")
    if name not in set(RuleName):
        raise FieldError(fields.at("rule"), say("the rule %(name)r is not known", name=name))
    values = points = None
    if name == RuleName.MAP_RESPONSE:
        mapping = fields.object("mapping")
        values = MapResponse({part: mapping.decimal(part) for part in mapping.names()}, *_read_bounds(fields))
    elif name == RuleName.MAP_RESPONSE_POINT:
        areas = tuple(_read_valued_area(area) for area in fields.objects("areas"))
        points = MapPoint(areas, *_read_bounds(fields))
    fields.done()
    return ScoringRule(RuleName(name), values, points)


def _read_bounds(fields: Fields) -> tuple[Decimal, Decimal, Decimal]:
    return fields.decimal("default"), fields.decimal("lower"), fields.decimal("upper")


def _read_valued_area(fields: Fields) -> tuple[Area, Decimal]:
    value = fields.decimal("value")
    return read_area(fields, named=False), value


def rule_to_json(rule: ScoringRule) -> dict[str, Any]:
    """Write a scoring member in the native format."""
    data: dict[str, Any] = {"rule": str(rule.name)}
    if rule.map_response is not None:
        data["mapping"] = {part: write_decimal(value) for part, value in rule.map_response.mapping.items()}
    if rule.map_point is not None:
        data["areas"] = [
            area_to_json(area) | {"value": write_decimal(value)} for area, value in rule.map_point.areas
        ]
    values = rule.map_response or rule.map_point
    if values is not None:
        data |= {
            "default": write_decimal(values.default),
            "lower": write_decimal(values.lower),
            "upper": write_decimal(values.upper),
        }
    return data


def check_rule(rule: ScoringRule, interaction: Interaction, key: AnswerKey, maximum: Decimal) -> None:
    """Refuse a rule that does not fit the kind, cannot pay the maximum, or pays for ticking everything."""
    _check_kind(rule, key)
    values = rule.map_response or rule.map_point
    if values is not None:
        if not values.lower <= 0 < values.upper:
            raise FieldError("scoring", "lower must be at most 0 and upper above it")
        if values.upper != maximum or _points_of_key(rule, key) != maximum:
            raise FieldError("scoring", "the key must earn max_points, and upper must equal them")
    if isinstance(key, ChoiceKey) and isinstance(interaction, ChoiceInteraction | HotspotInteraction):
        _check_everything(rule, interaction, key)


def name_parts(key: AnswerKey, response: Any) -> tuple[str, ...]:
    """Name the parts of an answer as a mapping does; the answer must fit the item (`check_response`)."""
    match key:
        case MatchKey():
            return tuple(f"{source} {target}" for source, target in response)
        case InlineChoiceKey():
            return tuple(f"{gap} {choice}" for gap, choice in response.items())
        case TextKey(variants):
            folded = {fold_answer(response), fold_by_look(response)}
            return (next((variant for variant in variants if fold_answer(variant) in folded), response),)
    return tuple(response)


def _check_kind(rule: ScoringRule, key: AnswerKey) -> None:
    fits = {
        RuleName.MATCH_CORRECT: not isinstance(key, NumericKey) or key.tolerance == 0,
        RuleName.MAP_RESPONSE: isinstance(key, ChoiceKey | MatchKey | InlineChoiceKey | TextKey),
        RuleName.MAP_RESPONSE_POINT: isinstance(key, PointKey),
        RuleName.PER_PAIR: isinstance(key, OrderKey | MatchKey | InlineChoiceKey),
        RuleName.NUMERIC: isinstance(key, NumericKey),
    }
    if not fits[rule.name]:
        raise FieldError(
            "scoring.rule", say("%(name)s does not fit this kind of item or its key", name=rule.name)
        )


def _points_of_key(rule: ScoringRule, key: AnswerKey) -> Decimal:
    """Return what the mapping pays for the key itself; for typed text, for its best variant."""
    if rule.map_point is not None and isinstance(key, PointKey):
        return rule.map_point.points_of(area.centre() for area in key.areas)
    if rule.map_response is None:
        return Decimal(0)
    if isinstance(key, TextKey):
        return max(rule.map_response.points_of([variant]) for variant in key.variants)
    (right,) = right_answers(key)
    return rule.map_response.points_of(name_parts(key, right))


def _check_everything(
    rule: ScoringRule, interaction: ChoiceInteraction | HotspotInteraction, key: ChoiceKey
) -> None:
    (offered,) = list_offers(interaction).values()
    if rule.map_response is None:
        if set(key.choices) == set(offered):
            raise FieldError("answer_key", "ticking everything would be right")
        return
    unknown = [choice for choice in rule.map_response.mapping if choice not in offered]
    if unknown:
        raise FieldError(
            "scoring.mapping", say("names %(unknown)r, which is not offered", unknown=unknown[0])
        )
    # Where one choice at most can be made, ticking everything is not possible.
    if interaction.max_choices > 1 and rule.map_response.value_of(offered) > 0:
        raise FieldError("scoring.mapping", "ticking everything would earn points")
