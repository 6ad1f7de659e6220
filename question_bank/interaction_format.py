"""Interactions in the native format: read strictly, written in one order of members."""

from collections.abc import Callable, Mapping
from typing import Any

from question_bank.areas import area_to_json, read_area
from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
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
    list_gaps,
    list_labelled,
    list_offers,
)
from question_bank.sentences import say


def interaction_from_json(fields: Fields) -> Interaction:
    """Read one interaction; refuse unknown types, short lists, ids given twice and misshapen areas."""
    kind = fields.text("type")
    if kind not in _READERS:
        raise FieldError(fields.at("type"), say("the type %(kind)r is not known", kind=kind))
    interaction = _READERS[kind](fields)
    fields.done()
    ids = (*list_labelled(interaction), *list_gaps(interaction))
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
            data |= _on_picture(interaction)
            data |= {"areas": [area_to_json(area) for area in interaction.areas]}
        case GapMatchInteraction():
            data |= _gap_match_to_json(interaction)
        case SelectPointInteraction():
            data |= _on_picture(interaction)
        case SliderInteraction():
            data |= {name: write_decimal(getattr(interaction, name)) for name in ("lower", "upper", "step")}
    return data  # a number to type needs no more


def _on_picture(interaction: HotspotInteraction | SelectPointInteraction) -> dict[str, Any]:
    return {"media": interaction.media, "max_choices": interaction.max_choices}


def _gap_match_to_json(interaction: GapMatchInteraction) -> dict[str, Any]:
    data: dict[str, Any] = {"choices": list(interaction.choices)}
    if interaction.areas:
        data |= {"media": interaction.media, "areas": [area_to_json(area) for area in interaction.areas]}
    else:
        data |= {"gaps": list(interaction.gaps)}
    return data | ({"reuse": True} if interaction.reuse else {})


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
    areas = tuple(read_area(area) for area in fields.objects("areas"))
    most = _read_max_choices(fields, len(areas))
    return HotspotInteraction(fields.text("id"), fields.text("media"), most, areas)


def _read_gap_match(fields: Fields) -> Interaction:
    name, choices, reuse = fields.text("id"), fields.texts("choices"), fields.flag("reuse")
    if fields.has("areas"):
        areas = tuple(read_area(area) for area in fields.objects("areas"))
        gaps, media = tuple(area.id for area in areas), fields.text("media")
    else:
        areas, gaps, media = (), fields.texts("gaps"), None
    if not gaps:
        raise FieldError(fields.path, "at least one gap is expected")
    return GapMatchInteraction(name, choices, gaps, reuse=reuse, media=media, areas=areas)


def _read_select_point(fields: Fields) -> Interaction:
    most = fields.integer("max_choices", at_least=1)
    return SelectPointInteraction(fields.text("id"), fields.text("media"), most)


def _read_slider(fields: Fields) -> Interaction:
    slider = SliderInteraction(
        fields.text("id"), fields.decimal("lower"), fields.decimal("upper"), fields.decimal("step")
    )
    if slider.step <= 0 or not slider.holds(slider.upper) or slider.lower == slider.upper:
        raise FieldError(fields.path, "the upper end must lie some whole steps above the lower one")
    return slider


def _read_max_choices(fields: Fields, offered: int) -> int:
    most = fields.integer("max_choices", at_least=1)
    if most > offered:
        raise FieldError(fields.at("max_choices"), "is more than is offered")
    return most


_READERS: Mapping[str, Callable[[Fields], Interaction]] = {
    InteractionType.CHOICE: _read_choice,
    InteractionType.ORDER: _read_order,
    InteractionType.MATCH: _read_match,
    InteractionType.INLINE_CHOICE: _read_inline_choice,
    InteractionType.TEXT_ENTRY: _read_text_entry,
    InteractionType.NUMERIC: _read_numeric,
    InteractionType.HOTSPOT: _read_hotspot,
    InteractionType.GAP_MATCH: _read_gap_match,
    InteractionType.SELECT_POINT: _read_select_point,
    InteractionType.SLIDER: _read_slider,
}
