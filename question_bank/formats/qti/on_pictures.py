"""Interactions on a picture: areas to choose, to fill, to order, to pair, and points to put."""

import math
from collections.abc import Sequence
from typing import Any

from question_bank.areas import Area, area_to_json
from question_bank.formats.qti.choosing import draft_of_ids, draft_order, read_limit
from question_bank.formats.qti.declarations import ResponseDeclaration, read_area_of
from question_bank.formats.qti.drafts import Draft, Part, identifiers
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.pairing import draft_association, draft_gaps
from question_bank.formats.qti.pictures import number_areas
from question_bank.formats.qti.values import container
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

_CORNERS = 24
_MOST_PLACES = 8


def build_hotspot(part: Part) -> Draft:
    """Make a choice of areas."""
    media, areas = _picture_with_areas(part, part.element.children("hotspot-choice"))
    labels = _labels(part, part.element.children("hotspot-choice"))
    most = read_limit(part.element, len(areas))
    interaction = {
        "type": "hotspot",
        "media": media,
        "max_choices": most,
        "areas": [area_to_json(area) for area in areas],
    }
    return draft_of_ids(part, interaction, labels, part.stem(part.prompt()))


def build_graphic_gap_match(part: Part) -> Draft:
    """Make a gap match whose gaps are areas of the picture."""
    media, areas = _picture_with_areas(part, part.element.children("associable-hotspot"))
    places = {"media": media, "areas": [area_to_json(area) for area in areas]}
    choices = part.element.children("gap-text", "gap-img")
    return draft_gaps(part, choices, [area.id for area in areas], places, part.stem(part.prompt()))


def build_graphic_order(part: Part) -> Draft:
    """Make an order of numbers that are drawn over the picture's areas."""
    labels = _number_areas(part, part.element.children("hotspot-choice"))
    return draft_order(part, labels, part.stem(part.prompt()))


def build_graphic_associate(part: Part) -> Draft:
    """Make a match of numbers that are drawn over the picture's areas."""
    labels = _number_areas(part, part.element.children("associable-hotspot"))
    return draft_association(part, labels, part.stem(part.prompt()))


def build_select_point(part: Part) -> Draft:
    """Make points on a picture; the right places are the areas that the mapping pays for."""
    return _draft_points(part, _picture_of(part.element), {})


def build_position_object(part: Part) -> Draft:
    """Make points of an object to be put on a picture; the object itself is not shown."""
    stage = next(
        (
            stage
            for stage in part.source.root.walk("position-object-stage")
            if any(part.element is inner for inner in stage.children())
        ),
        None,
    )
    if stage is None:
        raise Refusal("malformed", "an object to be put has no picture to put it on")
    if len(stage.children("position-object-interaction")) > 1:
        raise Refusal("composite", "several objects are to be put on one picture")
    part.source.note("object_as_point", "an object to be put on the picture became a point")
    background = _picture_of(stage)
    return _draft_points(part, background, {id(background): ""})


def _draft_points(part: Part, image: Element, holes: dict[int, str]) -> Draft:
    declaration = part.response(("single", "multiple"), ("point",))
    media = part.source.take_picture(image)
    places = _right_places(declaration) if declaration.area_mapping else _places_of_rules(part, declaration)
    size = part.source.media[media]
    kept = [_within(part, area, size) for area in places]
    most = part.element.get("max-choices", "1")
    if most != str(len(kept)) and declaration.cardinality != "single":
        part.source.note(
            "points_limited", say("as many points may be put as places are right: %(count)s", count=len(kept))
        )
    if declaration.cardinality == "single" and len(kept) > 1:
        raise Refusal("several_places", "one point may be put, and several places are right")
    whole = Part(part.source, part.processing, part.element, {**part.others, **holes})
    return Draft(
        interaction={
            "id": declaration.identifier,
            "type": "select_point",
            "media": media,
            "max_choices": len(kept),
        },
        stem=whole.stem(part.prompt()),
        encode=lambda response: {
            declaration.identifier: container(
                "point", declaration.cardinality, tuple((x, y) for x, y in response)
            )
        },
        decode=lambda _values: [area_to_json(area) for area in kept],
    )


