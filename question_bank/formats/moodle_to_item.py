"""From a Moodle question to the draft of an item, kind by kind; what has no kind here is refused."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from question_bank.decimals import read_plain_decimal, write_decimal
from question_bank.formats.cloze import draft_cloze
from question_bank.formats.draft_items import Draft
from question_bank.formats.moodle_gaps import draft_background_drags, draft_markers, draft_select, draft_words
from question_bank.formats.moodle_question import HUNDRED, Answer, MoodleQuestion
from question_bank.formats.moodle_texts import KeepMedia, QuestionTexts, join_feedback, words_of
from question_bank.formats.plain_choices import choice_ids, short
from question_bank.formats.refusal import Refusal
from question_bank.formats.source_tags import ids_of_tag
from question_bank.scoring_rules import RuleName
from question_bank.sentences import say

USUAL_LENGTH = 40

_MATCH_CORRECT = {"rule": "match_correct"}
_NEARLY = Decimal("0.02")
_DIGITS = Decimal("0.00001")


def draft_question(question: MoodleQuestion, keep_media: KeepMedia) -> Draft:
    """Return the draft of a question; Refusal where no kind of item can hold it."""
    if question.kind in _REFUSED:
        raise Refusal(f"{question.kind}_refused", _REFUSED[question.kind])
    if question.kind not in _DRAFTERS:
        raise Refusal(
            "unknown_kind", say("the question type %(kind)r is not known here", kind=short(question.kind))
        )
    question.grade = _read_grade(question)
    join_feedback(question, [(answer.text, answer.feedback) for answer in question.answers])
    texts = QuestionTexts(question, keep_media)
    return _DRAFTERS[question.kind](question, texts)


_REFUSED = {
    "essay": "an essay is marked by a person, which this exam does not do",
    "description": "a description asks nothing",
    "calculated": "a calculated question is made anew for each person; write its cases as items",
    "calculatedsimple": "a calculated question is made anew for each person; write its cases as items",
    "calculatedmulti": "a calculated question is made anew for each person; write its cases as items",
    "random": "a random question is only a place; the blueprint draws items here",
    "randomsamatch": "a random matching question is made of others; write it as an item",
    "missingtype": "the question's type was not installed where it was exported",
}


def _read_grade(question: MoodleQuestion) -> str:
    try:
        grade = Decimal(question.grade.strip() or "1")
    except ArithmeticError as error:
        raise Refusal(
            "malformed", say("the grade %(grade)r is no number", grade=short(question.grade))
        ) from error
    if not grade.is_finite() or not 0 < grade < 10_000:
        raise Refusal(
            "no_points", say("the grade is %(grade)s; points must be above 0", grade=short(question.grade))
        )
    return _plain(grade)


def _plain(value: Decimal) -> str:
    """Write a decimal without zeros at its end: Moodle writes 1.0000000."""
    text = write_decimal(value)
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _draft_choice(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    answers = question.answers
    if len(answers) < 2:
        raise Refusal("too_few_options", "at least two options are needed")
    ids = ids_of_tag(texts.tags, "ids", choice_ids(len(answers)))
    for choice, answer in zip(ids, answers, strict=True):
        texts.label(choice, answer.text)
    single = question.single
    right = [place for place, answer in enumerate(answers) if answer.fraction > 0]
    full = [place for place, answer in enumerate(answers) if answer.fraction >= HUNDRED - _NEARLY]
    if single and not full:
        raise Refusal("no_key", "no option earns the whole grade")
    if single and len(full) > 1:
        texts.notes.append(
            ("two_keys", "two options earn the whole grade; read as a choice of several, all or none")
        )
        single, right = False, full
        scoring: dict[str, Any] = _MATCH_CORRECT
    else:
        right = full if single else right
        scoring = _choice_scoring(question, texts, ids, right, single=single)
    most = 1 if single else _most(texts.tags, len(ids), len(right))
    interaction = {"type": "choice", "max_choices": most, "choices": ids}
    return texts.draft(interaction, [ids[place] for place in right], scoring=scoring)


def _most(tags: Mapping[str, str], offered: int, right: int) -> int:
    told = tags.get("most", "")
    most = int(told) if told.isascii() and told.isdecimal() else offered
    return most if max(right, 1) <= most <= offered else offered


def _choice_scoring(
    question: MoodleQuestion, texts: QuestionTexts, ids: list[str], right: list[int], *, single: bool
) -> dict[str, Any]:
    fractions = [answer.fraction for answer in question.answers]
    wrong = [fraction for place, fraction in enumerate(fractions) if place not in right]
    if not right:
        raise Refusal("no_key", "no option earns anything")
    if texts.tags.get("rule") == RuleName.MATCH_CORRECT or (single and not any(wrong)):
        return _MATCH_CORRECT
    total = sum((fractions[place] for place in right), Decimal(0))
    if abs(total - HUNDRED) > _NEARLY * len(right) or (not single and sum(fractions) > 0):
        why = (
            "ticking everything would earn points"
            if abs(total - HUNDRED) <= 1
            else say("the fractions make %(total)s %%", total=total)
        )
        texts.notes.append(("scoring_changed", say("%(why)s, so the item pays all or nothing", why=why)))
        return _MATCH_CORRECT
    maximum = Decimal(question.grade)
    values = {ids[place]: fractions[place] / total * maximum for place in right}
    mapping = {choice: value.quantize(_DIGITS) for choice, value in values.items()}
    # What rounding leaves goes to the last, so that the key earns the whole.
    mapping[ids[right[-1]]] += maximum - sum(mapping.values())
    default = wrong[0] if len(set(wrong)) == 1 else Decimal(0)
    if default != wrong[0] or len(set(wrong)) > 1:
        mapping |= {
            ids[place]: (fraction * maximum / HUNDRED).quantize(_DIGITS)
            for place, fraction in enumerate(fractions)
            if place not in right
        }
    lowest = min([Decimal(0), *wrong]) * maximum / HUNDRED if single else Decimal(0)
    return {
        "rule": "map_response",
        "mapping": {choice: _plain(mapping[choice]) for choice in ids if choice in mapping},
        "default": _plain(default * maximum / HUNDRED),
        "lower": _plain(lowest),
        "upper": question.grade,
    }


def _draft_truth(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    key = {words_of(answer.text).casefold() for answer in question.answers if answer.fraction > 0}
    if key not in ({"true"}, {"false"}):
        raise Refusal("no_key", "neither true nor false is right")
    interaction = {"type": "choice", "max_choices": 1, "choices": ["a", "b"]}
    return texts.draft(interaction, ["a" if key == {"true"} else "b"], truth=True)


def _draft_text(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    variants: dict[str, Decimal] = {}
    for answer in question.answers:
        words = words_of(answer.text)
        if words == "*" and answer.fraction <= 0:
            continue  # it only says something to whoever typed anything else
        bare = take_wildcard(words, texts.notes)
        if bare and answer.fraction > 0:
            variants.setdefault(bare, answer.fraction)
    if not any(fraction >= HUNDRED - _NEARLY for fraction in variants.values()):
        raise Refusal("no_key", "no answer earns the whole grade")
    if question.case_sensitive:
        texts.notes.append(("case_ignored", "capitals made a difference in the source; here they do not"))
    told = texts.tags.get("length", "")
    length = int(told) if told.isascii() and told.isdecimal() and 0 < int(told) < 1000 else 0
    interaction = {"type": "text_entry", "max_length": length or max(USUAL_LENGTH, *map(len, variants))}
    if all(fraction >= HUNDRED - _NEARLY for fraction in variants.values()):
        return texts.draft(interaction, list(variants))
    maximum = Decimal(question.grade)
    scoring = {
        "rule": "map_response",
        "mapping": {
            variant: _plain((fraction * maximum / HUNDRED).quantize(_DIGITS))
            for variant, fraction in variants.items()
        },
        "default": "0",
        "lower": "0",
        "upper": question.grade,
    }
    return texts.draft(interaction, list(variants), scoring=scoring)


def take_wildcard(words: str, notes: list[tuple[str, str]]) -> str:
    r"""Return an answer without the wildcards at its ends, which is noted; Refusal for one inside.

    `\*` is the sign itself.
    """
    hidden = words.replace("\\*", "\0")
    bare = hidden.strip("* ")
    if "*" in bare or not bare:
        raise Refusal(
            "wildcard",
            say("the answer %(words)r has a wildcard; list the variants instead", words=short(words)),
        )
    if bare != hidden.strip():
        text = say("%(words)r met longer answers, too; here only what is written counts", words=short(words))
        notes.append(("wildcard_dropped", text))
    return bare.replace("\0", "*")


def _draft_number(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    full = [
        answer
        for answer in question.answers
        if answer.fraction >= HUNDRED - _NEARLY and answer.text.strip() != "*"
    ]
    if not full:
        raise Refusal("no_key", "no number earns the whole grade")
    lesser = [answer for answer in question.answers if answer.fraction > 0 and answer is not full[0]]
    if lesser:
        numbers = ", ".join(short(answer.text, 20) for answer in lesser)
        texts.notes.append(
            (
                "lesser_answer",
                say("other numbers earned something and are left out: %(numbers)s", numbers=numbers),
            )
        )
    value, tolerance = _read_number(full[0])
    exact = tolerance == 0 and texts.tags.get("rule") == RuleName.MATCH_CORRECT
    return texts.draft(
        {"type": "numeric"},
        {"value": _plain_number(value), "tolerance": _plain_number(tolerance)},
        scoring=_MATCH_CORRECT if exact else {"rule": "numeric"},
    )


def _read_number(answer: Answer) -> tuple[Decimal, Decimal]:
    try:
        value = Decimal(answer.text.strip().replace(",", "."))
    except ArithmeticError as error:
        raise Refusal("malformed", say("%(words)r is no number", words=short(answer.text))) from error
    return value, abs(answer.tolerance)


def _plain_number(value: Decimal) -> str:
    text = write_decimal(value) if value.is_finite() and abs(value.adjusted()) < 16 else ""
    if read_plain_decimal(text) is None:
        text = _plain(value.quantize(Decimal("0.000000001"))) if text else ""
    if read_plain_decimal(text) is None:
        raise Refusal("malformed", say("the number %(value)s cannot be kept exactly", value=short(value)))
    return text


def _draft_match(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    asked = [(source, target) for source, target in question.pairs if source.strip()]
    targets = list(dict.fromkeys(target for _, target in question.pairs if target.strip()))
    if any(not target.strip() for _, target in asked):
        raise Refusal("no_key", "a left side has no right side")
    if len(asked) < 2 or len(targets) < 2:
        raise Refusal("too_few_options", "at least two pairs with different right sides are needed")
    sources = ids_of_tag(texts.tags, "ids", [f"s{place}" for place in range(1, len(asked) + 1)])
    names = ids_of_tag(texts.tags, "targets", [f"t{place}" for place in range(1, len(targets) + 1)])
    by_words = dict(zip(targets, names, strict=True))
    for source, (words, _) in zip(sources, asked, strict=True):
        texts.label(source, words)
    for words, name in by_words.items():
        texts.label(name, words)
    key = [[source, by_words[target]] for source, (_, target) in zip(sources, asked, strict=True)]
    interaction = {"type": "match", "sources": sources, "targets": _offered(texts.tags, names)}
    return texts.draft(interaction, key, scoring=_pair_rule(texts.tags))


def _offered(tags: Mapping[str, str], names: list[str]) -> list[str]:
    """Return the ids in the order of the bank, where a tag tells one."""
    told = ids_of_tag(tags, "offered", names)
    return told if sorted(told) == sorted(names) else names


def _pair_rule(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the rule for pairs: Moodle pays each of them, unless our own tag says otherwise."""
    return _MATCH_CORRECT if tags.get("rule") == RuleName.MATCH_CORRECT else {"rule": "per_pair"}


def _draft_order(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    answers = question.answers
    if len(answers) < 2:
        raise Refusal("too_few_options", "at least two steps are needed")
    ids = ids_of_tag(texts.tags, "ids", choice_ids(len(answers)))
    for choice, answer in zip(ids, answers, strict=True):
        texts.label(choice, answer.text)
    rule = _pair_rule(texts.tags) if question.partial else _MATCH_CORRECT
    if question.partial and not question.by_neighbours:
        why = "the source pays steps in another way; here each two that follow each other are paid"
        texts.notes.append(("scoring_changed", why))
    return texts.draft({"type": "order", "choices": _offered(texts.tags, ids)}, ids, scoring=rule)


_DRAFTERS: Mapping[str, Callable[[MoodleQuestion, QuestionTexts], Draft]] = {
    "multichoice": _draft_choice,
    "truefalse": _draft_truth,
    "shortanswer": _draft_text,
    "numerical": _draft_number,
    "matching": _draft_match,
    "ordering": _draft_order,
    "ddwtos": draft_words,
    "gapselect": draft_select,
    "ddimageortext": draft_background_drags,
    "ddmarker": draft_markers,
    "multianswer": draft_cloze,
}
