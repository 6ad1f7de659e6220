"""An item of the question list: one interaction, its key, its texts per language and its pictures.

Structure and key know no language; only `texts` differ. A version of an item never changes: whoever corrects
a key or a word makes the next version. Uzbek Cyrillic is rendered from the Uzbek Latin text unless the item
brings its own, and Karakalpak readers are shown Uzbek Latin.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from question_bank.answer_keys import AnswerKey, NoKeyError, PointKey, key_from_json, key_to_json
from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.interaction_format import interaction_from_json, interaction_to_json
from question_bank.interactions import (
    GapMatchInteraction,
    HotspotInteraction,
    Interaction,
    list_labelled,
    list_markers,
    picture_of,
)
from question_bank.item_texts import Media, Text, media_from_json, media_to_json, text_from_json, text_to_json
from question_bank.scoring_rules import ScoringRule, check_rule, rule_from_json, rule_to_json
from question_bank.scripts import is_forbidden_mark, to_cyrillic
from question_bank.sentences import say

__all__ = [
    "LANGUAGES",
    "LANGUAGE_SHOWN_FOR",
    "Interaction",
    "Item",
    "ItemError",
    "Media",
    "Meta",
    "Text",
    "alt_of",
    "item_from_json",
    "item_to_json",
    "text_of",
]

LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")
WRITTEN_LANGUAGES = ("uz-Latn", "ru", "en")
LANGUAGE_SHOWN_FOR = {"kaa": "uz-Latn"}
LEVELS = ("know", "apply", "analyse")
GAP_MARKER = re.compile(r"\[\[([^\[\]]+)\]\]")

_ITEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class ItemError(ValueError):
    """An item cannot be made from the data; `kind` is `no_key` or `malformed`."""

    def __init__(self, item_id: str, kind: str, problem: str) -> None:
        super().__init__(f"{item_id}: {problem}")
        self.item_id = item_id
        self.kind = kind
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Meta:
    """What the item is about and where it comes from; enemies must not stand in one form with it."""

    topic: str
    subtopic: str
    level: str
    enemies: tuple[str, ...]
    angoff: Decimal | None
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One version of one item."""

    id: str
    version: int
    interaction: Interaction
    answer_key: AnswerKey
    scoring: ScoringRule
    max_points: Decimal
    texts: Mapping[str, Text]
    media: Mapping[str, Media]
    meta: Meta


def item_from_json(data: Any) -> Item:
    """Read an item of the native format, or raise ItemError naming the member at fault."""
    item_id = str(data.get("id", "?")) if isinstance(data, Mapping) else "?"
    try:
        return _read_item(Fields(data, "item"))
    except NoKeyError as error:
        raise ItemError(item_id, "no_key", str(error)) from error
    except FieldError as error:
        raise ItemError(item_id, "malformed", str(error)) from error


def item_to_json(item: Item) -> dict[str, Any]:
    """Write an item in the native format; reading it back gives an equal item."""
    return {
        "id": item.id,
        "version": item.version,
        "interactions": [interaction_to_json(item.interaction)],
        "answer_key": {item.interaction.id: key_to_json(item.answer_key)},
        "scoring": rule_to_json(item.scoring),
        "max_points": write_decimal(item.max_points),
        "texts": {language: text_to_json(text) for language, text in item.texts.items()},
        "media": {media_id: media_to_json(media) for media_id, media in item.media.items()},
        "meta": _meta_to_json(item.meta),
    }


def text_of(item: Item, language: str) -> Text:
    """Return the words that a reader of this language is shown; KeyError where the item has none.

    Uzbek Cyrillic is rendered from Uzbek Latin unless the item has a text of its own.
    """
    language = LANGUAGE_SHOWN_FOR.get(language, language)
    if language == "uz-Cyrl" and language not in item.texts:
        return _render_cyrillic(item.texts["uz-Latn"])
    return item.texts[language]


def alt_of(media: Media, language: str) -> str:
    """Return a picture's description in this language; KeyError where it has none."""
    language = LANGUAGE_SHOWN_FOR.get(language, language)
    if language == "uz-Cyrl" and language not in media.alt:
        return to_cyrillic(media.alt["uz-Latn"])
    return media.alt[language]


