"""The words around a sheet's figures: what topics, outcomes, reasons and changes of time are called.

Everything is returned in the language of the request, or of the command line.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flask_babel import gettext, pgettext

from examapp.core.i18n import N_, current_language, say_in, show_date, show_time
from examapp.core.permissions import Role
from examapp.proctoring.models import AbortKind
from examapp.proctoring.reasons import ABORT_WORDS
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.outcomes import Outcome
from question_bank.blueprint import TOPIC_TITLES

_CYRILLIC: Final = frozenset({"uz-Cyrl", "ru"})

# Heads of columns with two lines on paper.
_PAPER_TOPICS: Final[Mapping[str, str]] = {
    "law": N_("Legal acts"),
    "edoc": N_("E-docs, signature"),
    "devices": N_("Devices and OS"),
    "office": N_("Office programs"),
    "internet": N_("Internet, e-mail"),
    "networks": N_("Networks"),
    "security": N_("Security"),
}
_OFFICES: Final[Mapping[Role, str]] = {
    Role.COMMISSION_CHAIR: N_("chair"),
    Role.COMMISSION_MEMBER: N_("member"),
    Role.SECRETARY: N_("secretary"),
}


def topic_title(topic: str) -> str:
    """Return a topic's whole name."""
    titles = TOPIC_TITLES.get(topic)
    return say_in(dict(titles)) if titles else topic


def paper_topic(topic: str) -> str:
    """Return a topic's name for a column with two lines."""
    words = _PAPER_TOPICS.get(topic)
    return str(gettext(words)) if words else topic


def outcome_word(outcome: Outcome) -> str:
    """Return what an outcome is called; as on the badges of the page."""
    words = {
        Outcome.PASSED: pgettext("state", "Passed"),
        Outcome.FAILED: pgettext("state", "Not passed"),
        Outcome.VOID: pgettext("state", "Annulled"),
        Outcome.ABSENT: pgettext("state", "Absent"),
    }
    return str(words[outcome])


def office_word(office: Role) -> str:
    """Return what somebody is on the commission."""
    return str(gettext(_OFFICES[office]))


def reason_words(line: CandidateLine) -> str:
    """Return the proctor's typed reason in words; nothing where points decided, or where nobody came."""
    if line.reason in {None, AbortKind.ABSENT}:
        return ""
    return str(gettext(ABORT_WORDS[AbortKind(line.reason)]))


def name_of(line: CandidateLine) -> str:
    """Return a candidate's name in the script of the page's language."""
    return line.name_cyrl if current_language() in _CYRILLIC else line.name_latn


def show_points(points: Decimal | None) -> str:
    """Return points as people here write them: a decimal comma, no idle zeros, a dash for none."""
    if points is None:
        return "–"
    text = f"{points.normalize():f}"
    return text if current_language() == "en" else text.replace(".", ",")


def held_words(content: SheetContent) -> str:
    """Return day and hours: 24.11.2026, 09:33–10:50."""
    return f"{show_date(content.held_from)}, {show_time(content.held_from)}–{show_time(content.held_until)}"
