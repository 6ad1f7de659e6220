"""What the desk's pages call things: kinds, rules, rows, faults and findings, in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from examapp.authoring.finding_words import say_finding
from examapp.authoring.item_drafts import Fault
from examapp.authoring.text_rows import RowKind, TextRow, field_name, list_rows
from examapp.core.i18n import LANGUAGE_NAMES, N_, current_language
from question_bank.findings import Finding

KIND_NAMES = {
    "choice": N_("Choice"),
    "order": N_("Order"),
    "match": N_("Match"),
    "gap_match": N_("Words into gaps of the text"),
    "gap_match_picture": N_("Words into places of a picture"),
    "inline_choice": N_("Lists in the text"),
    "text_entry": N_("Typed text"),
    "numeric": N_("Typed number"),
    "hotspot": N_("Areas of a picture"),
    "select_point": N_("Points on a picture"),
    "slider": N_("Slider"),
}
LEVEL_NAMES = {"know": N_("Knows"), "apply": N_("Applies"), "analyse": N_("Analyses")}
RULE_NAMES = {
    "match_correct": N_("all or nothing"),
    "map_response": N_("a value for each part"),
    "map_response_point": N_("a value for each place"),
    "per_pair": N_("a share for each pair"),
    "numeric": N_("right within the tolerance"),
}
ROW_KIND_NAMES = {
    "right": N_("key"),
    "partly": N_("partly right"),
    "wrong": N_("wrong"),
    "nothing": N_("nothing"),
    "everything": N_("everything"),
}
PROGRESS_NAMES = {
    "missing": N_("No translation yet"),
    "incomplete": N_("Not whole yet"),
    "stale": N_("Source text changed"),
    "fresh": N_("Follows the source text"),
}
EVENT_NAMES = {
    "submit": N_("Sent to review"),
    "accept": N_("Accepted"),
    "complete": N_("Every language ready"),
    "return": N_("Returned"),
    "approve": N_("Item approved"),
    "seal": N_("Sealed"),
    "retire": N_("Retired"),
}
FINDING_NAMES = {
    "missing_translation": N_("There is no text in this language."),
    "missing_alt": N_("A picture has no description in this language."),
    "blank_text": N_("Nothing is written here."),
    "unclean_html": N_("The text holds what is not allowed, or is written in an unusual way."),
    "mixed_scripts": N_("A word mixes Latin and Cyrillic letters: %(detail)s"),
    "apostrophe": N_("A typewriter apostrophe stands for ʻ or ʼ."),
    "equal_options": N_("Two options read alike."),
    "all_of_the_above": N_("“All of the above” or its like is no option."),
    "variant_too_long": N_("An accepted variant cannot be typed in full."),
    "truth_table": N_("The scoring pays for an answer that is not right, or too little for the key."),
    "media_missing": N_("A picture is not at hand. Upload it again."),
    "malformed": N_("The item is not whole yet."),
}
_ROW_NAMES = {
    "stem": N_("Question"),
    "rationale": N_("Rationale"),
    "unit": N_("Unit"),
    "alt": N_("Description of picture %(number)s"),
    "sources": N_("Left %(number)s"),
    "targets": N_("Right %(letter)s"),
    "areas": N_("Area %(number)s"),
}
# What the strict reader says of a draft; its sentences are the msgids, so that the page can translate them.
FAULT_SENTENCES = (
    N_("no answer is marked as right"),
    N_("at least two must be offered in each list"),
    N_("at least one gap is expected"),
    N_("at least one language is expected"),
    N_("an id is empty or stands twice"),
    N_("is more than is offered"),
    N_("is not among the media"),
    N_("names a choice twice"),
    N_("names more choices than may be chosen"),
    N_("must hold each choice once"),
    N_("must give each source one target"),
    N_("must fill each gap once"),
    N_("must fill each gap of the item and no other"),
    N_("uses a choice twice, but `reuse` is not set"),
    N_("as many places as points are expected"),
    N_("a variant is blank"),
    N_("the slider cannot stand at this value"),
    N_("must not be negative"),
    N_("must be above 0"),
    N_("lower must be at most 0 and upper above it"),
    N_("the key must earn max_points, and upper must equal them"),
    N_("ticking everything would be right"),
    N_("ticking everything would earn points"),
    N_("must hold each gap's marker once and no other"),
    N_("a plain decimal in a string is expected"),
    N_("an object is expected"),
    N_("a list is expected"),
    N_("a list of whole numbers is expected"),
    N_("a whole number of at least 1 is expected"),
    N_("a rect needs x1 y1 x2 y2, a circle cx cy r, a poly three points or more"),
    N_("the upper end must lie some whole steps above the lower one"),
    N_("an area of the key reaches out of the picture"),
    N_("%(name)s is not among the media"),
    N_("names %(name)s, which is not offered"),
    N_("%(name)s reaches out of the picture"),
    N_("must label each offered id and no other (see %(name)s)"),
)
_LANGUAGE = re.compile(r"(?<![\w-])(uz-Latn|uz-Cyrl|ru|en)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about one place of the page; `serious` ones stand in the way of sending or approving."""

    place: str
    where: str
    sentence: str
    serious: bool


