"""Keys and rules of ours that may pay as an item's processing does; each is tried before it is believed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from question_bank.areas import area_to_json
from question_bank.decimals import write_short_decimal
from question_bank.formats.qti.case import Case, fold_typed
from question_bank.formats.qti.mappings import list_mappings, lowest_of
from question_bank.formats.qti.rule_facts import Values, guess_ranges
from question_bank.formats.refusal import Refusal
from question_bank.interactions import InteractionType

MOST_DIGITS = Decimal("0.000000001")
LARGEST = Decimal(10) ** 15
_WRONG_TEXT = "\u2026"
_NOUGHT = Decimal(0)


def list_candidates(
    case: Case, names: tuple[str, ...], right: Values, most: Decimal
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield keys and scoring members of ours that may pay as the processing does, the plainest first."""
    key = case.draft.decode(right)
    match case.draft.interaction["type"]:
        case InteractionType.TEXT_ENTRY:
            yield from _text_candidates(case, key, most)
        case InteractionType.NUMERIC | InteractionType.SLIDER:
            yield from _number_candidates(case, key)
        case InteractionType.SELECT_POINT:
            yield key, {"rule": "match_correct"}
            yield from _point_candidates(case, names, key, most)
        case kind:
            yield key, {"rule": "match_correct"}
            if kind not in {InteractionType.CHOICE, InteractionType.HOTSPOT}:
                yield key, {"rule": "per_pair"}
            if kind != InteractionType.ORDER:
                mappings = list_mappings(case.draft, case.processing, names, case.points, key, most)
                yield from ((key, mapping) for mapping in mappings)


def _text_candidates(case: Case, key: list[str], most: Decimal) -> Iterator[tuple[Any, dict[str, Any]]]:
    if case.facts.has_pattern:
        raise Refusal(
            "scoring_not_representable", "the answer is met by a pattern, not by a list of variants"
        )
    listed = list(dict.fromkeys([*key, *case.facts.texts]))
    paid: dict[str, Decimal] = {}
    seen: set[str] = set()
    # Of two spellings that are one to us, the better paid counts.
    for variant in sorted(listed, key=lambda text: -case.points(text)):
        points, folded = case.points(variant), fold_typed(variant)
        if points > 0 and folded and folded not in seen:
            paid[variant] = points
            seen.add(folded)
    variants = [variant for variant in listed if variant in paid]
    yield variants, {"rule": "match_correct"}
    yield (
        variants,
        {
            "rule": "map_response",
            "mapping": {variant: write_short_decimal(paid[variant]) for variant in variants},
            "default": write_short_decimal(case.points(_WRONG_TEXT)),
            "lower": write_short_decimal(min(_NOUGHT, case.points(_WRONG_TEXT))),
            "upper": write_short_decimal(most),
        },
    )


def _number_candidates(case: Case, key: dict[str, str]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for value, tolerance in guess_ranges(Decimal(key["value"]), case.facts):
        if _fits(value) and _fits(tolerance):
            yield (
                {"value": write_short_decimal(value), "tolerance": write_short_decimal(tolerance)},
                {"rule": "numeric"},
            )


def _fits(value: Decimal) -> bool:
    """Tell whether the model can hold a number: fifteen digits before the point and nine behind it."""
    return abs(value) < LARGEST and value == value.quantize(MOST_DIGITS)


def _point_candidates(
    case: Case, names: tuple[str, ...], key: Any, most: Decimal
) -> Iterator[tuple[Any, dict[str, Any]]]:
    mapping = case.processing.responses[names[0]].area_mapping
    if mapping is None:
        return
    yield (
        key,
        {
            "rule": "map_response_point",
            "areas": [
                {**area_to_json(area), "value": write_short_decimal(value)} for area, value in mapping.areas
            ],
            "default": write_short_decimal(mapping.default),
            "lower": write_short_decimal(
                lowest_of(mapping.lower, [mapping.default] * int(case.draft.interaction["max_choices"]))
            ),
            "upper": write_short_decimal(most),
        },
    )