def _render_cyrillic(text: Text) -> Text:
    return replace(
        text,
        stem=to_cyrillic(text.stem),
        choices={choice: to_cyrillic(label) for choice, label in text.choices.items()},
        rationale=None if text.rationale is None else to_cyrillic(text.rationale),
        unit=None if text.unit is None else to_cyrillic(text.unit),
    )


def _read_item(fields: Fields) -> Item:
    item_id = fields.text("id")
    if not _ITEM_ID.fullmatch(item_id):
        raise FieldError(fields.at("id"), "letters, digits, dots, hyphens and underscores only, at most 40")
    interactions = fields.objects("interactions")
    if len(interactions) != 1:
        raise FieldError(fields.at("interactions"), "exactly one interaction is expected")
    interaction = interaction_from_json(interactions[0])
    keys = fields.object("answer_key")
    answer_key = key_from_json(keys, interaction)
    keys.done()
    texts, media = fields.object("texts"), fields.object("media")
    item = Item(
        id=item_id,
        version=fields.integer("version", at_least=1),
        interaction=interaction,
        answer_key=answer_key,
        scoring=rule_from_json(fields.object("scoring")),
        max_points=fields.decimal("max_points"),
        texts={language: text_from_json(texts.object(language)) for language in texts.names()},
        media={media_id: media_from_json(media.object(media_id)) for media_id in media.names()},
        meta=_read_meta(fields.object("meta")),
    )
    fields.done()
    _check_item(item)
    return item


def _check_item(item: Item) -> None:
    if item.max_points <= 0:
        raise FieldError("item.max_points", "must be above 0")
    check_rule(item.scoring, item.interaction, item.answer_key, item.max_points)
    if not item.texts:
        raise FieldError("item.texts", "at least one language is expected")
    for language, text in item.texts.items():
        _check_text(item.interaction, text, f"item.texts.{language}")
    _check_picture(item)


def _check_text(interaction: Interaction, text: Text, path: str) -> None:
    wanted = set(list_labelled(interaction))
    if set(text.choices) != wanted:
        odd = min(set(text.choices) ^ wanted)
        raise FieldError(
            f"{path}.choices",
            say("must label each offered id and no other (see %(odd)r)", odd=odd),
        )
    markers = sorted(GAP_MARKER.findall(text.stem))
    if any(is_forbidden_mark(sign) for sign in text.unit or ""):
        raise FieldError(f"{path}.unit", "holds a control or direction mark")
    if markers != sorted(list_markers(interaction)):
        raise FieldError(f"{path}.stem", "must hold each gap's marker once and no other")


def _check_picture(item: Item) -> None:
    name = picture_of(item.interaction)
    if name is None:
        return
    picture = item.media.get(name)
    if picture is None:
        raise FieldError("item.interactions[0].media", say("%(name)r is not among the media", name=name))
    areas = item.answer_key.areas if isinstance(item.answer_key, PointKey) else ()
    if isinstance(item.interaction, HotspotInteraction | GapMatchInteraction):
        areas = item.interaction.areas
    for area in areas:
        x1, y1, x2, y2 = area.bounds()
        if x1 < 0 or y1 < 0 or x2 > picture.width or y2 > picture.height:
            where = f"{area.id!r}" if area.id else "an area of the key"
            raise FieldError(
                "item.interactions[0].areas", say("%(where)s reaches out of the picture", where=where)
            )


def _read_meta(fields: Fields) -> Meta:
    meta = Meta(
        topic=fields.text("topic"),
        subtopic=fields.text("subtopic"),
        level=fields.text("level"),
        enemies=fields.texts("enemies"),
        angoff=fields.decimal("angoff") if fields.has("angoff") else None,
        source=fields.text("source"),
        licence=fields.text("licence"),
    )
    fields.done()
    if meta.level not in LEVELS:
        raise FieldError(fields.at("level"), say("one of %(levels)s is expected", levels=", ".join(LEVELS)))
    return meta


def _meta_to_json(meta: Meta) -> dict[str, Any]:
    data: dict[str, Any] = {
        "topic": meta.topic,
        "subtopic": meta.subtopic,
        "level": meta.level,
        "enemies": list(meta.enemies),
    }
    if meta.angoff is not None:
        data["angoff"] = write_decimal(meta.angoff)
    return data | {"source": meta.source, "licence": meta.licence}
