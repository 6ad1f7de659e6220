"""Values for parts of an answer: as a mapping declares them, or as the processing is seen to pay."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from question_bank.decimals import write_short_decimal
from question_bank.formats.qti.declarations import ValueMapping
from question_bank.formats.qti.drafts import Draft
from question_bank.formats.qti.processing import Processing
from question_bank.formats.refusal import Refusal
from question_bank.interactions import InteractionType

_NOUGHT = Decimal(0)

Points = Callable[[Any], Decimal]


def list_mappings(
    draft: Draft, processing: Processing, names: Sequence[str], points: Points, key: Any, most: Decimal
) -> Iterator[dict[str, Any]]:
    """Yield scoring members of the rule `map_response`: as declared, then as seen."""
    declared = [processing.responses[name].mapping for name in names]
    kept = [mapping for mapping in declared if mapping is not None]
    if len(kept) == len(declared):
        yield from _declared(draft, names, kept, most)
    if _list_parts(draft):
        yield _seen(draft, points, key, most)


def lowest_of(bound: Decimal | None, values: Iterable[Decimal]) -> Decimal:
    """Return a mapping's lower bound; where it has none, what the worst answer could earn."""
    if bound is not None:
        return bound
    return sum((value for value in values if value < 0), _NOUGHT)


def _declared(
    draft: Draft, names: Sequence[str], mappings: list[ValueMapping], most: Decimal
) -> Iterator[dict[str, Any]]:
    parts = {_part_of_key(draft, response): name for name, response in _list_parts(draft)}
    values: dict[str, Decimal] = {}
    for name, mapping in zip(names, mappings, strict=True):
        for entry in mapping.entries:
            key = entry.key.strip() if len(names) == 1 else f"{name} {entry.key.strip()}"
            part = parts.get(_normal(draft, key))
            if part is not None:
                values[part] = entry.value
    first = mappings[0]
    worst = [values.get(part, first.default) for part in parts.values()]
    lower = lowest_of(first.lower, worst) if len(mappings) == 1 else lowest_of(None, worst)
    yield _member(values, first.default, lower, most)


def _seen(draft: Draft, points: Points, key: Any, most: Decimal) -> dict[str, Any]:
    """Take what each part is paid alone; where a bound hides a loss, what it takes from the whole key."""
    right = {name for name, _ in _list_parts_of(draft, key)}
    values: dict[str, Decimal] = {}
    for name, response in _list_parts(draft):
        alone = points(response)
        if alone == 0 and name not in right:
            rest = _without(draft, key, response)
            alone = points(_join(rest, response)) - (points(rest) if rest else _NOUGHT)
        values[name] = alone
    default = Counter(values.values()).most_common(1)[0][0]
    # The key's own parts are named always, so that an editor sees what they are worth.
    named = {name: value for name, value in values.items() if value != default or name in right}
    lower = min(_NOUGHT, *(points(response) for _, response in _list_parts(draft)))
    if lower < 0:
        lower = lowest_of(None, values.values())
    return _member(named, default, lower, most)


def _member(values: dict[str, Decimal], default: Decimal, lower: Decimal, upper: Decimal) -> dict[str, Any]:
    return {
        "rule": "map_response",
        "mapping": {part: write_short_decimal(value) for part, value in values.items()},
        "default": write_short_decimal(default),
        "lower": write_short_decimal(lower),
        "upper": write_short_decimal(upper),
    }


def _list_parts(draft: Draft) -> list[tuple[str, Any]]:
    """Return the name of each part, as a mapping of ours names it, and the answer that is this part alone."""
    offer = draft.interaction
    match offer["type"]:
        case InteractionType.CHOICE:
            return [(choice, [choice]) for choice in offer["choices"]]
        case InteractionType.HOTSPOT:
            return [(area["id"], [area["id"]]) for area in offer["areas"]]
        case InteractionType.MATCH:
            pairs = [(one, other) for one in offer["sources"] for other in offer["targets"]]
        case InteractionType.GAP_MATCH:
            gaps = offer["gaps"] if "gaps" in offer else [area["id"] for area in offer["areas"]]
            pairs = [(choice, gap) for choice in offer["choices"] for gap in gaps]
        case InteractionType.INLINE_CHOICE:
            return [
                (f"{gap} {choice}", {gap: choice})
                for gap, choices in offer["gaps"].items()
                for choice in choices
            ]
        case _:
            raise Refusal("scoring_not_representable", "this kind has no parts that could be paid")
    return [(f"{one} {other}", [[one, other]]) for one, other in pairs]


def _list_parts_of(draft: Draft, key: Any) -> list[tuple[str, Any]]:
    wanted = list(key.items()) if isinstance(key, dict) else list(key)
    names = {part if isinstance(part, str) else " ".join(part) for part in wanted}
    return [(name, response) for name, response in _list_parts(draft) if name in names]


def _without(draft: Draft, key: Any, response: Any) -> Any:
    """Return the parts of the key that can stand beside one more part: a gap, or a source, has one only."""
    if isinstance(key, dict):
        return {gap: choice for gap, choice in key.items() if gap not in response}
    if draft.interaction["type"] in {InteractionType.CHOICE, InteractionType.HOTSPOT}:
        return [] if draft.interaction["max_choices"] == 1 else list(key)
    place = 1 if draft.interaction["type"] == InteractionType.GAP_MATCH else 0
    return [pair for pair in key if pair[place] != response[0][place]]


def _join(rest: Any, response: Any) -> Any:
    return {**rest, **response} if isinstance(rest, dict) else [*rest, *response]


def _part_of_key(draft: Draft, response: Any) -> str:
    """Return the key under which QTI maps an answer that is one part."""
    ((name, value),) = draft.encode(response).items()
    assert value is not None
    part = value.parts[0]
    text = part if isinstance(part, str) else " ".join(part)
    return (
        f"{name} {text}"
        if draft.interaction["type"] == InteractionType.INLINE_CHOICE
        else _normal(draft, text)
    )


def _normal(draft: Draft, key: str) -> str:
    """Write a pair's members in one order, where pairs have no direction."""
    if draft.interaction["type"] == InteractionType.MATCH:
        return " ".join(sorted(key.split()))
    return key
