"""A key in words, for paper and for people who check it: letters, places of gaps, typed variants."""

from question_bank.answer_keys import (
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
)
from question_bank.decimals import write_decimal
from question_bank.interactions import (
    GapMatchInteraction,
    InlineChoiceInteraction,
    MatchInteraction,
    OrderInteraction,
    list_labelled,
)
from question_bank.items import Item, Text
from question_bank.markup import plain_text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def key_in_words(item: Item, text: Text) -> str:
    """Return the key of an item; empty for choices and hotspots, whose options are marked themselves."""
    key, interaction = item.answer_key, item.interaction
    match key:
        case OrderKey(choices) if isinstance(interaction, OrderInteraction):
            return " – ".join(letter_of(interaction.choices, choice) for choice in choices)
        case MatchKey(pairs) if isinstance(interaction, MatchInteraction):
            sources, targets = interaction.sources, interaction.targets
            return "; ".join(
                f"{sources.index(source) + 1} – {letter_of(targets, target)}" for source, target in pairs
            )
        case MatchKey(pairs) if isinstance(interaction, GapMatchInteraction):
            return "; ".join(
                f"{interaction.gaps.index(gap) + 1} – {letter_of(interaction.choices, choice)}"
                for choice, gap in pairs
            )
        case InlineChoiceKey(gaps):
            return "; ".join(
                f"{number} – {plain_text(text.choices[choice])}"
                for number, choice in enumerate(gaps.values(), 1)
            )
    return _typed_key(item)


def label_options(item: Item) -> dict[str, str]:
    """Return what stands before each option: its letter, or the number of what is matched or filled."""
    match item.interaction:
        case MatchInteraction(sources=sources, targets=targets):
            numbers = {source: str(number) for number, source in enumerate(sources, 1)}
            return numbers | {target: letter_of(targets, target) for target in targets}
        case InlineChoiceInteraction(gaps=gaps):
            numbered = enumerate(gaps.values(), 1)
            return {choice: str(number) for number, offered in numbered for choice in offered}
    offered = list_labelled(item.interaction)
    return {choice: letter_of(offered, choice) for choice in offered}


def letter_of(offered: tuple[str, ...], choice: str) -> str:
    """Return the letter of an option by its place."""
    return LETTERS[offered.index(choice) % len(LETTERS)]


def _typed_key(item: Item) -> str:
    match item.answer_key:
        case TextKey(variants):
            return " | ".join(variants)
        case NumericKey(value, tolerance):
            return write_decimal(value) + (f" ± {write_decimal(tolerance)}" if tolerance else "")
        case PointKey(areas):
            return "; ".join(f"{area.shape} {', '.join(map(str, area.coords))}" for area in areas)
    return ""
