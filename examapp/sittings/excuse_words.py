"""What excuses are called on pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask_babel import gettext

from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind, ExcuseState
from examapp.sittings.excusing import last_day_of_papers
from examapp.sittings.models import Sitting

KIND_WORDS: Final[Mapping[ExcuseKind, str]] = {
    ExcuseKind.ILLNESS: N_("Illness"),
    ExcuseKind.BUSINESS_TRIP: N_("Business trip"),
    ExcuseKind.LEAVE: N_("Leave"),
    ExcuseKind.FAMILY: N_("Family circumstances"),
    ExcuseKind.OTHER: N_("Another reason"),
}
# Word, look and sign of the badge for each.
STATE_BADGES: Final[Mapping[ExcuseState, tuple[str, str, str]]] = {
    ExcuseState.REQUESTED: (N_("waits for the working body"), "saffron", "clock"),
    ExcuseState.APPROVED: (N_("excused"), "turquoise", "tick"),
    ExcuseState.REFUSED: (N_("not excused"), "garnet", "cross"),
}


def excuse_kind_word(kind: ExcuseKind) -> str:
    """Return what a kind of reason is called."""
    return str(gettext(KIND_WORDS[kind]))


def excuse_badge(state: ExcuseState) -> tuple[str, str, str]:
    """Return word, look and sign of a state."""
    word, look, sign = STATE_BADGES[state]
    return str(gettext(word)), look, sign


def say_absence(sitting: Sitting, excuse: AbsenceExcuse | None, at: datetime) -> str:
    """Return whether somebody who did not come had a valid reason, as far as that is known now."""
    if excuse is not None and excuse.state is ExcuseState.APPROVED:
        return str(gettext("with a valid reason, agreed on %(day)s", day=_day(excuse.decided_at)))
    if excuse is not None and excuse.state is ExcuseState.REQUESTED:
        return str(gettext("a reason waits for the working body's decision"))
    last = last_day_of_papers(sitting)
    if at.astimezone(TASHKENT).date() <= last:
        return str(gettext("no reason recorded; papers are taken until %(day)s", day=f"{last:%d.%m.%Y}"))
    return str(gettext("without a valid reason"))


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(TASHKENT):%d.%m.%Y}" if moment else ""
