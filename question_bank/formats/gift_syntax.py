"""The grammar of GIFT: blocks between blank lines, escapes, answers in braces."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from question_bank.decimals import write_decimal
from question_bank.formats.moodle_question import HUNDRED, Answer, MoodleQuestion
from question_bank.formats.moodle_texts import words_of
from question_bank.formats.plain_choices import short
from question_bank.formats.refusal import Refusal
from question_bank.formats.text_files import to_html
from question_bank.formats.text_lists import MOST_OPTIONS, too_many_options
from question_bank.sentences import say

_SPECIAL = "~=#{}:"
# Escaped signs are put out of the way of the grammar, into a private area, and back at the end.
_HIDDEN = {sign: chr(0xE900 + place) for place, sign in enumerate(_SPECIAL + "\\n")}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|plain|markdown|moodle)\]\s*", re.IGNORECASE)
_COMMENT_MEMBER = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,9})?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(#.*)?$", re.IGNORECASE | re.DOTALL)
_NUMBER = r"\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}")
_WITH_TOLERANCE = re.compile(rf"{_NUMBER}(?::{_NUMBER})?")
_TAGGED = re.compile(r"</?[A-Za-z][^>]*>")
_BLANK = " _____ "
_BRACE = re.compile(r"(?<!\\)[{}]")


@dataclass(slots=True)
class GiftBlock:
    """The lines of one question, its comments, the category above it, and the line where it begins."""

    line: int
    category: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the question as it stands, escapes hidden."""
        return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], "\n".join(self.lines))


def list_gift_blocks(text: str) -> Iterator[GiftBlock]:
    """Yield the questions of a list; braces that are closed later hold one together over blank lines."""
    category: tuple[str, ...] = ()
    block: GiftBlock | None = None
    comments: list[str] = []
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        at += len(line) + 1
        begins = bare.startswith(("::", "$CATEGORY:"))
        ends = begins or (not bare and not (block is not None and _goes_on(block, text, at)))
        if block is not None and ends:
            yield block
            block = None
        if bare.startswith("//"):
            comments.append(bare)
        elif bare.startswith("$CATEGORY:"):
            category, comments = _read_category(bare.removeprefix("$CATEGORY:")), []
        elif bare or block is not None:
            if block is None:
                block, comments = GiftBlock(number, category, comments=comments), []
            block.lines.append(line)
    if block is not None:
        yield block


def _goes_on(block: GiftBlock, text: str, at: int) -> bool:
    """Tell whether open braces go on after a blank line: they do if they are closed before others open."""
    written = block.text()
    if written.count("{") <= written.count("}"):
        return False
    brace = _BRACE.search(text, at)
    return brace is not None and brace[0] == "}"


def _read_category(text: str) -> tuple[str, ...]:
    parts = [part.replace("\0", "/").strip() for part in text.replace("//", "\0").split("/")]
    return category_path(parts)


def category_path(parts: list[str]) -> tuple[str, ...]:
    """Return a category's path without the names that Moodle puts before it (`$course$`, `top`)."""
    kept = [part for part in parts if part and not re.fullmatch(r"\$[a-z]+\$(?:/.*)?|top", part)]
    return tuple(kept)


def parse_gift(block: GiftBlock) -> MoodleQuestion:
    """Return the question of a block, or raise Refusal."""
    text = block.text()
    title = _TITLE.match(text)
    body = text[title.end() :] if title else text
    told = _FORMAT.match(body)
    body = body[told.end() :] if told else body
    style = told[1].lower() if told else "moodle"
    before, inside, after = _divide(body)
    members = [member for comment in block.comments for member in _COMMENT_MEMBER.findall(comment)]
    question = MoodleQuestion(
        kind="",
        text=_html(_join_stem(before, after), style, block=True),
        name=_show(title[1]).strip() if title else "",
        category=block.category,
        id_number=next((_unescape(value) for name, value in members if name == "id"), ""),
        tags=tuple(_unescape(value) for name, value in members if name == "tag"),
        line=block.line,
    )
    if style == "markdown":
        question.notes.append(("markdown", "the text is Markdown, which is shown as it is typed"))
    if not words_of(question.text):
        raise Refusal("no_stem", say("nothing is asked before %(inside)r", inside=short(inside)))
    points = [tag.partition(":")[2] for tag in question.tags if tag.startswith("points:")]
    question.grade = points[0] if points else "1"
    _parse_answers(question, inside, style)
    return question


def _join_stem(before: str, after: str) -> str:
    """Join what stands around the answers; a full stop after a whole question is no missing word."""
    whole = before.rstrip().endswith(("?", "!", ".", ":"))
    if not after.strip() or (whole and not re.search(r"\w", after)):
        return before
    return before + _BLANK + after


