"""What a candidate may answer, checked against what the item offers.

The check says only whether an answer can be stored, never whether it is right; half an answer (some gaps
empty, an order not finished) is an answer. Shapes are those of the exam API.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from question_bank.decimals import read_plain_decimal
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
from question_bank.scripts import is_forbidden_mark

LONGEST_NUMBER = 40
LARGEST_PICTURE = 100_000

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
    _CHECKS[interaction.type](response, interaction)


def read_ids(response: Any) -> tuple[str, ...]:
    """Return a list of distinct ids as a tuple, or raise ResponseError."""
    if not isinstance(response, list) or not all(isinstance(choice, str) for choice in response):
        raise ResponseError("malformed", "a list of ids is expected")
    return _distinct(response)


def read_pairs(response: Any) -> tuple[tuple[str, str], ...]:
    """Return a list of [source, target] as pairs, none of them twice, or raise ResponseError."""
    if not isinstance(response, list):
        raise ResponseError("malformed", "a list of [source, target] is expected")
    pairs: list[tuple[str, str]] = []
    for pair in response:
        match pair:
            case [str(source), str(target)]:
                pairs.append((source, target))
            case _:
                raise ResponseError("malformed", "a list of [source, target] is expected")
    if len(set(pairs)) != len(pairs):
        raise ResponseError("malformed", "a pair stands twice")
    return tuple(pairs)


def read_points(response: Any) -> tuple[tuple[int, int], ...]:
    """Return a list of [x, y] in whole pixels as points, or raise ResponseError."""
    if not isinstance(response, list):
        raise ResponseError("malformed", "a list of [x, y] is expected")
    points: list[tuple[int, int]] = []
    for point in response:
        match point:
            # A truth value is an int to Python, but no pixel.
            case [x, y] if type(x) is type(y) is int and min(x, y) >= 0 and max(x, y) <= LARGEST_PICTURE:
                points.append((x, y))
            case _:
                raise ResponseError("malformed", "a list of [x, y] in whole pixels is expected")
    return tuple(points)


def read_gaps(response: Any) -> dict[str, str]:
    """Return an object of gap ids and choice ids, or raise ResponseError."""
    if not isinstance(response, dict) or not all(
        isinstance(member, str) for pair in response.items() for member in pair
    ):
        raise ResponseError("malformed", "an object of gap and choice ids is expected")
    return response


def _check_choices(
    response: Any, interaction: ChoiceInteraction | OrderInteraction | HotspotInteraction
) -> None:
    (offered,) = list_offers(interaction).values()
    most = len(offered) if isinstance(interaction, OrderInteraction) else interaction.max_choices
    chosen = read_ids(response)
    _refuse_unknown(chosen, offered)
    if len(chosen) > most:
        raise ResponseError("too_many", f"at most {most} may be chosen")


def _check_pairs(response: Any, interaction: MatchInteraction) -> None:
    pairs = read_pairs(response)
    _distinct([source for source, _ in pairs])
    _refuse_unknown((source for source, _ in pairs), interaction.sources)
    _refuse_unknown((target for _, target in pairs), interaction.targets)


def _check_points(response: Any, interaction: SelectPointInteraction) -> None:
    if len(read_points(response)) > interaction.max_choices:
        raise ResponseError("too_many", f"at most {interaction.max_choices} points may be put")


def _check_filled(response: Any, interaction: GapMatchInteraction) -> None:
    pairs = read_pairs(response)
    _distinct([gap for _, gap in pairs])
    if not interaction.reuse:
        _distinct([choice for choice, _ in pairs])
    _refuse_unknown((choice for choice, _ in pairs), interaction.choices)
    _refuse_unknown((gap for _, gap in pairs), interaction.gaps)


def _check_position(response: Any, interaction: SliderInteraction) -> None:
    if not isinstance(response, str):
        raise ResponseError("malformed", "a string is expected")
    value: Decimal | None = read_plain_decimal(response)
    if response.strip() and (value is None or not interaction.holds(value)):
        raise ResponseError("unknown_choice", response[:40])


def _check_gaps(response: Any, interaction: InlineChoiceInteraction) -> None:
    gaps = read_gaps(response)
    _refuse_unknown(gaps, tuple(interaction.gaps))
    for gap, choice in gaps.items():
        _refuse_unknown([choice], interaction.gaps[gap])


def _check_typed(response: Any, interaction: TextEntryInteraction | NumericInteraction) -> None:
    longest = interaction.max_length if isinstance(interaction, TextEntryInteraction) else LONGEST_NUMBER
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


_CHECKS: Mapping[InteractionType, Callable[[Any, Any], None]] = {
    InteractionType.CHOICE: _check_choices,
    InteractionType.HOTSPOT: _check_choices,
    InteractionType.ORDER: _check_choices,
    InteractionType.MATCH: _check_pairs,
    InteractionType.GAP_MATCH: _check_filled,
    InteractionType.INLINE_CHOICE: _check_gaps,
    InteractionType.TEXT_ENTRY: _check_typed,
    InteractionType.NUMERIC: _check_typed,
    InteractionType.SELECT_POINT: _check_points,
    InteractionType.SLIDER: _check_position,
}
