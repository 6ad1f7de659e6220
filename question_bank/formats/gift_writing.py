"""Questions written in the grammar of GIFT."""

import html
import re
from decimal import Decimal

from question_bank.decimals import write_decimal
from question_bank.formats.moodle_question import HUNDRED, Answer, MoodleQuestion


def write_gift_question(question: MoodleQuestion) -> str:
    """Write one question, or return nothing where GIFT has no such kind."""
    answers = _write_answers(question)
    if not answers:
        return ""
    rationale = f"\n####{_escape(question.rationale)}" if question.rationale else ""
    tags = [*question.tags, *([f"points:{question.grade}"] if question.grade != "1" else [])]
    members = [
        f"[id:{_escape_member(question.id_number)}]",
        *(f"[tag:{_escape_member(tag)}]" for tag in tags),
    ]
    title = f"::{_escape(question.name)}::" if question.name else ""
    return f"// {' '.join(members)}\n{title}[html]{_escape(question.text)}{{\n{answers}{rationale}\n}}\n"


def _write_answers(question: MoodleQuestion) -> str:
    match question.kind:
        case "multichoice" if question.single:
            lines = [_write_single(answer) for answer in question.answers]
        case "multichoice":
            lines = [f"~%{_percent(answer.fraction)}%{_escape(answer.text)}" for answer in question.answers]
        case "shortanswer":
            lines = [
                f"=%{_percent(answer.fraction)}%{_escape(html.unescape(answer.text))}"
                for answer in question.answers
            ]
        case "numerical":
            number = question.answers[0]
            lines = [f"#{number.text}:{write_decimal(number.tolerance)}"]
        case "matching":
            lines = [f"={_escape(source)} -> {_escape(target)}" for source, target in question.pairs]
        case _:
            lines = []
    return "\n".join(lines)


def _write_single(answer: Answer) -> str:
    if answer.fraction == HUNDRED:
        return f"={_escape(answer.text)}"
    weight = f"%{_percent(answer.fraction)}%" if answer.fraction else ""
    return f"~{weight}{_escape(answer.text)}"


def _percent(fraction: Decimal) -> str:
    text = write_decimal(fraction)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _escape(text: str) -> str:
    escaped = re.sub(r"([~=#{}:\\])", r"\\\1", text)
    return escaped.replace("\n", "\\n")


def _escape_member(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)
