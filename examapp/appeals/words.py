"""What the kinds, states and decisions of appeals are called."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.appeals.models import About, Remedy, Verdict
from examapp.core.i18n import N_

ABOUT_WORDS: Final[Mapping[About, str]] = {
    About.ITEM: N_("A question of the test"),
    About.TIME: N_("Time or the computer"),
    About.CONDUCT: N_("How the test was conducted"),
    About.TOTAL: N_("The points in all"),
    About.ABSENCE: N_("I am recorded as absent"),
    About.ROOM: N_("Complaint taken down in the room"),
}
VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.UPHELD: N_("The appeal is upheld"),
    Verdict.PARTLY: N_("The appeal is upheld in part"),
    Verdict.REJECTED: N_("The appeal is rejected"),
}
REMEDY_WORDS: Final[Mapping[Remedy, str]] = {
    Remedy.NONE: N_("The result stays as it is"),
    Remedy.RESTORED: N_("The answers that were restored after the test count"),
    Remedy.CREDIT: N_("The question counts as right for this candidate"),
    Remedy.POINTS: N_("Other points are given"),
    Remedy.VOID: N_("The result is annulled: the candidate may sit again without waiting"),
    Remedy.REINSTATED: N_("The annulment is lifted: the result counts again"),
    Remedy.EXCUSED: N_("The absence counts as excused: the candidate may sit again without waiting"),
    Remedy.ITEM: N_("The question is put before the commission, which decides on it for everybody"),
}


def about_word(about: About) -> str:
    """Return what an appeal is about, in the language of the request."""
    return str(gettext(ABOUT_WORDS[about]))


def verdict_word(verdict: Verdict) -> str:
    """Return a verdict as a sentence."""
    return str(gettext(VERDICT_WORDS[verdict]))


def remedy_word(remedy: Remedy) -> str:
    """Return what follows, as a sentence."""
    return str(gettext(REMEDY_WORDS[remedy]))
