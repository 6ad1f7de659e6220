"""The list for handing over as PDF, and the same people as a workbook with a letter each, for E-XAT."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import current_language, say_in, show_date, show_time
from examapp.documents.fonts import ensure_fonts
from examapp.documents.notice_list.context import ListedPerson, NoticeList
from examapp.documents.rendering import render
from examapp.notices.contacts import show_phone
from examapp.notices.links import link_url
from examapp.notices.models import CandidateContact, NoticeKind
from examapp.notices.reaching import PersonReach
from examapp.notices.slip import SlipDesk
from examapp.notices.wording import say_where, write_words
from examapp.notices.words import kind_word
from examapp.organisations.models import Organisation

_WIDTHS: Final = (40, 24, 20, 20, 34, 26, 20, 80)


def print_list(body: Organisation, people: Sequence[PersonReach], desk: SlipDesk, at: datetime) -> bytes:
    """Return the list as PDF in the language of the request. Raises PdfLibrariesMissing without Pango."""
    ensure_fonts(desk.fonts)
    language = current_language()
    document = NoticeList(
        created_at=at,
        organisation=say_in(body.names),
        rehearsal=any(one.facts.rehearsal for one in people),
        people=tuple(
            ListedPerson(
                name=_name(one, language),
                matter=kind_word(one.kind),
                when=_when(one),
                where=_where(one, language),
            )
            for one in people
        ),
    )
    return render("notice_list", document, fonts=desk.fonts, language=language, translate=gettext)


def write_workbook(
    people: Sequence[PersonReach], contacts: dict[int, CandidateContact], desk: SlipDesk
) -> bytes:
    """Return the list as XLSX: every cell is text, a formula stays a text."""
    language = current_language()
    headings = [
        *(gettext("Name"), gettext("What"), gettext("Day"), gettext("When to come"), gettext("Where")),
        *(gettext("E-mail"), gettext("Telephone"), gettext("Letter in the person's language")),
    ]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 2})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet()
        for place, (heading, width) in enumerate(zip(headings, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, bold)
        for row, person in enumerate(people, start=1):
            cells = _cells(person, contacts.get(person.candidate.id), desk, language)
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, text)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _cells(
    person: PersonReach, contact: CandidateContact | None, desk: SlipDesk, language: str
) -> tuple[str, ...]:
    link = link_url(desk.keys, desk.base_url, person.booking_code)
    words = write_words(person.kind, person.facts, person.candidate, person.notices[0].language, link)
    return (
        _name(person, language),
        kind_word(person.kind),
        show_date(person.facts.starts),
        show_time(person.facts.arrives),
        _where(person, language),
        (contact.email if contact else None) or "",
        show_phone(contact.phone) if contact and contact.phone else "",
        f"{words.subject}\n\n{words.letter}",
    )


def _name(person: PersonReach, language: str) -> str:
    candidate = person.candidate
    return candidate.name_cyrl if language in {"ru", "uz-Cyrl"} else candidate.name_latn


def _when(person: PersonReach) -> str:
    if person.kind is NoticeKind.CANCELLED:
        return f"({show_date(person.facts.starts)}, {show_time(person.facts.starts)})"
    return f"{show_date(person.facts.starts)}, {show_time(person.facts.arrives)}"


def _where(person: PersonReach, language: str) -> str:
    if person.kind is NoticeKind.CANCELLED:
        return "–"
    return f"{say_where(person.facts, language)}, {person.facts.address}"