def _places_of_rules(part: Part, declaration: ResponseDeclaration) -> list[Area]:
    """Return the areas in which the rules look for the point."""
    found = [
        read_area_of(element)
        for rule in part.processing.rules
        for element in rule.walk("inside")
        if any(inner.get("identifier") == declaration.identifier for inner in element.walk("variable"))
    ]
    if not found:
        raise Refusal("no_area", "no area says how near a point must be")
    return list(dict.fromkeys(found))[:_MOST_PLACES]


def _right_places(declaration: ResponseDeclaration) -> list[Area]:
    mapping = declaration.area_mapping
    if mapping is None or not mapping.areas:
        raise Refusal("no_area", "no area says how near a point must be")
    paid = [area for area, value in mapping.areas if value > 0]
    points = () if declaration.correct is None else declaration.correct.parts
    named = [area for area in paid if any(area.holds(*point) for point in points)]
    if len(mapping.areas) > _MOST_PLACES:
        raise Refusal(
            "too_many_choices",
            say("a point may lie in more than %(most_places)s areas", most_places=_MOST_PLACES),
        )
    chosen = named if points and len(named) == len(points) else paid
    if not chosen:
        raise Refusal("no_key", "no area is marked as right")
    return chosen


def _picture_of(element: Element) -> Element:
    image = next(iter([*element.children("object", "img"), *element.walk("img", "object")]), None)
    if image is None or not (image.get("src") or image.get("data")):
        raise Refusal("malformed", "the picture that is asked about is not named")
    return image


def _picture_with_areas(part: Part, choices: list[Element]) -> tuple[str, list[Area]]:
    media = part.source.take_picture(_picture_of(part.element))
    size = part.source.media[media]
    whole = size["width"], size["height"]
    names = identifiers(choices)
    areas = [read_area_of(choice, name, whole) for name, choice in zip(names, choices, strict=True)]
    return media, [_within(part, area, size) for area in areas]


def _number_areas(part: Part, choices: list[Element]) -> dict[str, str]:
    names = identifiers(choices)
    areas = [read_area_of(choice, name) for name, choice in zip(names, choices, strict=True)]
    part.source.take_picture(_picture_of(part.element), lambda picture: number_areas(picture, areas))
    part.source.note("areas_numbered", "areas of the picture got numbers, which are the choices")
    return {name: str(place) for place, name in enumerate(names, start=1)}


def _labels(part: Part, choices: Sequence[Element]) -> dict[str, str]:
    labels = {choice.get("identifier"): choice.get("hotspot-label") for choice in choices}
    if not all(labels.values()):
        part.source.note("labels_made", "areas without a label got numbers")
    return {name: label or str(place) for place, (name, label) in enumerate(labels.items(), start=1)}


def _within(part: Part, area: Area, size: dict[str, Any]) -> Area:
    """Cut an area at the picture's edges; a circle that reaches over them becomes a polygon."""
    width, height = size["width"], size["height"]
    left, top, right, bottom = area.bounds()
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return area
    if left >= width or top >= height or right <= 0 or bottom <= 0:
        raise Refusal("bad_area", "an area lies outside the picture")
    part.source.note(
        "area_cut", say("the area %(coords)s reached over the picture's edge", coords=area.id or area.coords)
    )
    corners = list(zip(area.coords[::2], area.coords[1::2], strict=False))
    shape = area.shape
    if shape == "circle":
        x, y, radius = area.coords
        turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
        corners = [(round(x + radius * math.cos(t)), round(y + radius * math.sin(t))) for t in turns]
        shape = "poly"
    cut = tuple(bound for x, y in corners for bound in (min(max(x, 0), width), min(max(y, 0), height)))
    return Area(area.id, shape, cut)