def _divide(body: str) -> tuple[str, str, str]:
    start, end = body.find("{"), body.find("}")
    if start < 0 and end < 0:
        raise Refusal(
            "description_refused",
            say("%(body)r has no answers in braces, so it asks nothing", body=short(_show(body))),
        )
    if start < 0 or end < start:
        raise Refusal("malformed", say("the braces of %(body)r do not match", body=short(_show(body))))
    if body.count("{") > 1 or body.count("}") > 1:
        raise Refusal(
            "several_interactions",
            say("%(body)r has several answers in braces; an item has one", body=short(_show(body))),
        )
    return body[:start], body[start + 1 : end], body[end + 1 :]


def _parse_answers(question: MoodleQuestion, inside: str, style: str) -> None:
    inside, _, general = inside.partition("####")
    if general.strip():
        question.rationale = _html(general, style, block=True)
    bare = inside.strip()
    truth = _TRUTH.match(bare)
    if not bare:
        question.kind = "essay"
    elif bare.startswith("#"):
        _parse_number(question, bare[1:], style)
    elif truth:
        question.kind = "truefalse"
        right = truth[1].upper() in {"T", "TRUE"}
        # Feedback on a wrong answer stands first.
        said = [_html(part, style) for part in (truth[2] or "").split("#")[1:3]] + ["", ""]
        question.answers = (
            Answer("true" if right else "false", HUNDRED, feedback=said[1]),
            Answer("false" if right else "true", Decimal(0), feedback=said[0]),
        )
    else:
        _parse_options(question, bare, style)


def _parse_number(question: MoodleQuestion, text: str, style: str) -> None:
    question.kind = "numerical"
    # What stands after ~ is said to any other number.
    parts = [part.split("~")[0] for part in text.split("=")]
    answers = []
    for part in filter(str.strip, parts):
        written, _, feedback = part.partition("#")
        weight = _WEIGHT.match(written.strip())
        share = Decimal(weight[1]) if weight else HUNDRED
        written = written.strip()[weight.end() :] if weight else written
        value, tolerance = _read_range(written)
        answers.append(Answer(value, share, tolerance, _html(feedback, style)))
    question.answers = tuple(answers)


def _read_range(text: str) -> tuple[str, Decimal]:
    between = _RANGE.fullmatch(text)
    if between:
        low, high = Decimal(between[1]), Decimal(between[2])
        return write_decimal((low + high) / 2), abs(high - low) / 2
    single = _WITH_TOLERANCE.fullmatch(_show(text))
    if single is None:
        raise Refusal(
            "malformed",
            say("%(words)r is no number, with or without a tolerance or a range", words=short(_show(text))),
        )
    return single[1], Decimal(single[2] or "0")


def _parse_options(question: MoodleQuestion, bare: str, style: str) -> None:
    pieces = re.split(r"([=~])", bare)
    if len(pieces) > 2 * MOST_OPTIONS + 1:
        raise Refusal("too_many_options", too_many_options(len(pieces) // 2))
    if pieces[0].strip():
        raise Refusal(
            "malformed", say("%(pieces)r stands before the first = or ~", pieces=short(_show(pieces[0])))
        )
    marked = list(zip(pieces[1::2], pieces[2::2], strict=True))
    if all(mark == "=" and "->" in text for mark, text in marked):
        question.kind = "matching"
        sides = [text.partition("#")[0].partition("->") for _, text in marked]
        question.pairs = tuple((_html(source, style), _html(target, style)) for source, _, target in sides)
        return
    typed = all(mark == "=" for mark, _ in marked)
    question.kind = "shortanswer" if typed else "multichoice"
    question.single = any(mark == "=" for mark, _ in marked)
    question.answers = tuple(_read_option(mark, text, style, typed=typed) for mark, text in marked)


def _read_option(mark: str, text: str, style: str, *, typed: bool) -> Answer:
    written, _, feedback = text.strip().partition("#")
    weight = _WEIGHT.match(written)
    share = Decimal(weight[1]) if weight else (HUNDRED if mark == "=" else Decimal(0))
    written = written[weight.end() :] if weight else written
    if typed:
        return Answer(
            html.escape(_show(written).strip(), quote=False), share, feedback=_html(feedback, style)
        )
    return Answer(_html(written, style), share, feedback=_html(feedback, style))


def _html(text: str, style: str, *, block: bool = False) -> str:
    told = _FORMAT.match(text)
    if told:
        style, text = told[1].lower(), text[told.end() :]
    shown = _show(text).strip()
    if style == "html":
        return shown
    if style == "moodle" and _TAGGED.search(shown):
        return shown.replace("\n", "<br>")
    return to_html(shown, block=block)


def _show(text: str) -> str:
    return text.translate(_SHOWN)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
