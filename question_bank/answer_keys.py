"""What is right, per kind of interaction.

A key is read against its interaction, so an item whose key names an unknown choice cannot be made. Nothing in
this module ever reaches a candidate's page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.interactions import (
    ChoiceInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    Interaction,
    MatchInteraction,
    NumericInteraction,
    OrderInteraction,
    TextEntryInteraction,
    list_offers,
)
from question_bank.scripts import ScriptError, fold_answer


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
    """The right target of each source."""

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


AnswerKey = ChoiceKey | OrderKey | MatchKey | InlineChoiceKey | TextKey | NumericKey


def key_from_json(fields: Fields, interaction: Interaction) -> AnswerKey:
    """Read the key of one interaction out of the item's `answer_key`, refusing what is not offered."""
    name = interaction.id
    if fields.has(name) and not fields.raw(name):
        raise NoKeyError(fields.at(name), "no answer is marked as right")
    match interaction:
        case ChoiceInteraction() | HotspotInteraction():
            return _read_choice_key(fields, interaction)
        case OrderInteraction():
            order = fields.texts(name)
            if sorted(order) != sorted(interaction.choices):
                raise FieldError(fields.at(name), "must hold each choice once")
            return OrderKey(order)
        case MatchInteraction():
            return _read_match_key(fields, interaction)
        case InlineChoiceInteraction():
            return _read_inline_key(fields, interaction)
        case TextEntryInteraction():
            return _read_text_key(fields, name)
        case NumericInteraction():
            return _read_numeric_key(fields.object(name))


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


def _read_choice_key(fields: Fields, interaction: ChoiceInteraction | HotspotInteraction) -> ChoiceKey:
    path, choices = fields.at(interaction.id), fields.texts(interaction.id)
    (offered,) = list_offers(interaction).values()
    _refuse_unknown(choices, offered, path)
    if len(set(choices)) != len(choices):
        raise FieldError(path, "names a choice twice")
    if len(choices) > interaction.max_choices:
        raise FieldError(path, "names more choices than may be chosen")
    return ChoiceKey(choices)


def _read_match_key(fields: Fields, interaction: MatchInteraction) -> MatchKey:
    path = fields.at(interaction.id)
    pairs = tuple(_read_pair(pair, path) for pair in fields.raw(interaction.id))
    if sorted(source for source, _ in pairs) != sorted(interaction.sources):
        raise FieldError(path, "must give each source one target")
    _refuse_unknown([target for _, target in pairs], interaction.targets, path)
    return MatchKey(pairs)


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


def _read_text_key(fields: Fields, name: str) -> TextKey:
    variants = fields.texts(name)
    try:
        blank = [variant for variant in variants if not fold_answer(variant)]
    except ScriptError as error:
        raise FieldError(fields.at(name), str(error)) from error
    if blank:
        raise FieldError(fields.at(name), "a variant is blank")
    return TextKey(variants)


def _read_numeric_key(fields: Fields) -> NumericKey:
    key = NumericKey(fields.decimal("value"), fields.decimal("tolerance"))
    fields.done()
    if key.tolerance < 0:
        raise FieldError(fields.at("tolerance"), "must not be negative")
    return key


def _refuse_unknown(named: tuple[str, ...] | list[str], offered: tuple[str, ...], path: str) -> None:
    unknown = [choice for choice in named if choice not in offered]
    if unknown:
        raise FieldError(path, f"names {unknown[0]!r}, which is not offered")
