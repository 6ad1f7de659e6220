"""Moodle XML: every core question type is read into one of our kinds or refused with the reason.

Fractions become a mapping with bounds, categories the topic, tags what Moodle has no member for. Pictures
travel inside the file. What Moodle marks otherwise than the item says is told on the way out.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.drafts import ListMaker
from question_bank.formats.gift_syntax import category_path
from question_bank.formats.item_to_moodle import describe_other_scoring, moodle_question
from question_bank.formats.losses import is_left_out, list_losses, not_written
from question_bank.formats.moodle_elements import read_question, text_in
from question_bank.formats.moodle_to_item import draft_question
from question_bank.formats.moodle_writing import add_category, add_question
from question_bank.formats.plain_choices import short
from question_bank.formats.refusal import Refusal
from question_bank.formats.safe_xml import parse_xml
from question_bank.formats.text_files import read_bytes
from question_bank.items import Item
from question_bank.sentences import say


def read_moodle_xml(path: Path, defaults: Defaults) -> ReadList:
    """Read a Moodle XML file; NotReadable where it is none."""
    return read_moodle_bytes(read_bytes(path), defaults)


def read_moodle_bytes(content: bytes, defaults: Defaults) -> ReadList:
    """Read a Moodle XML list from its bytes."""
    root = parse_xml(content)
    if root.tag != "quiz":
        raise NotReadable("not_moodle", say("the root element is %(tag)s, not quiz", tag=short(root.tag)))
    maker = ListMaker("moodle_xml", defaults)
    category: tuple[str, ...] = ()
    dropped: Counter[str] = Counter()
    for element in root:
        if element.tag != "question":
            maker.refuse(
                "unknown_element",
                say("the element %(tag)s is no question", tag=short(element.tag)),
                element.sourceline,
            )
        elif element.get("type") == "category":
            category = _read_category(text_in(element, "category"))
        else:
            dropped.update(_take_question(maker, element, category))
    for name, count in dropped.items():
        maker.note(
            "member_dropped",
            say("%(name)s of %(count)s questions says nothing here and was left out", name=name, count=count),
        )
    return maker.finish()


def _take_question(maker: ListMaker, element: Any, category: tuple[str, ...]) -> list[str]:
    try:
        question = read_question(element, category)
        maker.add(draft_question(question, maker.keep_media))
    except Refusal as refusal:
        name = short(text_in(element, "name"), 40)
        maker.refuse(
            refusal.kind,
            say("%(name)r: %(refusal)s", name=name, refusal=refusal) if name else str(refusal),
            element.sourceline,
        )
        return []
    said = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint")
    return [name for name in said if any(text_in(found).strip() for found in element.findall(name))]


def _read_category(text: str) -> tuple[str, ...]:
    return category_path([part.replace("\0", "/").strip() for part in text.replace("//", "\0").split("/")])


def write_moodle_xml(
    items: Mapping[str, Item], media: Mapping[str, bytes], path: Path
) -> tuple[Finding, ...]:
    """Write the items that Moodle has a kind for; return what is lost, and what Moodle marks otherwise."""
    losses: list[Finding] = []
    quiz = etree.Element("quiz")
    last: tuple[str, ...] = ()
    for item in items.values():
        question = moodle_question(item, media)
        if question is None or (question.kind == "ddmarker" and question.background is None):
            losses.append(
                not_written(item, f"it knows no {item.interaction.type}, or its picture was not given")
            )
            continue
        alone = etree.Element("quiz")
        for parent in (alone, quiz):
            if parent is alone or question.category != last:
                add_category(parent, question.category)
            written = add_question(parent, question)
        lost = list_losses(item, partial(read_moodle_bytes, etree.tostring(alone, encoding="utf-8")))
        losses += lost
        if is_left_out(lost):
            quiz.remove(written)
        other = describe_other_scoring(item, question)
        losses += [Finding("scored_otherwise", item.id, other)] if other else []
        last = question.category
    etree.indent(quiz)
    path.write_bytes(etree.tostring(quiz, xml_declaration=True, encoding="utf-8"))
    return tuple(losses)
