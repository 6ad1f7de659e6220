"""A draft as the candidate will see it: the paper of a form of one item, for the candidate's own component.

A draft without a key can be shown too: the paper never holds the key, so any will do. A translator's preview
is drawn from such a key always, so that no order in it follows from the right one.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from examapp.authoring.draft_shapes import RULES, list_gap_ids
from examapp.authoring.item_drafts import Body, interaction_of, read_draft, tidy
from question_bank.exam_form import ExamForm, ExamFormError, Section, public_paper
from question_bank.interactions import ChoiceInteraction, InlineChoiceInteraction, list_offers
from question_bank.items import LANGUAGES
from question_bank.presentation import present_item
from question_bank.seeded import SeededStream

MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """The paper, or None where the structure is not whole enough; the languages that it has words in."""

    paper: dict[str, Any] | None
    languages: tuple[str, ...]


def build_preview(
    body: Mapping[str, Any], media_url: Callable[[str], str], *, blind: bool = False
) -> Preview:
    """Return the paper of a form that holds this one draft."""
    item = None if blind else read_draft(_described(body)).item
    item = item or read_draft(_with_any_key(_described(body))).item
    if item is None:
        return Preview(None, ())
    languages = tuple(
        language
        for language in LANGUAGES
        if language in item.texts or (language == "uz-Cyrl" and "uz-Latn" in item.texts)
    )
    place = present_item(item, "", SeededStream(item.id, "preview"))
    if not blind and isinstance(item.interaction, ChoiceInteraction | InlineChoiceInteraction):
        place = replace(place, order=list_offers(item.interaction))
    form = ExamForm("preview", "preview", (Section(item.meta.topic, (place,)),))
    try:
        return Preview(public_paper(form, {item.id: item}, languages, media_url), languages)
    except ExamFormError:
        return Preview(None, languages)


def _described(body: Mapping[str, Any]) -> Body:
    """Return the body with a description of each picture in each language: a preview waits for none."""
    whole = copy.deepcopy(tidy(body))
    for picture in whole["media"].values():
        for language in whole["texts"]:
            picture["alt"].setdefault(language, "…")
        picture["alt"].setdefault("uz-Latn", "…")
    return whole


def _with_any_key(body: Body) -> Body:
    interaction = interaction_of(body)
    kind = interaction["type"]
    body["answer_key"] = {interaction["id"]: _any_key(interaction)}
    body["scoring"] = {"rule": RULES[kind][0]}
    body["max_points"] = "1"
    body["meta"].pop("angoff", None)
    return body


def _any_key(interaction: Mapping[str, Any]) -> Any:
    find = _ANY_KEYS.get(interaction["type"])
    return find(interaction) if find else {"value": interaction.get("lower", "0"), "tolerance": "0"}


def _any_pairs(interaction: Mapping[str, Any]) -> list[list[str]]:
    choices = interaction["choices"]
    gaps = list_gap_ids(interaction) if choices else []
    return [[choices[place % len(choices)], gap] for place, gap in enumerate(gaps)]


def _any_points(interaction: Mapping[str, Any]) -> list[dict[str, Any]]:
    most = interaction["max_choices"]
    count = most if isinstance(most, int) and most < MOST_POINTS else 1
    return [{"shape": "rect", "coords": [0, 0, 1, 1]}] * count


_ANY_KEYS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "choice": lambda interaction: interaction["choices"][:1],
    "hotspot": lambda interaction: [area["id"] for area in interaction["areas"][:1]],
    "order": lambda interaction: sorted(interaction["choices"]),
    "match": lambda interaction: [[source, *interaction["targets"][:1]] for source in interaction["sources"]],
    "gap_match": _any_pairs,
    "inline_choice": lambda interaction: {
        gap: offered[0] for gap, offered in interaction["gaps"].items() if offered
    },
    "select_point": _any_points,
    "text_entry": lambda _interaction: ["…"],
}
