"""What methods and steps of a study are called, and how its figures are written."""

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext

from examapp.core.i18n import N_, current_language
from examapp.cut_scores.models import StudyState
from question_bank.cut_score import Method, own_pass_mark

_METHODS = {
    Method.ANGOFF: N_("Angoff: a number for each item"),
    Method.BOOKMARK: N_("Bookmark: one place in the booklet"),
}
_STATES = {
    StudyState.ROUND_ONE: (N_("First round"), "cobalt", "pencil"),
    StudyState.DISCUSSION: (N_("Discussion"), "saffron", "chat"),
    StudyState.ROUND_TWO: (N_("Second round"), "cobalt", "pencil"),
    StudyState.CLOSED: (N_("Waits for the seal"), "saffron", "clock"),
    StudyState.SEALED: (N_("Cut score sealed"), "outline", "lock"),
    StudyState.ABANDONED: (N_("Ended without a cut score"), "void", "cross"),
}
_WAY = (
    StudyState.ROUND_ONE,
    StudyState.DISCUSSION,
    StudyState.ROUND_TWO,
    StudyState.CLOSED,
    StudyState.SEALED,
)


def method_name(method: Method) -> str:
    """Return what a method is called."""
    return str(gettext(_METHODS[method]))


def state_tag(state: StudyState) -> tuple[str, str, str]:
    """Return word, look and sign of a study's step."""
    word, look, sign = _STATES[state]
    return str(gettext(word)), look, sign


def way_of(state: StudyState) -> list[dict[str, str]]:
    """Return the strip of steps; empty for a study that was ended."""
    if state is StudyState.ABANDONED:
        return []
    here = _WAY.index(state)
    return [
        {"label": state_tag(one)[0], "state": _place(number, here), "at": ""}
        for number, one in enumerate(_WAY)
    ]


def _place(number: int, here: int) -> str:
    if number < here or here == len(_WAY) - 1:
        return "done"
    return "now" if number == here else "later"


def show_figure(value: Decimal | None, places: int = 2) -> str:
    """Return a figure with a fixed number of places, as people here write it; a dash for none."""
    if value is None:
        return "–"
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text if current_language() == "en" else text.replace(".", ",")


def show_cut_score(stored: str) -> str:
    """Return a form's cut score as it is printed: rounded up to a hundredth, and that is what passes."""
    return show_figure(own_pass_mark(Decimal(stored)))


def show_signed(value: Decimal) -> str:
    """Return a difference with its sign."""
    shown = show_figure(abs(value))
    if not value:
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"
