"""Findings in the reader's language: what was found, and what to do next.

A finding's kind always has a title here. Its sentence is said where the catalogues know its pattern; where
they do not, the title stands alone, so that no English sentence stands on another language's page.
"""

import re
from dataclasses import dataclass

from examapp.authoring.finding_advice import LOOK
from examapp.authoring.finding_titles_blocks import REFUSED, REFUSED_OF_QTI
from examapp.authoring.finding_titles_items import OF_ITEMS
from examapp.authoring.finding_titles_sources import CHANGED, LOST, NOT_READ
from examapp.core.i18n import LANGUAGE_NAMES, N_, load_catalogue, to_locale
from question_bank.findings import Finding
from question_bank.formats.report import ReportRow, ReportWords
from question_bank.sentences import Sentence

TITLES = {**OF_ITEMS, **REFUSED, **REFUSED_OF_QTI, **CHANGED, **LOST, **NOT_READ}
_UNKNOWN = (N_("Something else was found"), LOOK)
_HEADINGS = (
    N_("Line"),
    N_("Item"),
    N_("Kind"),
    N_("What was found"),
    N_("What to do next"),
    N_("Before the mend"),
    N_("After the mend"),
)
_PLACES = {"stem": N_("Question"), "rationale": N_("Rationale")}
# Parameters that are a sentence of ours themselves, with or without a pattern.
_SENTENCES = frozenset({"text", "problem", "refusal", "difference", "error", "why", "view"})
_LETTERS = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[rs]")


@dataclass(frozen=True, slots=True)
class SaidFinding:
    """A finding in words: its kind's title, a sentence on this one (or none), and what to do next."""

    title: str
    sentence: str
    advice: str

    @property
    def whole(self) -> str:
        """Return title and sentence in one line."""
        return f"{self.title}: {self.sentence}" if self.sentence else self.title


def say_finding(kind: str, text: str, language: str) -> SaidFinding:
    """Return a finding, or the reason why a file is not read, in a language of the pages."""
    say = load_catalogue(to_locale(language)).gettext
    title, advice = TITLES.get(kind, _UNKNOWN)
    return SaidFinding(say(title), _say_sentence(text, language), say(advice))


def report_words(language: str) -> ReportWords:
    """Return the words of a quality report in a language."""
    say = load_catalogue(to_locale(language)).gettext

    def cells(row: ReportRow | Finding) -> tuple[str, str, str]:
        said = say_finding(row.kind, row.text, language)
        return said.title, said.sentence, said.advice

    return ReportWords(tuple(map(say, _HEADINGS)), cells)


def _say_sentence(text: str, language: str) -> str:
    """Return a sentence in a language, or nothing where the catalogue does not know its pattern."""
    pattern = text.pattern if isinstance(text, Sentence) else text
    known = load_catalogue(to_locale(language)).gettext(pattern)
    wordless = not _LETTERS.search(_PLACEHOLDER.sub("", pattern))
    if language != "en" and known == pattern and not wordless:
        return ""
    if not isinstance(text, Sentence):
        return known
    told = {name: _say_param(name, value, language) for name, value in text.params.items()}
    if wordless:
        # What such a pattern joins may be a sentence of ours without a pattern of its own.
        told |= {
            name: _say_sentence(str(value), language)
            for name, value in text.params.items()
            if name in _SENTENCES
        }
    return (known % told).removesuffix(": ")


def _say_param(name: str, value: str | int, language: str) -> str | int:
    if isinstance(value, Sentence):
        return _say_sentence(value, language)
    if name in _SENTENCES:
        return _say_sentence(str(value), language) or value
    if name == "language":
        return LANGUAGE_NAMES.get(str(value), value)
    if name == "where":
        return _say_place(str(value), language)
    return value


def _say_place(place: str, language: str) -> str:
    """Return the name of a place in an item, such as `uz-Latn stem`, in a language."""
    tag, _, part = place.partition(" ")
    say = load_catalogue(to_locale(language)).gettext
    return ", ".join(
        filter(None, (LANGUAGE_NAMES.get(tag, tag), say(_PLACES.get(part, part)) if part else ""))
    )
