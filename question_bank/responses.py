"""What a candidate may answer, checked against what the item offers.

The check says only whether an answer can be stored, never whether it is right; half an answer (some gaps
empty, an order not finished) is an answer. Shapes are those of the exam API.
"""

from collections.abc import Iterable
from typing import Any

from question_bank.interactions import (
    ChoiceInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    Interaction,
    MatchInteraction,
    NumericInteraction,
    OrderInteraction,
    TextEntryInteraction,
)
from question_bank.scripts import is_forbidden_mark

LONGEST_NUMBER = 40

_LINE_SIGNS = "\t\n\r"


class ResponseError(ValueError):
    """The answer cannot be one to this item; `kind` says why.

    Kinds: malformed (another shape, a control mark), unknown_choice, unknown_item, too_many, too_long.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


def is_empty(response: Any) -> bool:
    """Tell whether an answer holds nothing: null, "", blanks only, [] or {}."""
    if isinstance(response, str):
        return not response.strip()
    return response is None or (isinstance(response, list | dict) and not response)


def check_response(interaction: Interaction, response: Any) -> None:
    """Accept an answer that fits the interaction, or raise ResponseError; null clears any answer."""
    if response is None:
        return
    match interaction:
        case ChoiceInteraction():
            _check_ids(response, interaction.choices, interaction.max_choices)
        case HotspotInteraction():
            _check_ids(response, tuple(area.id for area in interaction.areas), interaction.max_choices)
        case OrderInteraction():
            _check_ids(response, interaction.choices, len(interaction.choices))
        case MatchInteraction():
            _check_pairs(response, interaction)
        case InlineChoiceInteraction():
            _check_gaps(response, interaction)
        case TextEntryInteraction():
            _check_text(response, interaction.max_length)
        case NumericInteraction():
            _check_text(response, LONGEST_NUMBER)


def read_ids(response: Any) -> tuple[str, ...]:
    """Return a list of distinct ids as a tuple, or raise ResponseError."""
    if not isinstance(response, list) or not all(isinstance(choice, str) for choice in response):
        raise ResponseError("malformed", "a list of ids is expected")
    return _distinct(response)


def read_pairs(response: Any) -> tuple[tuple[str, str], ...]:
    """Return a list of [source, target] as pairs, each source at most once, or raise ResponseError."""
    if not isinstance(response, list):
        raise ResponseError("malformed", "a list of [source, target] is expected")
    pairs: list[tuple[str, str]] = []
    for pair in response:
        match pair:
            case [str(source), str(target)]:
                pairs.append((source, target))
            case _:
                raise ResponseError("malformed", "a list of [source, target] is expected")
    _distinct([source for source, _ in pairs])
    return tuple(pairs)


def read_gaps(response: Any) -> dict[str, str]:
    """Return an object of gap ids and choice ids, or raise ResponseError."""
    if not isinstance(response, dict) or not all(
        isinstance(member, str) for pair in response.items() for member in pair
    ):
        raise ResponseError("malformed", "an object of gap and choice ids is expected")
    return response


def _check_ids(response: Any, offered: tuple[str, ...], most: int) -> None:
    chosen = read_ids(response)
    _refuse_unknown(chosen, offered)
    if len(chosen) > most:
        raise ResponseError("too_many", f"at most {most} may be chosen")


def _check_pairs(response: Any, interaction: MatchInteraction) -> None:
    pairs = read_pairs(response)
    _refuse_unknown((source for source, _ in pairs), interaction.sources)
    _refuse_unknown((target for _, target in pairs), interaction.targets)


def _check_gaps(response: Any, interaction: InlineChoiceInteraction) -> None:
    gaps = read_gaps(response)
    _refuse_unknown(gaps, tuple(interaction.gaps))
    for gap, choice in gaps.items():
        _refuse_unknown([choice], interaction.gaps[gap])


def _check_text(response: Any, longest: int) -> None:
    if not isinstance(response, str):
        raise ResponseError("malformed", "a string is expected")
    if len(response) > longest:
        raise ResponseError("too_long", f"at most {longest} characters are expected")
    # Control marks break the store (NUL) or what people see (direction marks); half a surrogate has no bytes.
    if any(is_forbidden_mark(sign) and sign not in _LINE_SIGNS for sign in response):
        raise ResponseError("malformed", "a control mark stands in the text")


def _distinct(ids: list[str]) -> tuple[str, ...]:
    if len(set(ids)) != len(ids):
        raise ResponseError("malformed", "an id stands twice")
    return tuple(ids)


def _refuse_unknown(chosen: Iterable[str], offered: tuple[str, ...]) -> None:
    for choice in chosen:
        if choice not in offered:
            raise ResponseError("unknown_choice", choice[:40])
