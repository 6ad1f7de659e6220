"""A list for the printer: every item in one language, with its key, for the commission that approves it."""

import base64
from datetime import datetime

from flask_babel import gettext
from markupsafe import Markup

from examapp.authoring.desk_words import KIND_NAMES, LEVEL_NAMES
from examapp.authoring.draft_shapes import ON_PICTURE
from examapp.authoring.key_words import key_in_words, label_options
from examapp.authoring.lists import OpenedList
from examapp.authoring.models import ListSignature, QuestionList
from examapp.core.i18n import in_tashkent, say_in
from examapp.documents.question_list.context import (
    PrintedChoice,
    PrintedItem,
    PrintedSignature,
    PrintedTopic,
    QuestionListDocument,
)
from question_bank.answer_keys import ChoiceKey
from question_bank.blueprint import TOPICS
from question_bank.exam_form import topic_title
from question_bank.interactions import list_gaps
from question_bank.items import GAP_MARKER, Item, alt_of, text_of
from question_bank.markup import clean_html


def list_document(
    question_list: QuestionList,
    opened: OpenedList,
    signatures: list[ListSignature],
    *,
    language: str,
    at: datetime,
) -> QuestionListDocument:
    """Return what the paper says; raises KeyError where an item has no text in the language."""
    topics = sorted({item.meta.topic for item in opened.items.values()}, key=_topic_order)
    until = question_list.valid_until
    return QuestionListDocument(
        created_at=at,
        rehearsal=question_list.sample,
        title=say_in(question_list.titles),
        code=question_list.code,
        facts=(
            (gettext("Items"), str(len(opened.items))),
            (gettext("Composed"), _day(question_list.composed_at)),
            (gettext("In force until"), f"{until:%d.%m.%Y}" if until else "–"),
        ),
        topics=tuple(_topic(topic, opened, language) for topic in topics),
        signatures=tuple(
            PrintedSignature(one.name, f"{in_tashkent(one.at):%d.%m.%Y, %H:%M}", one.public_key[:16])
            for one in signatures
        ),
        digest=question_list.digest,
    )


def _day(moment: datetime) -> str:
    return f"{in_tashkent(moment):%d.%m.%Y}"


def _topic_order(topic: str) -> tuple[int, str]:
    return (TOPICS.index(topic) if topic in TOPICS else len(TOPICS), topic)


def _topic(topic: str, opened: OpenedList, language: str) -> PrintedTopic:
    items = sorted((item for item in opened.items.values() if item.meta.topic == topic), key=lambda i: i.id)
    return PrintedTopic(topic_title(topic, language), tuple(_item(item, opened, language) for item in items))


def _item(item: Item, opened: OpenedList, language: str) -> PrintedItem:
    text = text_of(item, language)
    gaps = {gap: str(number) for number, gap in enumerate(list_gaps(item.interaction), 1)}
    right = set(item.answer_key.choices) if isinstance(item.answer_key, ChoiceKey) else set()
    return PrintedItem(
        code=item.id,
        facts=_facts(item),
        stem=_cleaned(GAP_MARKER.sub(lambda found: f"[{gaps[found[1]]}]", text.stem)),
        pictures=tuple(
            (_address(opened, media.sha256, media.type), alt_of(media, language))
            for media in item.media.values()
        ),
        choices=tuple(
            PrintedChoice(label, _cleaned(text.choices[choice]), choice in right)
            for choice, label in label_options(item).items()
        ),
        key=key_in_words(item, text),
        rationale=_cleaned(text.rationale or ""),
    )


def _facts(item: Item) -> str:
    kind: str = item.interaction.type
    if kind == "gap_match" and item.media:
        kind = ON_PICTURE
    version = gettext("version %(version)s", version=item.version)
    return " · ".join([version, gettext(KIND_NAMES[kind]), gettext(LEVEL_NAMES[item.meta.level])])


def _cleaned(words: str) -> Markup:
    return Markup(clean_html(words))  # noqa: S704 - nothing but the small subset is left


def _address(opened: OpenedList, sha256: str, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(opened.media[sha256]).decode('ascii')}"