def letter_of(place: int) -> str:
    """Return the letter of a place that counts from 1."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place - 1] if place <= 26 else str(place)


def say_row(row: TextRow) -> str:
    """Return what a row is called."""
    if row.group == "choices":
        return letter_of(row.place)
    message = _ROW_NAMES.get(row.group or row.kind.value)
    if message is None:  # the list of one gap
        return f"{row.group.removeprefix('list ')}: {letter_of(row.place)}"
    return str(gettext(message, number=row.place, letter=letter_of(row.place)))


def say_faults(faults: Sequence[Fault]) -> list[Note]:
    """Return the faults of a draft as notes."""
    places = {
        "structure": gettext("Structure"),
        "key": gettext("Key"),
        "scoring": gettext("Scoring"),
        "max_points": gettext("Points"),
        "meta-angoff": gettext("Angoff value"),
        "pictures": gettext("Pictures"),
    }
    return [
        Note(fault.place, places.get(fault.place, gettext("Text")), say_fault(fault), serious=True)
        for fault in faults
    ]


def say_fault(fault: Fault) -> str:
    """Return a fault as a sentence."""
    words = str(gettext(fault.problem, name=fault.name) if fault.name else gettext(fault.problem))
    return f"{words[:1].upper()}{words[1:]}."


def say_findings(findings: Sequence[Finding], body: Mapping[str, Any]) -> list[Note]:
    """Return what the checks found as notes, each at the row it speaks of."""
    return [_say_finding(finding, body) for finding in findings]


def _say_finding(finding: Finding, body: Mapping[str, Any]) -> Note:
    detail = finding.text.partition(": ")[2]
    message = FINDING_NAMES.get(finding.kind)
    other = say_finding(finding.kind, finding.text, current_language())
    sentence = gettext(message, detail=detail) if message else f"{other.title}."
    if finding.kind == "truth_table":
        return Note("scoring", gettext("Scoring"), sentence, serious=True)
    if finding.kind == "variant_too_long":
        return Note("key", gettext("Key"), sentence, serious=True)
    language = _LANGUAGE.search(finding.text)
    row = _find_row(finding, body)
    name = LANGUAGE_NAMES.get(language[1], "") if language else ""
    where = ", ".join(part for part in (name, say_row(row)) if part)
    return Note(field_name(language[1] if language else "uz-Latn", row), where, sentence, serious=True)


def _find_row(finding: Finding, body: Mapping[str, Any]) -> TextRow:
    """Return the row that a finding names by the id or the word in its text, else the stem."""
    rows = list_rows(body)
    words = set(re.findall(r"[\w.-]+", finding.text))
    for row in rows:
        if (row.id and row.id in words) or (row.kind is RowKind.RATIONALE and "rationale" in words):
            return row
    return rows[0]
