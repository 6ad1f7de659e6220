"""The seven ways an item is answered: what is offered, in the bank's own ids.

The vocabulary is QTI 3's. An interaction knows no language and no key; labels stand in the item's texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from question_bank.fields import FieldError, Fields


class InteractionType(StrEnum):
    """The kinds of interaction, by their names on the wire."""

    CHOICE = "choice"
    ORDER = "order"
    MATCH = "match"
    INLINE_CHOICE = "inline_choice"
    TEXT_ENTRY = "text_entry"
    NUMERIC = "numeric"
    HOTSPOT = "hotspot"


@dataclass(frozen=True, slots=True)
class ChoiceInteraction:
    """Choose from a list: one of it (`max_choices` 1) or several."""

    type: ClassVar[InteractionType] = InteractionType.CHOICE
    id: str
    max_choices: int
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderInteraction:
    """Bring all choices into the right order."""

    type: ClassVar[InteractionType] = InteractionType.ORDER
    id: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchInteraction:
    """Give each source one target; a target may serve several sources or none."""

    type: ClassVar[InteractionType] = InteractionType.MATCH
    id: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InlineChoiceInteraction:
    """Fill each gap of the stem (`[[gap]]`) from the gap's own list."""

    type: ClassVar[InteractionType] = InteractionType.INLINE_CHOICE
    id: str
    gaps: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TextEntryInteraction:
    """Type a short text of at most `max_length` characters."""

    type: ClassVar[InteractionType] = InteractionType.TEXT_ENTRY
    id: str
    max_length: int


@dataclass(frozen=True, slots=True)
class NumericInteraction:
    """Type a number."""

    type: ClassVar[InteractionType] = InteractionType.NUMERIC
    id: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in its pixels: rect x1 y1 x2 y2, or circle cx cy r."""

    id: str
    shape: str
    coords: tuple[int, ...]

    def bounds(self) -> tuple[int, int, int, int]:
        """Return the smallest rectangle around the area: left, top, right, bottom."""
        if self.shape == "rect":
            left, top, right, bottom = self.coords
            return left, top, right, bottom
        x, y, radius = self.coords
        return x - radius, y - radius, x + radius, y + radius


@dataclass(frozen=True, slots=True)
class HotspotInteraction:
    """Choose areas of a picture, at most `max_choices`; areas stand in reading order."""

    type: ClassVar[InteractionType] = InteractionType.HOTSPOT
    id: str
    media: str
    max_choices: int
    areas: tuple[Area, ...]


Interaction = (
    ChoiceInteraction
    | OrderInteraction
    | MatchInteraction
    | InlineChoiceInteraction
    | TextEntryInteraction
    | NumericInteraction
    | HotspotInteraction
)


def list_offers(interaction: Interaction) -> dict[str, tuple[str, ...]]:
    """Return what is offered, by list: choices, sources, targets, areas, or one list per gap."""
    match interaction:
        case ChoiceInteraction() | OrderInteraction():
            return {"choices": interaction.choices}
        case MatchInteraction():
            return {"sources": interaction.sources, "targets": interaction.targets}
        case InlineChoiceInteraction():
            return dict(interaction.gaps)
        case HotspotInteraction():
            return {"areas": tuple(area.id for area in interaction.areas)}
        case TextEntryInteraction() | NumericInteraction():
            return {}


def list_labelled(interaction: Interaction) -> tuple[str, ...]:
    """Return the ids that need a label in each language, in the bank's order."""
    return tuple(choice for offer in list_offers(interaction).values() for choice in offer)


def interaction_from_json(fields: Fields) -> Interaction:
    """Read one interaction; refuse unknown types, short lists, ids given twice and misshapen areas."""
    kind = fields.text("type")
    if kind not in _READERS:
        raise FieldError(fields.at("type"), f"the type {kind!r} is not known")
    interaction = _READERS[kind](fields)
    fields.done()
    ids = list_labelled(interaction)
    if isinstance(interaction, InlineChoiceInteraction):
        ids += tuple(interaction.gaps)
    if len(set(ids)) != len(ids) or "" in ids:
        raise FieldError(fields.path, "an id is empty or stands twice")
    if any(len(offer) < 2 for offer in list_offers(interaction).values()):
        raise FieldError(fields.path, "at least two must be offered in each list")
    return interaction


