"""Moodle's cloze (multianswer): fields inside the text, `{1:MULTICHOICE:=right~wrong}`.

An item has one interaction. Lists make one (each a gap), one typed field makes one; a mixture does not, and
is refused with the reason.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from question_bank.formats.draft_items import Draft
from question_bank.formats.moodle_question import HUNDRED, MoodleQuestion
from question_bank.formats.moodle_texts import QuestionTexts, unwrap, words_of
from question_bank.formats.plain_choices import choice_ids, short
from question_bank.formats.refusal import Refusal
from question_bank.formats.text_files import to_html
from question_bank.sentences import say

_FIELD = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_LISTS = {"MULTICHOICE", "MC", "MCV", "MCH", "MULTICHOICE_V", "MULTICHOICE_H", "MCS", "MCVS", "MCHS"}
_LISTS |= {"MULTICHOICE_S", "MULTICHOICE_VS", "MULTICHOICE_HS"}
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_ANSWER = re.compile(r"(=|%-?\d+(?:\.\d+)?%)?(.*)", re.DOTALL)
_BLANK = "_____"


@dataclass(frozen=True, slots=True)
class _Field:
    kind: str
    answers: tuple[tuple[str, Decimal], ...]


def draft_cloze(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    """Return the draft of a cloze question that is one interaction; Refusal for the others."""
    if len(texts.languages) != 1:
        raise Refusal(
            "cloze_languages", "a cloze question in several languages has its fields in each of them"
        )
    (language,) = texts.languages
    fields = [_read_field(found) for found in _FIELD.finditer(texts.texts[language]["stem"])]
    kinds = {field.kind for field in fields}
    if not fields:
        raise Refusal("no_gap", "the text holds no field")
    if kinds <= _LISTS:
        return _draft_lists(texts, fields)
    if len(fields) > 1:
        raise Refusal(
            "several_interactions",
            say("%(count)s typed fields or kinds of fields; an item has one", count=len(fields)),
        )
    texts.change_stems(lambda stem: _FIELD.sub(_BLANK, stem))
    if kinds <= _TYPED:
        return _draft_typed(question, texts, fields[0])
    if kinds <= _NUMBERS:
        return _draft_number(texts, fields[0])
    raise Refusal(
        "unknown_kind", say("the cloze field %(kind)s is not known here", kind=short(fields[0].kind))
    )


def _read_field(found: re.Match[str]) -> _Field:
    answers = []
    for part in re.split(r"(?<!\\)~", found[3]):
        if not part.strip():
            continue
        match = _ANSWER.fullmatch(part)
        assert match is not None  # the pattern takes any text
        mark = match[1] or "%0%"
        share = HUNDRED if mark == "=" else Decimal(mark.strip("%"))
        words = re.split(r"(?<!\\)#", match[2])[0]
        answers.append((re.sub(r"\\(.)", r"\1", words).strip(), share))
    return _Field(found[2], tuple(answers))


def _draft_lists(texts: QuestionTexts, fields: list[_Field]) -> Draft:
    gaps = [f"g{place}" for place in range(1, len(fields) + 1)]
    waiting = iter(gaps)
    texts.change_stems(lambda stem: _FIELD.sub(lambda _found: f"[[{next(waiting)}]]", stem))
    offers: dict[str, list[str]] = {}
    key: dict[str, str] = {}
    for gap, field in zip(gaps, fields, strict=True):
        offers[gap] = [f"{gap}{choice}" for choice in choice_ids(len(field.answers))]
        for choice, (words, share) in zip(offers[gap], field.answers, strict=True):
            texts.label(choice, unwrap(words))
            if share == HUNDRED:
                key.setdefault(gap, choice)
        if gap not in key:
            raise Refusal("no_key", say("no answer of field %(gap)s earns everything", gap=gap[1:]))
    if any(0 < share < HUNDRED for field in fields for _, share in field.answers):
        texts.notes.append(
            ("scoring_changed", "lesser answers earned a part; here each list has one right answer")
        )
    rule = {"rule": "match_correct" if len(gaps) == 1 else "per_pair"}
    return texts.draft({"type": "inline_choice", "gaps": offers}, key, scoring=rule)


def _draft_typed(question: MoodleQuestion, texts: QuestionTexts, field: _Field) -> Draft:
    variants = list(
        dict.fromkeys(words_of(words) for words, share in field.answers if share == HUNDRED and words)
    )
    if not variants:
        raise Refusal("no_key", "no answer earns everything")
    if any("*" in variant for variant in variants):
        raise Refusal("wildcard", "an answer has a wildcard; list the variants instead")
    if any(0 < share < HUNDRED for _, share in field.answers):
        texts.notes.append(("lesser_answer", "answers that earned a part are left out"))
    if field.kind.endswith("C") or question.case_sensitive:
        texts.notes.append(("case_ignored", "capitals made a difference in the source; here they do not"))
    return texts.draft({"type": "text_entry", "max_length": max(40, *map(len, variants))}, variants)


def _draft_number(texts: QuestionTexts, field: _Field) -> Draft:
    right = next((to_html(words) for words, share in field.answers if share == HUNDRED), "")
    found = re.fullmatch(r"(-?\d{1,15}(?:[.,]\d{1,9})?)(?::(\d{1,15}(?:\.\d{1,9})?))?", right)
    if found is None:
        raise Refusal("no_key", say("%(right)r is no number with a tolerance", right=short(right)))
    value, tolerance = Decimal(found[1].replace(",", ".")), Decimal(found[2] or "0")
    key = {"value": format(value, "f"), "tolerance": format(tolerance, "f")}
    return texts.draft({"type": "numeric"}, key, scoring={"rule": "numeric"})
