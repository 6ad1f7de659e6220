"""What people read of a schedule: states and changes in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext, ngettext

from examapp.core.i18n import N_, say_in
from examapp.sittings.schedule_models import ScheduleChange, ScheduleChangeAct, ScheduleState

STATES: Final[Mapping[ScheduleState, str]] = {
    ScheduleState.DRAFT: N_("Draft"),
    ScheduleState.SUBMITTED: N_("Before the working body"),
    ScheduleState.APPROVED: N_("Approved, not published yet"),
    ScheduleState.PUBLISHED: N_("Published"),
}


def say_state(state: ScheduleState) -> str:
    """Return a schedule's state in the language of the request."""
    return str(gettext(STATES[state]))


def say_change(change: ScheduleChange) -> str:
    """Return what a change did, in one sentence."""
    before, after = change.before or {}, change.after or {}
    if change.act is ScheduleChangeAct.ADDED:
        return str(gettext("Added: %(period)s.", period=_say_period(after, with_programme=True)))
    if change.act is ScheduleChangeAct.REMOVED:
        return str(gettext("Taken off: %(period)s.", period=_say_period(before, with_programme=True)))
    other = before.get("programme") != after.get("programme")
    return str(
        gettext(
            "%(before)s became %(after)s.",
            before=_say_period(before, with_programme=other),
            after=_say_period(after, with_programme=other),
        )
    )


def _say_period(facts: Mapping[str, Any], *, with_programme: bool) -> str:
    if not facts:
        return "–"
    first, last = (date.fromisoformat(facts[name]) for name in ("first_day", "last_day"))
    people = ngettext("%(num)s person", "%(num)s people", facts["expected"])
    days = f"{first:%d.%m.%Y} – {last:%d.%m.%Y} ({people})"
    if not with_programme:
        return days
    # Changes of before the titles were kept have the code alone.
    programme = say_in(facts["titles"]) if facts.get("titles") else facts["programme"]
    return f"{programme}, {days}"
