"""Keys, mappings and response processing of an item, so that another program pays what ours pays.

Standard templates where they say it; rules where they do not.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from question_bank.answer_keys import (
    ChoiceKey,
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
)
from question_bank.areas import Area
from question_bank.decimals import write_decimal
from question_bank.formats.qti.names import Element, Version
from question_bank.formats.qti.output import TEMPLATES, tag
from question_bank.items import Item
from question_bank.scoring_rules import MapPoint, MapResponse, RuleName

Names = Mapping[str, str]
_ONE = Decimal(1)
_SCORE, _COUNT = "SCORE", "COUNT"


def write_declarations(item: Item, names: Names) -> list[Element]:
    """Return the declarations of responses and outcomes."""
    score = tag(
        "outcome-declaration",
        identifier=_SCORE,
        cardinality="single",
        base_type="float",
        normal_maximum=write_decimal(item.max_points),
    )
    outcomes = [score, _count_outcome()] if _counts_neighbours(item) else [score]
    return [*_write_responses(item, names), *outcomes]


def write_processing(item: Item, names: Names, version: Version) -> Element:
    """Return the response processing."""
    template = _template_of(item)
    if template is not None:
        return tag("response-processing", template=TEMPLATES[version].format(template))
    return tag("response-processing", _write_rules(item, names))


def _write_responses(item: Item, names: Names) -> list[Element]:
    if isinstance(item.answer_key, InlineChoiceKey):
        gaps = item.answer_key.gaps.items()
        return [
            _response(names[gap], ("single", "identifier"), [names[choice]], _mapping(item, names, gap))
            for gap, choice in gaps
        ]
    return [_response(names[item.interaction.id], *_key_of(item, names))]


def _key_of(item: Item, names: Names) -> tuple[tuple[str, str], list[str], list[Element]]:
    """Return cardinality and base type, the right values, and the mapping of the one response."""
    several = "multiple" if getattr(item.interaction, "max_choices", 1) > 1 else "single"
    key: tuple[tuple[str, str], list[str], list[Element]]
    match item.answer_key:
        case ChoiceKey(choices):
            key = (several, "identifier"), [names[choice] for choice in choices], _mapping(item, names)
        case OrderKey(choices):
            key = ("ordered", "identifier"), [names[choice] for choice in choices], []
        case MatchKey(pairs):
            right = [f"{names[one]} {names[other]}" for one, other in pairs]
            key = ("multiple", "directedPair"), right, _mapping(item, names)
        case TextKey(variants):
            key = ("single", "string"), [variants[0]], _text_mapping(item, variants)
        case NumericKey(value, _):
            key = ("single", "float"), [write_decimal(value)], []
        case PointKey(areas):
            right = [" ".join(map(str, area.centre())) for area in areas]
            key = (several, "point"), right, [_area_mapping(item, areas)]
        case InlineChoiceKey():
            raise TypeError("each gap has a response of its own")
    return key


def _response(name: str, kind: tuple[str, str], right: list[str], more: list[Element]) -> Element:
    cardinality, base = kind
    key = tag("correct-response", [tag("value", [value]) for value in right])
    return tag("response-declaration", [key, *more], identifier=name, cardinality=cardinality, base_type=base)


def _mapping(item: Item, names: Names, gap: str | None = None) -> list[Element]:
    """Return the mapping of ids or pairs; to count pairs, each right one is worth one."""
    values = item.scoring.map_response
    if values is None:
        if item.scoring.name is not RuleName.PER_PAIR:
            return []
        values = MapResponse(dict.fromkeys(_right_parts(item), _ONE), Decimal(0), Decimal(0), Decimal(0))
    entries = []
    for part, value in values.mapping.items():
        ids = part.split(" ")
        if gap is not None and ids[0] != gap:
            continue
        key = " ".join(names.get(name, name) for name in (ids if gap is None else ids[1:]))
        entries.append(tag("map-entry", map_key=key, mapped_value=write_decimal(value)))
    whole = item.scoring.map_response is not None and gap is None
    return [_with_bounds("mapping", entries, values, bounded=whole)] if entries else []


def _right_parts(item: Item) -> list[str]:
    match item.answer_key:
        case MatchKey(pairs):
            return [" ".join(pair) for pair in pairs]
        case InlineChoiceKey(gaps):
            return [" ".join(pair) for pair in gaps.items()]
    return []


def _text_mapping(item: Item, variants: tuple[str, ...]) -> list[Element]:
    values = item.scoring.map_response
    nought = Decimal(0)
    rule = values or MapResponse(dict.fromkeys(variants, item.max_points), nought, nought, item.max_points)
    entries = [
        tag(
            "map-entry",
            map_key=variant,
            mapped_value=write_decimal(rule.mapping.get(variant, rule.default)),
            case_sensitive="false",
        )
        for variant in variants
    ]
    return [_with_bounds("mapping", entries, rule, bounded=values is not None)]


def _area_mapping(item: Item, areas: tuple[Area, ...]) -> Element:
    nought = Decimal(0)
    rule = item.scoring.map_point or MapPoint(tuple((area, _ONE) for area in areas), nought, nought, nought)
    entries = [
        tag(
            "area-map-entry",
            shape=area.shape,
            coords=",".join(map(str, area.coords)),
            mapped_value=write_decimal(value),
        )
        for area, value in rule.areas
    ]
    return _with_bounds("area-mapping", entries, rule, bounded=item.scoring.map_point is not None)


def _with_bounds(
    name: str, entries: list[Element], rule: MapResponse | MapPoint, *, bounded: bool
) -> Element:
    bounds = {"lower_bound": write_decimal(rule.lower), "upper_bound": write_decimal(rule.upper)}
    return tag(name, entries, **(bounds if bounded else {}), default_value=write_decimal(rule.default))


def _template_of(item: Item) -> str | None:
    if item.scoring.name is RuleName.MAP_RESPONSE_POINT:
        return "map_response_point"
    if isinstance(item.answer_key, TextKey):
        return "map_response"
    if isinstance(item.answer_key, InlineChoiceKey):
        return None
    if item.scoring.name is RuleName.MAP_RESPONSE:
        return "map_response"
    plain = isinstance(item.answer_key, ChoiceKey | OrderKey | MatchKey)
    exact = item.scoring.name is RuleName.MATCH_CORRECT and item.max_points == _ONE
    return "match_correct" if plain and exact else None


def _write_rules(item: Item, names: Names) -> list[Element]:
    name = names[item.interaction.id]
    match item.answer_key:
        case NumericKey(_, tolerance):
            margin = write_decimal(tolerance)
            operands = [tag("variable", identifier=name), tag("correct", identifier=name)]
            close = tag("equal", operands, tolerance_mode="absolute", tolerance=f"{margin} {margin}")
            return [_pay(close, item.max_points)]
        case PointKey(areas):
            hits = tag("map-response-point", identifier=name)
            return [
                _pay(
                    tag("equal", [hits, _number(Decimal(len(areas)))], tolerance_mode="exact"),
                    item.max_points,
                )
            ]
        case InlineChoiceKey(gaps):
            return _inline_rules(item, [names[gap] for gap in gaps])
        case OrderKey(choices) if item.scoring.name is RuleName.PER_PAIR:
            right = [names[choice] for choice in choices]
            neighbours = [_count_neighbours(name, *pair, len(right)) for pair in pairwise(right)]
            counted = tag("variable", identifier=_COUNT)
            return [*neighbours, _set(_SCORE, _share(counted, item, len(right) - 1))]
        case MatchKey(pairs) if item.scoring.name is RuleName.PER_PAIR:
            return [_set(_SCORE, _share(tag("map-response", identifier=name), item, len(pairs)))]
    return [_pay(_is_correct(name), item.max_points)]


def _inline_rules(item: Item, responses: list[str]) -> list[Element]:
    if item.scoring.name is RuleName.MATCH_CORRECT:
        return [_pay(tag("and", [_is_correct(name) for name in responses]), item.max_points)]
    total = tag("sum", [tag("map-response", identifier=name) for name in responses])
    rule = item.scoring.map_response
    if rule is None:
        return [_set(_SCORE, _share(total, item, len(responses)))]
    capped = tag("min", [total, _number(rule.upper)])
    return [_set(_SCORE, tag("max", [capped, _number(rule.lower)]))]


def _share(count: Element, item: Item, of: int) -> Element:
    """Return count ÷ of × maximum, cut after two digits as `per_pair` does."""
    hundredfold = tag("product", [count, _number(item.max_points * 100)])
    cut = tag("truncate", [tag("divide", [hundredfold, _number(Decimal(of))])])
    return tag("divide", [cut, _number(Decimal(100))])


def _count_neighbours(response: str, first: str, second: str, length: int) -> Element:
    """Raise the count by one where the first stands right before the second, at any place."""
    places = [
        tag("and", [_stands_at(response, first, place), _stands_at(response, second, place + 1)])
        for place in range(1, length)
    ]
    raised = tag("sum", [tag("variable", identifier=_COUNT), _number(_ONE)])
    return _if(tag("or", places), _set(_COUNT, raised))


def _stands_at(response: str, choice: str, place: int) -> Element:
    there = tag("index", [tag("variable", identifier=response)], n=str(place))
    return tag("match", [there, tag("base-value", [choice], base_type="identifier")])


def _counts_neighbours(item: Item) -> bool:
    return isinstance(item.answer_key, OrderKey) and item.scoring.name is RuleName.PER_PAIR


def _count_outcome() -> Element:
    start = tag("default-value", [tag("value", ["0"])])
    return tag("outcome-declaration", [start], identifier=_COUNT, cardinality="single", base_type="float")


def _is_correct(name: str) -> Element:
    return tag("match", [tag("variable", identifier=name), tag("correct", identifier=name)])


def _pay(test: Element, points: Decimal) -> Element:
    return _if(test, _set(_SCORE, _number(points)))


def _if(test: Element, rule: Element) -> Element:
    return tag("response-condition", [tag("response-if", [test, rule])])


def _set(outcome: str, expression: Element) -> Element:
    return tag("set-outcome-value", [expression], identifier=outcome)


def _number(value: Decimal) -> Element:
    return tag("base-value", [write_decimal(value)], base_type="float")
