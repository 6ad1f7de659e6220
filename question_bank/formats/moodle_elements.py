"""The elements of Moodle XML: from a `question` element to a question."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from question_bank.formats.moodle_question import Answer, Background, Drag, MoodleQuestion, Zone
from question_bank.formats.pictures import decode_base64
from question_bank.formats.plain_choices import short
from question_bank.formats.refusal import Refusal
from question_bank.formats.text_files import to_html
from question_bank.sentences import say

# Kinds of older plug-ins that mean one of the core's.
_KINDS = {
    "cloze": "multianswer",
    "multichoiceset": "multichoice",
    "order": "ordering",
    "match": "matching",
    "ddmatch": "matching",
}
SHAPES = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")


def text_in(element: Any, name: str = "") -> str:
    """Return the text of a member (`<name><text>…</text></name>`), of the element itself without a name."""
    member = element.find(name) if name else element
    if member is None:
        return ""
    inner = member.find("text")
    found = member if inner is None else inner
    return "".join(found.itertext())


def read_question(element: Any, category: tuple[str, ...]) -> MoodleQuestion:
    """Return the question of an element, or raise Refusal where a number in it is none."""
    kind = element.get("type", "")
    question = MoodleQuestion(
        kind=_KINDS.get(kind, kind),
        text=_html_in(element, "questiontext"),
        name=text_in(element, "name"),
        rationale=_html_in(element, "generalfeedback"),
        grade=text_in(element, "defaultgrade").strip() or "1",
        single=text_in(element, "single").strip().lower() not in {"false", "0"},
        case_sensitive=text_in(element, "usecase").strip() == "1",
        partial=text_in(element, "gradingtype").strip() not in {"ALL_OR_NOTHING", "-1"},
        by_neighbours=text_in(element, "gradingtype").strip() in {"RELATIVE_NEXT_EXCLUDE_LAST", "1"},
        category=category,
        id_number=text_in(element, "idnumber").strip(),
        tags=tuple(text_in(tag).strip() for tag in element.iterfind("tags/tag")),
        files=_files_of(element),
        line=element.sourceline,
    )
    typed = question.kind in {"shortanswer", "numerical"}
    question.answers = tuple(_read_answer(answer, typed=typed) for answer in element.iterfind("answer"))
    if question.kind == "multichoice" and kind == "multichoiceset":
        question.single, question.tags = False, (*question.tags, "rule:match_correct")
    question.pairs = tuple(
        (_html_of(pair), _words_or_languages(text_in(pair, "answer")))
        for pair in element.iterfind("subquestion")
    )
    _read_unit(element, question)
    _read_drags(element, question)
    return question


def _words_or_languages(text: str) -> str:
    """Return what is plain text in Moodle, unless it is written in several languages."""
    return text if "multilang" in text or "{mlang" in text else to_html(text)


def _html_in(element: Any, name: str) -> str:
    member = element.find(name)
    return "" if member is None else _html_of(member)


def _html_of(member: Any) -> str:
    text = text_in(member).strip()
    style = member.get("format", "html")
    if style == "plain_text":
        return to_html(text)
    return text.replace("\n", "<br>") if style == "moodle_auto_format" else text


def _files_of(element: Any) -> dict[str, bytes]:
    return {
        file.get("name", ""): decode_base64(file.text or "")
        for file in element.iter("file")
        if file.get("encoding", "base64") == "base64"
    }


def _read_answer(answer: Any, *, typed: bool) -> Answer:
    text = to_html(text_in(answer)) if typed else _html_of(answer)
    tolerance = text_in(answer, "tolerance").strip() or "0"
    return Answer(
        text,
        _decimal(answer.get("fraction", "0")),
        _decimal(tolerance),
        _html_in(answer, "feedback"),
    )


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except ArithmeticError as error:
        raise Refusal("malformed", say("%(words)r is no number", words=short(text))) from error
    if not value.is_finite() or abs(value) > Decimal(10) ** 15:
        raise Refusal("malformed", say("%(words)r is no number of use", words=short(text)))
    return value


def _read_unit(element: Any, question: MoodleQuestion) -> None:
    units = [
        (text_in(unit, "unit_name").strip(), _decimal(text_in(unit, "multiplier").strip() or "1"))
        for unit in element.iterfind("units/unit")
    ]
    question.unit = next((name for name, factor in units if factor == 1), "")
    others = [name for name, factor in units if factor != 1]
    if others:
        question.notes.append(
            ("units_dropped", say("answers in %(names)s are not converted here", names=", ".join(others)))
        )


def _read_drags(element: Any, question: MoodleQuestion) -> None:
    drags = [*element.iterfind("dragbox"), *element.iterfind("selectoption"), *element.iterfind("drag")]
    question.drags = tuple(_read_drag(drag) for drag in drags)
    numbers = [text_in(drag, "no").strip() or str(place) for place, drag in enumerate(drags, start=1)]
    places = {number: place for place, number in enumerate(numbers, start=1)}
    question.zones = tuple(
        zone for drop in element.iterfind("drop") if (zone := _read_zone(drop, places)) is not None
    )
    file = element.find("file")
    if file is not None:
        question.background = Background(file.get("name", ""), decode_base64(file.text or ""))


def _read_drag(drag: Any) -> Drag:
    group = text_in(drag, "group").strip() or text_in(drag, "draggroup").strip() or "1"
    endless = drag.find("infinite") is not None or text_in(drag, "noofdrags").strip() == "0"
    is_picture = drag.find("file") is not None
    # A label of a picture is no words to drag.
    text = "" if is_picture else _html_of(drag) if drag.get("format") else text_in(drag).strip()
    return Drag(text, int(group) if group.isascii() and group.isdecimal() else 1, endless)


def _read_zone(drop: Any, places: Mapping[str, int]) -> Zone | None:
    choice = text_in(drop, "choice").strip()
    if choice in {"", "0"}:
        return None
    shape = text_in(drop, "shape").strip().lower()
    if drop.find("xleft") is not None:
        numbers = [text_in(drop, "xleft"), text_in(drop, "ytop")]
        return Zone("corner", tuple(_pixel(number) for number in numbers), places.get(choice, 0))
    if shape not in SHAPES:
        raise Refusal("unknown_shape", say("the shape %(shape)r is not known", shape=short(shape)))
    pixels = [_pixel(number) for number in re.split(r"[;,\s]+", text_in(drop, "coords").strip()) if number]
    if shape == "rectangle" and len(pixels) == 4:
        left, top, width, height = pixels
        pixels = [left, top, left + width, top + height]
    return Zone(SHAPES[shape], tuple(pixels), places.get(choice, 0))


def _pixel(text: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise Refusal("malformed", say("%(words)r is no place on a picture", words=short(text)))
    return max(0, round(float(text)))
