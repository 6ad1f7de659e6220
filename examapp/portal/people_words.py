"""What the standings of people are called, and the workbook of them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import N_, say_in, show_day
from examapp.portal.people_states import PersonState, Standing

# Words, with the day where one belongs to it; look and sign of the badge.
_STANDINGS: Final = {
    Standing.NOT_LISTED: (N_("not on a list yet"), "", "ring"),
    Standing.LISTED: (N_("stands on the list"), "", "list"),
    Standing.BOOKED: (N_("has a place"), "cobalt", "calendar"),
    Standing.WAITING: (N_("waits for the result"), "", "clock"),
    Standing.PASSED: (N_("certificate is valid"), "turquoise", "tick"),
    Standing.ENDS_SOON: (N_("certificate ends soon"), "saffron", "clock"),
    Standing.ENDED: (N_("certificate has ended"), "garnet", "calendar"),
    Standing.FAILED: (N_("did not pass"), "garnet", "cross"),
    Standing.ABSENT: (N_("did not come"), "garnet", "cross"),
    Standing.EXCUSED: (N_("did not come, excused"), "", "calendar"),
    Standing.UNCERTIFIED: (N_("passed, without a certificate"), "turquoise", "tick"),
    Standing.VOID: (N_("result made void"), "void", "cross"),
}
_DAYS: Final = {
    Standing.BOOKED: N_("test on %(day)s"),
    Standing.WAITING: N_("test of %(day)s"),
    Standing.PASSED: N_("until %(day)s"),
    Standing.ENDS_SOON: N_("until %(day)s"),
    Standing.ENDED: N_("on %(day)s"),
    Standing.FAILED: N_("again from %(day)s"),
    Standing.ABSENT: N_("again from %(day)s"),
}


def standing_badge(standing: Standing) -> tuple[str, str, str]:
    """Return word, look and sign."""
    word, look, sign = _STANDINGS[standing]
    return str(gettext(word)), look, sign


def say_standing_day(person: PersonState) -> str:
    """Return the day as words, or nothing."""
    if person.day is None:
        return ""
    return str(gettext(_DAYS[person.standing], day=show_day(person.day)))


def write_workbook(people: Sequence[PersonState]) -> bytes:
    """Return one row for each person."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    heads = [gettext("Name, Latin"), gettext("Name, Cyrillic"), gettext("Position"), gettext("Code")]
    heads += [gettext("State"), gettext("Day")]
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(gettext("Our people")[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, head in enumerate(heads):
            page.write_string(0, place, head, bold)
        for row, person in enumerate(people, start=1):
            for place, cell in enumerate(_cells(person)):
                page.write_string(row, place, cell)
        page.freeze_panes(1, 1)
        page.set_column(0, 2, 38)
        page.set_column(3, 5, 24)
    return buffer.getvalue()


def _cells(person: PersonState) -> tuple[str, ...]:
    who = person.candidate
    position = say_in(who.positions) if who.positions else ""
    day = show_day(person.day) if person.day else ""
    return who.name_latn, who.name_cyrl, position, who.code, standing_badge(person.standing)[0], day
