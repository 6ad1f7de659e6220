"""An interaction as the candidate's page gets it: member by member, in the form's own ids, never a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.areas import area_to_json
from question_bank.decimals import write_decimal
from question_bank.form_snapshot import FormItem
from question_bank.interactions import (
    ChoiceInteraction,
    GapMatchInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    Interaction,
    InteractionType,
    SelectPointInteraction,
    SliderInteraction,
    TextEntryInteraction,
)


@dataclass(frozen=True, slots=True)
class _Showing:
    """What one item shows in one language: its place in the form, and the words in the form's ids."""

    place: FormItem
    public: Mapping[str, str]
    text: Mapping[str, Any]

    def offer(self, name: str) -> list[dict[str, Any]]:
        """Return one list of the interaction in the order shown."""
        shown = [self.public[choice] for choice in self.place.order[name]]
        return [{"id": choice, "html": self.text["choices"][choice]} for choice in shown]


def public_interaction(place: FormItem, interaction: Interaction, text: Mapping[str, Any]) -> dict[str, Any]:
    """Write one interaction; `text` holds the item's words in the form's ids."""
    showing = _Showing(place, place.public_ids(), text)
    written: dict[str, Any] = {"id": interaction.id, "type": str(interaction.type)}
    return written | _WRITERS[interaction.type](showing, interaction)


def _write_choice(showing: _Showing, interaction: ChoiceInteraction) -> dict[str, Any]:
    return {"max_choices": interaction.max_choices, "choices": showing.offer("choices")}


def _write_order(showing: _Showing, _interaction: Interaction) -> dict[str, Any]:
    return {"choices": showing.offer("choices")}


def _write_match(showing: _Showing, _interaction: Interaction) -> dict[str, Any]:
    return {"sources": showing.offer("sources"), "targets": showing.offer("targets")}


def _write_gap_match(showing: _Showing, interaction: GapMatchInteraction) -> dict[str, Any]:
    written: dict[str, Any] = {"choices": showing.offer("choices"), "reuse": interaction.reuse}
    written |= {"gaps": [{"id": showing.public[gap]} for gap in interaction.gaps]}
    if not interaction.areas:
        return written
    areas = [area_to_json(area, showing.public[area.id]) for area in interaction.areas]
    return written | {"media": interaction.media, "areas": areas}


def _write_inline_choice(showing: _Showing, interaction: InlineChoiceInteraction) -> dict[str, Any]:
    return {"gaps": [{"id": showing.public[gap], "choices": showing.offer(gap)} for gap in interaction.gaps]}


def _write_text_entry(_showing: _Showing, interaction: TextEntryInteraction) -> dict[str, Any]:
    return {"max_length": interaction.max_length}


def _write_numeric(showing: _Showing, _interaction: Interaction) -> dict[str, Any]:
    return {"unit": showing.text["unit"]} if "unit" in showing.text else {}


def _write_hotspot(showing: _Showing, interaction: HotspotInteraction) -> dict[str, Any]:
    areas = {area.id: area for area in interaction.areas}
    shown = [area_to_json(areas[name], showing.public[name]) for name in showing.place.order["areas"]]
    return {"media": interaction.media, "max_choices": interaction.max_choices, "areas": shown}


def _write_select_point(_showing: _Showing, interaction: SelectPointInteraction) -> dict[str, Any]:
    return {"media": interaction.media, "max_choices": interaction.max_choices}


def _write_slider(showing: _Showing, interaction: SliderInteraction) -> dict[str, Any]:
    ends = {"lower": interaction.lower, "upper": interaction.upper, "step": interaction.step}
    return {name: write_decimal(value) for name, value in ends.items()} | _write_numeric(showing, interaction)


_WRITERS: Mapping[InteractionType, Callable[[_Showing, Any], dict[str, Any]]] = {
    InteractionType.CHOICE: _write_choice,
    InteractionType.ORDER: _write_order,
    InteractionType.MATCH: _write_match,
    InteractionType.GAP_MATCH: _write_gap_match,
    InteractionType.INLINE_CHOICE: _write_inline_choice,
    InteractionType.TEXT_ENTRY: _write_text_entry,
    InteractionType.NUMERIC: _write_numeric,
    InteractionType.HOTSPOT: _write_hotspot,
    InteractionType.SELECT_POINT: _write_select_point,
    InteractionType.SLIDER: _write_slider,
}
