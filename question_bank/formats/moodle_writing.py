"""The elements of Moodle XML: from a question to its `question` element."""

import base64
import re
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank.decimals import write_decimal, write_short_decimal
from question_bank.formats.moodle_elements import SHAPES
from question_bank.formats.moodle_question import Answer, MoodleQuestion, Zone


def add_category(quiz: Any, path: tuple[str, ...]) -> None:
    """Add the element that puts the questions after it into a category."""
    element = etree.SubElement(quiz, "question", type="category")
    parts = [part.replace("/", "//") for part in path]
    _add_text(etree.SubElement(element, "category"), "/".join(["$course$", "top", *parts]))


def add_question(quiz: Any, question: MoodleQuestion) -> Any:
    """Add the element of a question and return it."""
    element = etree.SubElement(quiz, "question", type=question.kind)
    _add_member(element, "name", question.name)
    stem = _add_html(element, "questiontext", question.text)
    for name, content in question.files.items():
        _add_file(stem, name, content)
    _add_html(element, "generalfeedback", question.rationale)
    for name, value in (("defaultgrade", question.grade), ("penalty", "0"), ("hidden", "0")):
        etree.SubElement(element, name).text = value
    etree.SubElement(element, "idnumber").text = question.id_number
    _add_body(element, question)
    if question.tags:
        tags = etree.SubElement(element, "tags")
        for tag in question.tags:
            _add_text(etree.SubElement(tags, "tag"), tag)
    return element


def _add_body(element: Any, question: MoodleQuestion) -> None:
    match question.kind:
        case "multichoice":
            etree.SubElement(element, "single").text = "true" if question.single else "false"
            etree.SubElement(element, "shuffleanswers").text = "true"
            etree.SubElement(element, "answernumbering").text = "none"
        case "shortanswer":
            etree.SubElement(element, "usecase").text = "0"
        case "ordering":
            etree.SubElement(element, "layouttype").text = "VERTICAL"
            etree.SubElement(element, "selecttype").text = "ALL"
            grading = "RELATIVE_NEXT_EXCLUDE_LAST" if question.partial else "ALL_OR_NOTHING"
            etree.SubElement(element, "gradingtype").text = grading
        case "matching" | "ddwtos" | "gapselect" | "ddmarker":
            # A bank's order may follow the key.
            etree.SubElement(element, "shuffleanswers").text = "1"
    for place, answer in enumerate(question.answers, start=1):
        _add_answer(element, question, place, answer)
    for source, target in question.pairs:
        pair = _add_html(element, "subquestion", source)
        _add_member(pair, "answer", _plain(target))
    _add_drags(element, question)
    if question.unit:
        unit = etree.SubElement(etree.SubElement(element, "units"), "unit")
        etree.SubElement(unit, "multiplier").text = "1"
        etree.SubElement(unit, "unit_name").text = question.unit


def _add_answer(element: Any, question: MoodleQuestion, place: int, answer: Answer) -> None:
    fraction = Decimal(place) if question.kind == "ordering" else answer.fraction
    typed = question.kind in {"shortanswer", "numerical"}
    added = etree.SubElement(element, "answer", fraction=write_short_decimal(fraction))
    added.set("format", "moodle_auto_format" if typed else "html")
    _add_text(added, _plain(answer.text) if typed else answer.text)
    if question.kind == "numerical":
        etree.SubElement(added, "tolerance").text = write_decimal(answer.tolerance)


def _add_drags(element: Any, question: MoodleQuestion) -> None:
    name = {"ddwtos": "dragbox", "gapselect": "selectoption", "ddmarker": "drag"}.get(question.kind)
    if name is None:
        return
    for place, drag in enumerate(question.drags, start=1):
        added = etree.SubElement(element, name)
        if question.kind == "ddmarker":
            etree.SubElement(added, "no").text = str(place)
        _add_text(added, drag.text)
        if question.kind == "ddmarker":
            etree.SubElement(added, "noofdrags").text = "0" if drag.infinite else "1"
            continue
        etree.SubElement(added, "group").text = str(drag.group)
        if drag.infinite:
            etree.SubElement(added, "infinite")
    for place, zone in enumerate(question.zones, start=1):
        _add_zone(element, place, zone)
    if question.background is not None:
        _add_file(element, question.background.name, question.background.content)


def _add_zone(element: Any, place: int, zone: Zone) -> None:
    drop = etree.SubElement(element, "drop")
    numbers = list(zone.coords)
    if zone.shape == "rect":
        left, top, right, bottom = numbers
        numbers = [left, top, right - left, bottom - top]
    pairs = [",".join(map(str, numbers[at : at + 2])) for at in range(0, len(numbers), 2)]
    names = {ours: theirs for theirs, ours in SHAPES.items()}
    members = {
        "no": str(place),
        "shape": names[zone.shape],
        "coords": ";".join(pairs),
        "choice": str(zone.drag),
    }
    for name, value in members.items():
        etree.SubElement(drop, name).text = value


def _add_member(element: Any, name: str, text: str) -> Any:
    member = etree.SubElement(element, name)
    _add_text(member, text)
    return member


def _add_html(element: Any, name: str, text: str) -> Any:
    member = _add_member(element, name, text)
    member.set("format", "html")
    return member


def _add_text(element: Any, text: str) -> None:
    etree.SubElement(element, "text").text = _without_controls(text)


def _add_file(element: Any, name: str, content: bytes) -> None:
    file = etree.SubElement(element, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(content).decode()


def _without_controls(text: str) -> str:
    """Return the text without signs that XML cannot hold; what they were is found by reading back."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _plain(text: str) -> str:
    return text if "multilang" in text else re.sub(r"&(lt|gt|amp);", lambda found: _SIGNS[found[1]], text)


_SIGNS = {"lt": "<", "gt": ">", "amp": "&"}
