"""How an item's points follow from its key, as data of the item.

The checks here make sure that a rule can be lived with before any answer exists: the key itself earns all the
points, and ticking everything earns none (a fault of systems that pay for each right tick alone).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from question_bank.answer_keys import AnswerKey, ChoiceKey, InlineChoiceKey, MatchKey, NumericKey, OrderKey
from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.interactions import ChoiceInteraction, HotspotInteraction, Interaction, list_offers


class RuleName(StrEnum):
    """The rules, by their names in the native format."""

    MATCH_CORRECT = "match_correct"
    MAP_RESPONSE = "map_response"
    PER_PAIR = "per_pair"
    NUMERIC = "numeric"


@dataclass(frozen=True, slots=True)
class MapResponse:
    """Each chosen id adds its value (`default` where none is given); the sum is kept within the bounds."""

    mapping: Mapping[str, Decimal]
    default: Decimal
    lower: Decimal
    upper: Decimal

    def value_of(self, choices: tuple[str, ...]) -> Decimal:
        """Add up the values of the chosen ids, without the bounds."""
        return sum((self.mapping.get(choice, self.default) for choice in choices), Decimal(0))

    def points_of(self, choices: tuple[str, ...]) -> Decimal:
        """Return the points of the chosen ids, within the bounds."""
        return max(self.lower, min(self.upper, self.value_of(choices)))


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """The rule's name and, for `map_response`, its values."""

    name: RuleName
    map_response: MapResponse | None = None


def rule_from_json(fields: Fields) -> ScoringRule:
    """Read an item's scoring member."""
    name = fields.text("rule")
    if name not in set(RuleName):
        raise FieldError(fields.at("rule"), f"the rule {name!r} is not known")
    values = None
    if name == RuleName.MAP_RESPONSE:
        mapping = fields.object("mapping")
        values = MapResponse(
            mapping={choice: mapping.decimal(choice) for choice in mapping.names()},
            default=fields.decimal("default"),
            lower=fields.decimal("lower"),
            upper=fields.decimal("upper"),
        )
    fields.done()
    return ScoringRule(RuleName(name), values)


def rule_to_json(rule: ScoringRule) -> dict[str, Any]:
    """Write a scoring member in the native format."""
    data: dict[str, Any] = {"rule": str(rule.name)}
    if rule.map_response is not None:
        values = rule.map_response
        data["mapping"] = {choice: write_decimal(value) for choice, value in values.mapping.items()}
        data |= {
            "default": write_decimal(values.default),
            "lower": write_decimal(values.lower),
            "upper": write_decimal(values.upper),
        }
    return data


def check_rule(rule: ScoringRule, interaction: Interaction, key: AnswerKey, maximum: Decimal) -> None:
    """Refuse a rule that does not fit the kind, cannot pay the maximum, or pays for ticking everything."""
    _check_kind(rule, key)
    if not isinstance(key, ChoiceKey) or not isinstance(interaction, ChoiceInteraction | HotspotInteraction):
        return
    (offered,) = list_offers(interaction).values()
    if rule.map_response is not None:
        _check_map_response(rule.map_response, interaction.max_choices, offered, key, maximum)
    elif set(key.choices) == set(offered):
        raise FieldError("answer_key", "ticking everything would be right")


def _check_kind(rule: ScoringRule, key: AnswerKey) -> None:
    fits = {
        RuleName.MATCH_CORRECT: not isinstance(key, NumericKey) or key.tolerance == 0,
        RuleName.MAP_RESPONSE: isinstance(key, ChoiceKey),
        RuleName.PER_PAIR: isinstance(key, OrderKey | MatchKey | InlineChoiceKey),
        RuleName.NUMERIC: isinstance(key, NumericKey),
    }
    if not fits[rule.name]:
        raise FieldError("scoring.rule", f"{rule.name} does not fit this kind of item or its key")


def _check_map_response(
    values: MapResponse, most: int, offered: tuple[str, ...], key: ChoiceKey, maximum: Decimal
) -> None:
    unknown = [choice for choice in values.mapping if choice not in offered]
    if unknown:
        raise FieldError("scoring.mapping", f"names {unknown[0]!r}, which is not offered")
    if not values.lower <= 0 < values.upper:
        raise FieldError("scoring", "lower must be at most 0 and upper above it")
    if values.upper != maximum or values.points_of(key.choices) != maximum:
        raise FieldError("scoring", "the key must earn max_points, and upper must equal them")
    # Where one choice at most can be made, ticking everything is not possible.
    if most > 1 and values.value_of(offered) > 0:
        raise FieldError("scoring.mapping", "ticking everything would earn points")
