"""What every body owes and when it came, as the lines of a workbook."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext, ngettext

from examapp.candidates.deadlines import BodyDue, DaySource
from examapp.candidates.list_words import list_state
from examapp.core.i18n import N_, say_in

SOURCES: Final = {
    DaySource.SCHEDULE: N_("by the approved schedule"),
    DaySource.SITTING: N_("by the first sitting"),
    DaySource.CALL: N_("by the operator's call"),
}


DUE_WIDTHS: Final = (10, 40, 36, 34, 14, 18, 14, 14, 14, 60)


def say_source(source: DaySource) -> str:
    """Return from what a first day is known, in the language of the request."""
    return str(gettext(SOURCES[source]))


def due_headings() -> list[str]:
    """Return the headings of the workbook."""
    headings = [gettext("Code"), gettext("Organisation"), gettext("Programme"), gettext("First day of tests")]
    headings += [gettext("List is due"), gettext("State"), gettext("List came on")]
    return [
        str(one) for one in [*headings, gettext("Order is due"), gettext("Order came on"), gettext("Late")]
    ]


def due_lines(due: Sequence[BodyDue]) -> list[list[str]]:
    """Return a line for each body, with what is late and by how many days."""
    return [
        [
            one.organisation.code,
            say_in(one.organisation.names),
            f"{say_in(one.programme.titles)}, {one.year}",
            f"{one.first_day:%d.%m.%Y} ({say_source(one.source)})",
            f"{one.list_due.day:%d.%m.%Y}",
            list_state(one.found)[0] if one.found else str(gettext("No list yet")),
            f"{one.list_at:%d.%m.%Y}" if one.list_at else "–",
            f"{one.order_due.day:%d.%m.%Y}",
            f"{one.order_at:%d.%m.%Y}" if one.order_at else "–",
            _say_late(one),
        ]
        for one in due
    ]


def _say_late(one: BodyDue) -> str:
    late = []
    for name, days in (
        (gettext("Candidate list"), -one.list_due.days_left if one.owes_list else one.list_days_late),
        (gettext("Order on attendance"), -one.order_due.days_left if one.owes_order else one.order_days_late),
    ):
        if days > 0:
            late.append(f"{name}: {ngettext('%(num)s day late', '%(num)s days late', days)}")
    return "; ".join(late) or "–"
