"""The words around a sheet's figures: what topics, outcomes, reasons and changes of time are called.

Everything is returned in the language of the request, or of the command line.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Protocol

from flask_babel import gettext, pgettext

from examapp.core.i18n import N_, current_language, say_in, show_date, show_time
from examapp.core.permissions import Role
from examapp.proctoring.models import AbortKind
from examapp.proctoring.reasons import ABORT_WORDS
from examapp.results.content import DECIDED, EXCUSED, CandidateLine, SheetContent
from examapp.results.outcomes import Outcome, pass_mark
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
OFFICES: Final[Mapping[Role, str]] = {
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
        Outcome.REMOVED: pgettext("state", "Removed"),
        Outcome.VOID: pgettext("state", "Annulled"),
        Outcome.ABSENT: pgettext("state", "Absent"),
        Outcome.EXCUSED: pgettext("state", "Absent, excused"),
    }
    return str(words[outcome])


def office_word(office: Role) -> str:
    """Return what somebody is on the commission."""
    return str(gettext(OFFICES[office]))


def reason_words(line: CandidateLine) -> str:
    """Return the proctor's typed reason in words; nothing where points decided, or where nobody came.

    An absence that was excused when the sheet was drawn up says so; later papers stand on the sheet's page.
    """
    if line.reason == EXCUSED:
        return str(gettext("With a valid reason"))
    if line.reason == DECIDED:
        return str(gettext("By decision of the commission"))
    if line.reason in {None, AbortKind.ABSENT}:
        return ""
    return str(gettext(ABORT_WORDS[AbortKind(line.reason)]))


class Named(Protocol):
    """Whatever bears a person's name in both scripts."""

    @property
    def name_latn(self) -> str:
        """The name in Latin script."""

    @property
    def name_cyrl(self) -> str:
        """The name in Cyrillic script."""


def name_of(person: Named) -> str:
    """Return a person's name in the script of the page's language."""
    return person.name_cyrl if current_language() in _CYRILLIC else person.name_latn


def show_points(points: Decimal | None) -> str:
    """Return points as people here write them: a decimal comma, no idle zeros, a dash for none."""
    if points is None:
        return "–"
    text = f"{points.normalize():f}"
    return text if current_language() == "en" else text.replace(".", ",")


def pass_rule_words(content: SheetContent) -> str:
    """Return by what the sitting passes, with its figures: the percentage, or the forms' own cut scores."""
    if content.cut_score is None or content.pass_percent is not None:
        assert content.pass_percent is not None
        return str(
            gettext(
                "%(percent)s %% (%(mark)s of %(maximum)s points)",
                percent=content.pass_percent,
                mark=show_points(pass_mark(content.maximum, content.pass_percent)),
                maximum=show_points(content.maximum),
            )
        )
    ends = dict.fromkeys([*content.pass_marks[:1], *content.pass_marks[-1:]])
    return str(
        gettext(
            "the form's own cut score, %(marks)s of %(maximum)s points "
            "(%(method)s, record %(record)s of %(day)s)",
            marks="–".join(map(show_points, ends)) or "–",
            maximum=show_points(content.maximum),
            method=content.cut_score.method.capitalize(),
            record=content.cut_score.record[:8],
            day=f"{content.cut_score.held_on:%d.%m.%Y}",
        )
    )


def short_rule_words(content: SheetContent) -> str:
    """Return by what the sitting passes, for a line of facts."""
    if content.pass_percent is not None:
        return str(gettext("pass mark %(percent)s %%", percent=content.pass_percent))
    return str(gettext("pass mark: the form's own cut score"))


def own_mark_words(line: CandidateLine) -> str:
    """Return the form's own pass mark of a line, empty where a percentage passes."""
    return f"≥\u00a0{show_points(line.pass_mark)}" if line.pass_mark is not None else ""


def held_words(content: SheetContent) -> str:
    """Return day and hours: 24.11.2026, 09:33–10:50."""
    return f"{show_date(content.held_from)}, {show_time(content.held_from)}–{show_time(content.held_until)}"
