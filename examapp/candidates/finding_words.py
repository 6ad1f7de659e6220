"""Findings and changes of a receipt in words, in the language of the request."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from flask_babel import gettext

from examapp.candidates.findings import KINDS, Finding, Gravity
from examapp.candidates.settling import Outcome
from examapp.candidates.sheet_columns import COLUMN_LABELS
from examapp.core.i18n import N_, say_in
from examapp.core.settings import LANGUAGES

_LABELS = {
    **COLUMN_LABELS,
    "name": N_("Person's name"),
    "name_latn": N_("Name in Latin"),
    "name_cyrl": N_("Name in Cyrillic"),
}
_OUTCOMES = {
    Outcome.CREATED: (N_("Create"), N_("Created"), "cobalt", "plus"),
    Outcome.MATCHED: (N_("Already there"), N_("Already there"), "quiet", "link"),
    Outcome.CHANGED: (N_("Change"), N_("Changed"), "turquoise", "pencil"),
    Outcome.REFUSED: (N_("Refused"), N_("Refused"), "garnet", "cross"),
}
_WHY_MATCHED = {
    "pinfl": N_("found by the PINFL"),
    "document": N_("found by document and birth date"),
    "name_and_birth": N_("the same name and birth date"),
}
_LANGUAGE_NAMES = {
    "uz-Latn": "Oʻzbekcha (lotin)",
    "uz-Cyrl": "Ўзбекча (кирилл)",
    "ru": "Русский",
    "kaa": "Qaraqalpaqsha",
    "en": "English",
}
EXAM_LANGUAGES = tuple(_LANGUAGE_NAMES)
assert set(LANGUAGES) <= set(EXAM_LANGUAGES)


def column_label(column: str) -> str:
    """Return a column's name in the language of the request."""
    return str(gettext(_LABELS[column])) if column in _LABELS else column


def language_name(language: str) -> str:
    """Return a language's name in itself."""
    return _LANGUAGE_NAMES.get(language, language)


# These sentences do not say themselves which column they speak of.
_NAMELESS = frozenset(
    {"missing", "hidden_mark", "not_a_name", "too_long", "formula", "cell_error", "date_unreadable"}
)


def say_why(why: str) -> str:
    """Return by what two rows were matched, in the language of the request."""
    return str(gettext(_WHY_MATCHED[why]))


def say_finding(finding: Finding | Mapping[str, Any]) -> str:
    """Return a finding's sentence; a stored one is known by its kind."""
    kind, facts = (
        (finding.kind, finding.facts) if isinstance(finding, Finding) else (finding["kind"], finding["facts"])
    )
    if "why" in facts:
        facts = facts | {"why": say_why(facts["why"])}
    return str(gettext(KINDS[kind][1], **facts))


def say_line(line: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Return the sentences of a stored line, each once, and whether it is what refuses the row."""
    sentences: dict[str, bool] = {}
    for finding in line["findings"]:
        words = say_finding(finding)
        if finding["kind"] in _NAMELESS and finding["column"]:
            words = f"{column_label(finding['column'])}: {words}"
        sentences[words] = is_refusal(finding)
    return list(sentences.items())


def is_refusal(finding: Mapping[str, Any]) -> bool:
    """Tell whether a stored finding keeps its row out."""
    return KINDS[finding["kind"]][0] is Gravity.REFUSED


def outcome_tag(outcome: str, *, written: bool) -> tuple[str, str, str]:
    """Return word, look and sign of an outcome: what will be done, or what was done."""
    will, was, look, sign = _OUTCOMES[Outcome(outcome)]
    return gettext(was if written else will), look, sign


def mark_repairs(given: str, shown: str) -> list[tuple[str, bool]]:
    """Split what was given into pieces, those that were changed marked; an unseen sign shows as a dot."""
    pieces: list[tuple[str, bool]] = []
    for tag, start, end, _from, _to in SequenceMatcher(None, given, shown, autojunk=False).get_opcodes():
        text = given[start:end]
        if text:
            pieces.append((show_hidden(text, spaces=tag != "equal"), tag != "equal"))
    return pieces


def mark_hidden(given: str) -> list[tuple[str, bool]]:
    """Split what was given into pieces, with the signs that nobody sees marked and shown as dots."""
    return [(show_hidden("".join(signs)), not seen) for seen, signs in groupby(given, key=str.isprintable)]


def show_hidden(text: str, *, spaces: bool = False) -> str:
    """Return a text with a dot for each unseen sign: a direction mark would turn the page round."""
    return "".join("·" if not sign.isprintable() or (spaces and sign.isspace()) else sign for sign in text)


def say_position(positions: dict[str, str]) -> str:
    """Return a position in the language of the request, or in whatever there is."""
    return say_in(positions) if positions else ""
