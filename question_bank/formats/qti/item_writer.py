"""One item in one language as an element of QTI: declarations, body and processing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.areas import Area
from question_bank.decimals import write_decimal
from question_bank.formats.qti.names import Element, Version
from question_bank.formats.qti.output import name_identifiers, read_words, tag
from question_bank.formats.qti.rule_writer import write_declarations, write_processing
from question_bank.interactions import (
    ChoiceInteraction,
    GapMatchInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    InteractionType,
    MatchInteraction,
    OrderInteraction,
    SelectPointInteraction,
    SliderInteraction,
    TextEntryInteraction,
    list_gaps,
    list_labelled,
    picture_of,
)
from question_bank.items import Item, Text
from question_bank.markup import plain_text

_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """An item on its way to QTI: language, version, an identifier for each id, a path for each picture."""

    item: Item
    language: str
    version: Version
    names: Mapping[str, str]
    paths: Mapping[str, str]

    @property
    def text(self) -> Text:
        """The words in the sheet's language."""
        return self.item.texts[self.language]

    def label(self, choice: str) -> list[Element | str]:
        """Return the words of a choice."""
        return read_words(self.text.choices[choice])

    def picture(self, media_id: str) -> Element:
        """Return the element that shows a picture."""
        media = self.item.media[media_id]
        alt = media.alt.get(self.language, "")
        size = {"width": str(media.width), "height": str(media.height)}
        if self.version is Version.V3_0:
            return tag("img", src=self.paths[media.sha256], alt=alt, **size)
        return tag("object", [alt], type=media.type, data=self.paths[media.sha256], **size)


def write_item(
    item: Item, language: str, version: Version, identifier: str, paths: Mapping[str, str]
) -> Element:
    """Return an item in one language; `paths` maps the SHA-256 of each picture to its address."""
    interaction = item.interaction
    names = name_identifiers([interaction.id, *list_labelled(interaction), *list_gaps(interaction)])
    sheet = Sheet(item, language, version, names, paths)
    title = plain_text(sheet.text.stem)[:_LONGEST_TITLE] or item.id
    return Element(
        "assessment-item",
        {
            "identifier": identifier,
            "title": title,
            "xml:lang": language,
            "adaptive": "false",
            "time-dependent": "false",
        },
        [*write_declarations(item, names), _write_body(sheet), write_processing(item, names, version)],
    )


def _write_body(sheet: Sheet) -> Element:
    asked_about = picture_of(sheet.item.interaction)
    shown = [tag("div", [sheet.picture(name)]) for name in sheet.item.media if name != asked_about]
    return tag("item-body", [*shown, *_BODIES[sheet.item.interaction.type](sheet)])


def _stem(sheet: Sheet, markers: Mapping[str, Element] | None = None) -> Element:
    return tag("div", read_words(sheet.text.stem, markers))


def _ask(sheet: Sheet, name: str, content: list[Element | str], **attributes: str) -> Element:
    response = sheet.names[sheet.item.interaction.id]
    return tag(name, content, response_identifier=response, **attributes)


def _choices(sheet: Sheet, name: str, choices: tuple[str, ...], **attributes: str) -> list[Element | str]:
    return [
        tag(name, sheet.label(choice), identifier=sheet.names[choice], **attributes) for choice in choices
    ]


def _write_choice(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, ChoiceInteraction)
    choices = _choices(sheet, "simple-choice", interaction.choices)
    most = str(interaction.max_choices)
    return [_stem(sheet), _ask(sheet, "choice-interaction", choices, shuffle="true", max_choices=most)]


def _write_order(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, OrderInteraction)
    choices = _choices(sheet, "simple-choice", interaction.choices)
    return [_stem(sheet), _ask(sheet, "order-interaction", choices, shuffle="true")]


def _write_match(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, MatchInteraction)
    sets: list[Element | str] = [
        tag("simple-match-set", _choices(sheet, "simple-associable-choice", offered, match_max=most))
        for offered, most in ((interaction.sources, "1"), (interaction.targets, "0"))
    ]
    most = str(len(interaction.sources))
    return [_stem(sheet), _ask(sheet, "match-interaction", sets, shuffle="true", max_associations=most)]


def _write_gap_match(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, GapMatchInteraction)
    most = "0" if interaction.reuse else "1"
    choices = _choices(sheet, "gap-text", interaction.choices, match_max=most)
    if interaction.media is None:
        gaps = {gap: tag("gap", identifier=sheet.names[gap]) for gap in interaction.gaps}
        return [_ask(sheet, "gap-match-interaction", [*choices, _stem(sheet, gaps)], shuffle="true")]
    areas = [tag("associable-hotspot", **_area(sheet, area), match_max="1") for area in interaction.areas]
    content = [sheet.picture(interaction.media), *choices, *areas]
    return [_stem(sheet), _ask(sheet, "graphic-gap-match-interaction", content)]


def _write_inline_choice(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, InlineChoiceInteraction)
    lists = {
        gap: tag(
            "inline-choice-interaction",
            _choices(sheet, "inline-choice", choices),
            response_identifier=sheet.names[gap],
            shuffle="true",
        )
        for gap, choices in interaction.gaps.items()
    }
    return [_stem(sheet, lists)]


def _write_typed(sheet: Sheet) -> list[Element]:
    length: dict[str, str] = {}
    if isinstance(sheet.item.interaction, TextEntryInteraction):
        length["expected_length"] = str(sheet.item.interaction.max_length)
    field = _ask(sheet, "text-entry-interaction", [], **length)
    return [_stem(sheet), tag("p", [field, f" {sheet.text.unit}" if sheet.text.unit else ""])]


def _write_hotspot(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, HotspotInteraction)
    areas: list[Element | str] = [
        tag(
            "hotspot-choice",
            **_area(sheet, area),
            hotspot_label=plain_text(sheet.text.choices[area.id]),
        )
        for area in interaction.areas
    ]
    content = [sheet.picture(interaction.media), *areas]
    return [
        _stem(sheet),
        _ask(sheet, "hotspot-interaction", content, max_choices=str(interaction.max_choices)),
    ]


def _write_select_point(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, SelectPointInteraction)
    content: list[Element | str] = [sheet.picture(interaction.media)]
    most = str(interaction.max_choices)
    return [_stem(sheet), _ask(sheet, "select-point-interaction", content, max_choices=most)]


def _write_slider(sheet: Sheet) -> list[Element]:
    interaction = sheet.item.interaction
    assert isinstance(interaction, SliderInteraction)
    bounds = {"lower_bound": interaction.lower, "upper_bound": interaction.upper, "step": interaction.step}
    written = {name: write_decimal(value) for name, value in bounds.items()}
    return [_stem(sheet), _ask(sheet, "slider-interaction", [], **written)]


def _area(sheet: Sheet, area: Area) -> dict[str, Any]:
    coords = ",".join(map(str, area.coords))
    return {"identifier": sheet.names[area.id], "shape": area.shape, "coords": coords}


_BODIES: Mapping[InteractionType, Callable[[Sheet], list[Element]]] = {
    InteractionType.CHOICE: _write_choice,
    InteractionType.ORDER: _write_order,
    InteractionType.MATCH: _write_match,
    InteractionType.GAP_MATCH: _write_gap_match,
    InteractionType.INLINE_CHOICE: _write_inline_choice,
    InteractionType.TEXT_ENTRY: _write_typed,
    InteractionType.NUMERIC: _write_typed,
    InteractionType.HOTSPOT: _write_hotspot,
    InteractionType.SELECT_POINT: _write_select_point,
    InteractionType.SLIDER: _write_slider,
}
