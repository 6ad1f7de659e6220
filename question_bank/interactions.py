"""The ways an item is answered: what is offered, in the bank's own ids.

The vocabulary is QTI 3's. An interaction knows no language and no key; labels stand in the item's texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from question_bank.areas import Area


class InteractionType(StrEnum):
    """The kinds of interaction, by their names on the wire."""

    CHOICE = "choice"
    ORDER = "order"
    MATCH = "match"
    GAP_MATCH = "gap_match"
    INLINE_CHOICE = "inline_choice"
    TEXT_ENTRY = "text_entry"
    NUMERIC = "numeric"
    HOTSPOT = "hotspot"
    SELECT_POINT = "select_point"
    SLIDER = "slider"


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
class GapMatchInteraction:
    """Put choices into gaps: of the stem (`[[gap]]`), or areas of a picture.

    Each gap takes one choice; a choice fills one gap, or several where `reuse` is set.
    """

    type: ClassVar[InteractionType] = InteractionType.GAP_MATCH
    id: str
    choices: tuple[str, ...]
    gaps: tuple[str, ...]
    reuse: bool = False
    media: str | None = None
    areas: tuple[Area, ...] = ()


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
class HotspotInteraction:
    """Choose areas of a picture, at most `max_choices`; areas stand in reading order."""

    type: ClassVar[InteractionType] = InteractionType.HOTSPOT
    id: str
    media: str
    max_choices: int
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class SelectPointInteraction:
    """Put at most `max_choices` points on a picture."""

    type: ClassVar[InteractionType] = InteractionType.SELECT_POINT
    id: str
    media: str
    max_choices: int


@dataclass(frozen=True, slots=True)
class SliderInteraction:
    """Set a value from `lower` to `upper` in steps of `step`, counted from `lower`."""

    type: ClassVar[InteractionType] = InteractionType.SLIDER
    id: str
    lower: Decimal
    upper: Decimal
    step: Decimal

    def holds(self, value: Decimal) -> bool:
        """Tell whether the slider can stand at a value."""
        return self.lower <= value <= self.upper and (value - self.lower) % self.step == 0


Interaction = (
    ChoiceInteraction
    | OrderInteraction
    | MatchInteraction
    | GapMatchInteraction
    | InlineChoiceInteraction
    | TextEntryInteraction
    | NumericInteraction
    | HotspotInteraction
    | SelectPointInteraction
    | SliderInteraction
)


def list_offers(interaction: Interaction) -> dict[str, tuple[str, ...]]:
    """Return what is offered, by list: choices, sources, targets, areas, or one list per gap."""
    match interaction:
        case ChoiceInteraction() | OrderInteraction() | GapMatchInteraction():
            return {"choices": interaction.choices}
        case MatchInteraction():
            return {"sources": interaction.sources, "targets": interaction.targets}
        case InlineChoiceInteraction():
            return dict(interaction.gaps)
        case HotspotInteraction():
            return {"areas": tuple(area.id for area in interaction.areas)}
        case _:
            return {}


def list_labelled(interaction: Interaction) -> tuple[str, ...]:
    """Return the ids that need a label in each language, in the bank's order."""
    return tuple(choice for offer in list_offers(interaction).values() for choice in offer)


def list_gaps(interaction: Interaction) -> tuple[str, ...]:
    """Return the ids of what is filled: gaps of the stem, or areas of the picture."""
    if isinstance(interaction, InlineChoiceInteraction | GapMatchInteraction):
        return tuple(interaction.gaps)
    return ()


def list_markers(interaction: Interaction) -> tuple[str, ...]:
    """Return the gaps whose markers the stem holds: all but those that are areas of a picture."""
    on_picture = isinstance(interaction, GapMatchInteraction) and interaction.areas
    return () if on_picture else list_gaps(interaction)


def picture_of(interaction: Interaction) -> str | None:
    """Return the id of the picture on which an answer is given."""
    if isinstance(interaction, HotspotInteraction | SelectPointInteraction | GapMatchInteraction):
        return interaction.media
    return None
