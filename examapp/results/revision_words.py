"""The words of revisions and signatures: causes, states, methods, what was changed."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_, current_language
from examapp.proctoring.models import AbortKind
from examapp.proctoring.reasons import ABORT_WORDS
from examapp.results.content import DECIDED, EXCUSED, RevisedFigure
from examapp.results.models import Addressee, RevisionCause, SheetState, SignatureMethod
from examapp.results.outcomes import Outcome
from examapp.results.sheet_words import outcome_word

ADDRESSEES: Final[Mapping[Addressee, str]] = {
    Addressee.SECRETARY: N_("Secretary of the commission"),
    Addressee.PROCTOR: N_("Proctor of the sitting"),
    Addressee.OPERATOR: N_("Operator"),
}
REVISION_CAUSES: Final[Mapping[RevisionCause, str]] = {
    RevisionCause.RETURNED: N_("remarks of the commission"),
    RevisionCause.EXCUSE: N_("absence excused"),
    RevisionCause.VOIDED: N_("result annulled"),
    RevisionCause.ITEM_DECISION: N_("decision on an item"),
    RevisionCause.APPEAL: N_("appeal"),
    RevisionCause.NAME_MENDED: N_("name mended"),
}
_STATES: Final[Mapping[SheetState, tuple[str, str, str]]] = {
    SheetState.DRAFT: (N_("waits for signatures"), "saffron", "clock"),
    SheetState.CONFIRMED: (N_("valid"), "turquoise", "tick"),
    SheetState.SUPERSEDED: (N_("superseded"), "", "history"),
    SheetState.RETURNED: (N_("returned"), "garnet", "arrow-left"),
    SheetState.REPLACED: (N_("not decided, replaced"), "", "history"),
    SheetState.UNCHANGED: (N_("the same as the valid one"), "", "history"),
}
METHODS: Final[Mapping[SignatureMethod, str]] = {
    SignatureMethod.TOTP: N_("by the telephone's digits"),
    SignatureMethod.EIMZO: N_("by E-IMZO"),
}
_ITEM_DECISIONS: Final[Mapping[str, str]] = {
    "keep": N_("stays as it is"),
    "rekey": N_("another answer is right"),
    "accept_several": N_("several answers are right"),
    "neutralise": N_("does not count for anybody"),
    "full_credit": N_("full points for everybody"),
}
_REASONS: Final[Mapping[str, str]] = {
    DECIDED: N_("By decision of the commission"),
    EXCUSED: N_("With a valid reason"),
}
_FIGURES: Final[Mapping[str, str]] = {
    "outcome": N_("Result"),
    "points": N_("Total"),
    "name_latn": N_("Name, Latin"),
    "name_cyrl": N_("Name, Cyrillic"),
    "reason": N_("Reason"),
}


def cause_word(cause: RevisionCause | str) -> str:
    """Return why there is another revision."""
    return str(gettext(REVISION_CAUSES[RevisionCause(cause)]))


def sheet_badge(state: SheetState) -> tuple[str, str, str]:
    """Return word, look and sign of a revision's state."""
    word, look, sign = _STATES[state]
    return str(gettext(word)), look, sign


def method_word(method: SignatureMethod) -> str:
    """Return how somebody signed."""
    return str(gettext(METHODS[method]))


def addressee_word(addressee: Addressee) -> str:
    """Return who must act on a returned sheet."""
    return str(gettext(ADDRESSEES[addressee]))


def item_decision_word(decision: str) -> str:
    """Return what was decided on an item."""
    return str(gettext(_ITEM_DECISIONS.get(decision, decision)))


def say_revised(change: RevisedFigure) -> str:
    """Return one changed figure: «Result: Not passed → Passed»."""
    before, after = (_say_figure(change.what, value) for value in (change.before, change.after))
    return f"{gettext(_FIGURES.get(change.what, change.what))}: {before} → {after}"


def _say_figure(what: str, value: str | None) -> str:
    if value is None:
        return "–"
    if what == "outcome":
        return outcome_word(Outcome(value))
    if what == "reason":
        return (
            str(gettext(_REASONS[value]))
            if value in _REASONS
            else str(gettext(ABORT_WORDS[AbortKind(value)]))
        )
    return value if current_language() == "en" else value.replace(".", ",") if what == "points" else value