def interaction_to_json(interaction: Interaction) -> dict[str, Any]:
    """Write one interaction, members in the order of the native format."""
    data: dict[str, Any] = {"id": interaction.id, "type": str(interaction.type)}
    match interaction:
        case ChoiceInteraction():
            data |= {"max_choices": interaction.max_choices, "choices": list(interaction.choices)}
        case OrderInteraction():
            data |= {"choices": list(interaction.choices)}
        case MatchInteraction():
            data |= {"sources": list(interaction.sources), "targets": list(interaction.targets)}
        case InlineChoiceInteraction():
            data |= {"gaps": {gap: list(choices) for gap, choices in interaction.gaps.items()}}
        case TextEntryInteraction():
            data |= {"max_length": interaction.max_length}
        case HotspotInteraction():
            data |= {"media": interaction.media, "max_choices": interaction.max_choices}
            data |= {"areas": [area_to_json(area, area.id) for area in interaction.areas]}
        case NumericInteraction():
            pass
    return data


def area_to_json(area: Area, shown_id: str) -> dict[str, Any]:
    """Write one area under the id that its reader knows it by."""
    return {"id": shown_id, "shape": area.shape, "coords": list(area.coords)}


def _read_choice(fields: Fields) -> Interaction:
    choices = fields.texts("choices")
    return ChoiceInteraction(fields.text("id"), _read_max_choices(fields, len(choices)), choices)


def _read_order(fields: Fields) -> Interaction:
    return OrderInteraction(fields.text("id"), fields.texts("choices"))


def _read_match(fields: Fields) -> Interaction:
    return MatchInteraction(fields.text("id"), fields.texts("sources"), fields.texts("targets"))


def _read_inline_choice(fields: Fields) -> Interaction:
    gaps = fields.object("gaps")
    if not gaps.names():
        raise FieldError(gaps.path, "at least one gap is expected")
    return InlineChoiceInteraction(fields.text("id"), {gap: gaps.texts(gap) for gap in gaps.names()})


def _read_text_entry(fields: Fields) -> Interaction:
    return TextEntryInteraction(fields.text("id"), fields.integer("max_length", at_least=1))


def _read_numeric(fields: Fields) -> Interaction:
    return NumericInteraction(fields.text("id"))


def _read_hotspot(fields: Fields) -> Interaction:
    areas = tuple(_read_area(area) for area in fields.objects("areas"))
    most = _read_max_choices(fields, len(areas))
    return HotspotInteraction(fields.text("id"), fields.text("media"), most, areas)


def _read_max_choices(fields: Fields, offered: int) -> int:
    most = fields.integer("max_choices", at_least=1)
    if most > offered:
        raise FieldError(fields.at("max_choices"), "is more than is offered")
    return most


def _read_area(fields: Fields) -> Area:
    area = Area(fields.text("id"), fields.text("shape"), fields.integers("coords"))
    fields.done()
    match area.shape, area.coords:
        case "rect", (x1, y1, x2, y2) if x1 < x2 and y1 < y2:
            return area
        case "circle", (_, _, radius) if radius > 0:
            return area
    raise FieldError(fields.path, "a rect needs x1 y1 x2 y2, a circle cx cy r")


_READERS: Mapping[str, Callable[[Fields], Interaction]] = {
    InteractionType.CHOICE: _read_choice,
    InteractionType.ORDER: _read_order,
    InteractionType.MATCH: _read_match,
    InteractionType.INLINE_CHOICE: _read_inline_choice,
    InteractionType.TEXT_ENTRY: _read_text_entry,
    InteractionType.NUMERIC: _read_numeric,
    InteractionType.HOTSPOT: _read_hotspot,
}
