"""What is right, per kind of interaction.

A key is read against its interaction, so an item whose key names an unknown choice cannot be made. Nothing in
this module ever reaches a candidate's page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from question_bank.areas import Area, area_to_json, read_area
from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.interactions import (
    ChoiceInteraction,
    GapMatchInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    Interaction,
    InteractionType,
    MatchInteraction,
    NumericInteraction,
    OrderInteraction,
    SelectPointInteraction,
    SliderInteraction,
    TextEntryInteraction,
    list_offers,
)
from question_bank.scripts import ScriptError, fold_answer
from question_bank.sentences import say


class NoKeyError(FieldError):
    """The item has a key member, but nothing in it."""


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """The right choices or areas, as a set; kept in the written order."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderKey:
    """All choices in their right order."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchKey:
    """The right target of each source; for gaps, the choice that fills each of them."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InlineChoiceKey:
    """The right choice of each gap."""

    gaps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextKey:
    """The accepted variants, in any language and script; compared after folding."""

    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumericKey:
    """The right number and how far off it may be, both ends included."""

    value: Decimal
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class PointKey:
    """The places where a point is wanted, one in each."""

    areas: tuple[Area, ...]


AnswerKey = ChoiceKey | OrderKey | MatchKey | InlineChoiceKey | TextKey | NumericKey | PointKey


def key_from_json(fields: Fields, interaction: Interaction) -> AnswerKey:
    """Read the key of one interaction out of the item's `answer_key`, refusing what is not offered."""
    name = interaction.id
    if fields.has(name) and not fields.raw(name):
        raise NoKeyError(fields.at(name), "no answer is marked as right")
    return _READERS[interaction.type](fields, interaction)


def key_to_json(key: AnswerKey) -> Any:
    """Write a key in the native format."""
    match key:
        case ChoiceKey() | OrderKey():
            return list(key.choices)
        case MatchKey():
            return [list(pair) for pair in key.pairs]
        case InlineChoiceKey():
            return dict(key.gaps)
        case TextKey():
            return list(key.variants)
        case NumericKey():
            return {"value": write_decimal(key.value), "tolerance": write_decimal(key.tolerance)}
        case PointKey():
            return [area_to_json(area) for area in key.areas]


def right_answers(key: AnswerKey) -> list[Any]:
    """Return the right answers as a candidate would give them: one, or each accepted variant."""
    match key:
        case ChoiceKey(choices) | OrderKey(choices):
            return [list(choices)]
        case MatchKey(pairs):
            return [[list(pair) for pair in pairs]]
        case InlineChoiceKey(gaps):
            return [dict(gaps)]
        case TextKey(variants):
            return list(variants)
        case NumericKey(value, _):
            return [write_decimal(value)]
        case PointKey(areas):
            return [[list(area.centre()) for area in areas]]


def _read_choice_key(fields: Fields, interaction: ChoiceInteraction | HotspotInteraction) -> ChoiceKey:
    path, choices = fields.at(interaction.id), fields.texts(interaction.id)
    (offered,) = list_offers(interaction).values()
    _refuse_unknown(choices, offered, path)
    if len(set(choices)) != len(choices):
        raise FieldError(path, "names a choice twice")
    if len(choices) > interaction.max_choices:
        raise FieldError(path, "names more choices than may be chosen")
    return ChoiceKey(choices)


def _read_order_key(fields: Fields, interaction: OrderInteraction) -> OrderKey:
    order = fields.texts(interaction.id)
    if sorted(order) != sorted(interaction.choices):
        raise FieldError(fields.at(interaction.id), "must hold each choice once")
    return OrderKey(order)


def _read_match_key(fields: Fields, interaction: MatchInteraction) -> MatchKey:
    path = fields.at(interaction.id)
    pairs = tuple(_read_pair(pair, path) for pair in fields.raw(interaction.id))
    if sorted(source for source, _ in pairs) != sorted(interaction.sources):
        raise FieldError(path, "must give each source one target")
    _refuse_unknown([target for _, target in pairs], interaction.targets, path)
    return MatchKey(pairs)


