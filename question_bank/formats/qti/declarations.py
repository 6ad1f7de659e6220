"""What an item declares: its responses with key and mapping, and its outcomes with their defaults."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from question_bank.areas import Area, read_area
from question_bank.fields import FieldError, Fields
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import Value, container, read_part
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

_CORNERS = 24


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One mapped value; a text may be mapped without regard to case."""

    key: str
    value: Decimal
    case_sensitive: bool


@dataclass(frozen=True, slots=True)
class ValueMapping:
    """Values for parts of a response, with default and bounds (None: no bound)."""

    entries: tuple[MapEntry, ...]
    default: Decimal
    lower: Decimal | None
    upper: Decimal | None


@dataclass(frozen=True, slots=True)
class AreaMapping:
    """Values for areas in which a point may lie."""

    areas: tuple[tuple[Area, Decimal], ...]
    default: Decimal
    lower: Decimal | None
    upper: Decimal | None


@dataclass(frozen=True, slots=True)
class ResponseDeclaration:
    """One response variable; `correct` and `default` are NULL where none is declared."""

    identifier: str
    base: str
    cardinality: str
    correct: Value | None
    default: Value | None
    mapping: ValueMapping | None
    area_mapping: AreaMapping | None


@dataclass(frozen=True, slots=True)
class OutcomeDeclaration:
    """One outcome variable, with its default, its normal maximum and its lookup table."""

    identifier: str
    base: str
    cardinality: str
    default: Value | None
    maximum: Decimal | None
    table: Element | None


def read_responses(root: Element) -> dict[str, ResponseDeclaration]:
    """Read the response declarations of an item, by identifier."""
    found = (_read_response(element) for element in root.children("response-declaration"))
    return {declaration.identifier: declaration for declaration in found}


def read_outcomes(root: Element, word: str = "outcome-declaration") -> dict[str, OutcomeDeclaration]:
    """Read the outcome declarations of an item, by identifier; `word` may name its template declarations."""
    found = (_read_outcome(element) for element in root.children(word))
    return {declaration.identifier: declaration for declaration in found}


def read_area_of(element: Element, identifier: str = "", whole: tuple[int, int] | None = None) -> Area:
    """Read shape and coords; a default shape, or hundredths, without a picture's size are refused.

    An ellipse becomes a polygon of many corners.
    """
    shape = element.get("shape", "rect")
    if shape == "default" and whole is not None:
        return Area(identifier, "rect", (0, 0, *whole))
    coords = [
        _read_length(part, whole, place)
        for place, part in enumerate(element.get("coords").replace(",", " ").split())
    ]
    if shape == "ellipse" and len(coords) == 4 and coords[2] == coords[3]:
        shape, coords = "circle", coords[:3]
    if shape == "ellipse" and len(coords) == 4:
        shape, coords = "poly", _draw_ellipse(*coords)
    if shape == "poly" and len(coords) > 6 and coords[:2] == coords[-2:]:
        coords = coords[:-2]
    if shape == "rect" and len(coords) == 4:
        coords = [*map(min, coords[:2], coords[2:]), *map(max, coords[:2], coords[2:])]
    data = (
        {"id": identifier, "shape": shape, "coords": coords}
        if identifier
        else {"shape": shape, "coords": coords}
    )
    try:
        return read_area(Fields(data, "area"), named=bool(identifier))
    except FieldError as error:
        raise Refusal(
            "bad_area",
            say(
                "an area (%(shape)s %(coords)s) cannot be kept",
                shape=shape,
                coords=element.get("coords")[:60],
            ),
        ) from error


def _read_length(text: str, whole: tuple[int, int] | None, place: int) -> int:
    """Read a number of pixels, or hundredths of the picture's width and height by turns."""
    if text.endswith("%") and whole is not None:
        return int((read_part("float", text[:-1]) * whole[place % 2] / 100).to_integral_value())
    return int(read_part("float", text).to_integral_value())


def _draw_ellipse(x: int, y: int, across: int, down: int) -> list[int]:
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    points = [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]
    return [round(part) for point in points for part in point]


def read_values(holder: Element | None, base: str, cardinality: str) -> Value | None:
    """Read the `value` elements of a holder; NULL without any."""
    if holder is None:
        return None
    parts = tuple(read_part(base, value.text().strip()) for value in holder.children("value"))
    return container(base, cardinality, parts)


def read_decimal(element: Element, name: str) -> Decimal | None:
    """Read a number of an attribute; None where it is absent."""
    text = element.get(name)
    if not text:
        return None
    value = read_part("float", text)
    assert isinstance(value, Decimal)
    return value


def _read_response(element: Element) -> ResponseDeclaration:
    base, cardinality = element.get("base-type"), element.get("cardinality", "single")
    mapping, areas = element.child("mapping"), element.child("area-mapping")
    return ResponseDeclaration(
        identifier=element.get("identifier"),
        base=base,
        cardinality=cardinality,
        correct=read_values(element.child("correct-response"), base, cardinality),
        default=read_values(element.child("default-value"), base, cardinality),
        mapping=None if mapping is None else _read_mapping(mapping),
        area_mapping=None if areas is None else _read_area_mapping(areas),
    )


def _read_outcome(element: Element) -> OutcomeDeclaration:
    base, cardinality = element.get("base-type"), element.get("cardinality", "single")
    return OutcomeDeclaration(
        identifier=element.get("identifier"),
        base=base,
        cardinality=cardinality,
        default=read_values(element.child("default-value"), base, cardinality),
        maximum=read_decimal(element, "normal-maximum"),
        table=element.child("match-table") or element.child("interpolation-table"),
    )


def _read_bounds(element: Element) -> Mapping[str, Decimal | None]:
    return {"lower": read_decimal(element, "lower-bound"), "upper": read_decimal(element, "upper-bound")}


def _read_mapping(element: Element) -> ValueMapping:
    entries = tuple(
        MapEntry(
            entry.attributes.get("map-key", ""),
            read_decimal(entry, "mapped-value") or Decimal(0),
            entry.get("case-sensitive", "true") != "false",
        )
        for entry in element.children("map-entry")
    )
    default = read_decimal(element, "default-value") or Decimal(0)
    return ValueMapping(entries, default, **_read_bounds(element))


def _read_area_mapping(element: Element) -> AreaMapping:
    areas = tuple(
        (read_area_of(entry), read_decimal(entry, "mapped-value") or Decimal(0))
        for entry in element.children("area-map-entry")
    )
    default = read_decimal(element, "default-value") or Decimal(0)
    return AreaMapping(areas, default, **_read_bounds(element))