def _read_gap_key(fields: Fields, interaction: GapMatchInteraction) -> MatchKey:
    path = fields.at(interaction.id)
    pairs = tuple(_read_pair(pair, path) for pair in fields.raw(interaction.id))
    choices = [choice for choice, _ in pairs]
    if sorted(gap for _, gap in pairs) != sorted(interaction.gaps):
        raise FieldError(path, "must fill each gap once")
    _refuse_unknown(choices, interaction.choices, path)
    if len(set(choices)) != len(choices) and not interaction.reuse:
        raise FieldError(path, "uses a choice twice, but `reuse` is not set")
    return MatchKey(pairs)


def _read_point_key(fields: Fields, interaction: SelectPointInteraction) -> PointKey:
    areas = tuple(read_area(area, named=False) for area in fields.objects(interaction.id))
    if len(areas) != interaction.max_choices:
        # With more points than places, covering the picture with them would pay.
        raise FieldError(fields.at(interaction.id), "as many places as points are expected")
    return PointKey(areas)


def _read_pair(pair: Any, path: str) -> tuple[str, str]:
    match pair:
        case [str(source), str(target)]:
            return source, target
    raise FieldError(path, "a list of [source, target] is expected")


def _read_inline_key(fields: Fields, interaction: InlineChoiceInteraction) -> InlineChoiceKey:
    gaps = fields.text_map(interaction.id)
    path = fields.at(interaction.id)
    if set(gaps) != set(interaction.gaps):
        raise FieldError(path, "must fill each gap of the item and no other")
    for gap, choice in gaps.items():
        _refuse_unknown([choice], interaction.gaps[gap], path)
    return InlineChoiceKey(gaps)


def _read_text_key(fields: Fields, interaction: TextEntryInteraction) -> TextKey:
    name = interaction.id
    variants = fields.texts(name)
    try:
        blank = [variant for variant in variants if not fold_answer(variant)]
    except ScriptError as error:
        raise FieldError(fields.at(name), str(error)) from error
    if blank:
        raise FieldError(fields.at(name), "a variant is blank")
    return TextKey(variants)


def _read_slider_key(fields: Fields, interaction: SliderInteraction) -> NumericKey:
    key = _read_numeric_key(fields, interaction)
    if not interaction.holds(key.value):
        raise FieldError(fields.at(interaction.id), "the slider cannot stand at this value")
    return key


def _read_numeric_key(fields: Fields, interaction: NumericInteraction | SliderInteraction) -> NumericKey:
    fields = fields.object(interaction.id)
    key = NumericKey(fields.decimal("value"), fields.decimal("tolerance"))
    fields.done()
    if key.tolerance < 0:
        raise FieldError(fields.at("tolerance"), "must not be negative")
    return key


def _refuse_unknown(named: tuple[str, ...] | list[str], offered: tuple[str, ...], path: str) -> None:
    unknown = [choice for choice in named if choice not in offered]
    if unknown:
        raise FieldError(path, say("names %(unknown)r, which is not offered", unknown=unknown[0]))


_READERS: Mapping[InteractionType, Callable[[Fields, Any], AnswerKey]] = {
    InteractionType.CHOICE: _read_choice_key,
    InteractionType.HOTSPOT: _read_choice_key,
    InteractionType.ORDER: _read_order_key,
    InteractionType.MATCH: _read_match_key,
    InteractionType.GAP_MATCH: _read_gap_key,
    InteractionType.INLINE_CHOICE: _read_inline_key,
    InteractionType.TEXT_ENTRY: _read_text_key,
    InteractionType.NUMERIC: _read_numeric_key,
    InteractionType.SELECT_POINT: _read_point_key,
    InteractionType.SLIDER: _read_slider_key,
}
