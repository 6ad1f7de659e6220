"""The date as an iCalendar file (RFC 5545) that a phone or a calendar program takes."""

from datetime import datetime, timedelta
from typing import Final

from examapp.core.i18n import say_in
from examapp.documents.calendar_file import escape_text, join_lines, show_utc
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from examapp.notices.wording import Words, say_rehearsal, say_where

ALARM: Final = timedelta(days=1)


def calendar_uid(booking_code: str) -> str:
    """Return by what calendars know a booking's date again, wherever the file came from."""
    return f"{booking_code.lower()}@attestation"


def find_method(kind: NoticeKind) -> str:
    """Return what the file asks a calendar to do."""
    return "CANCEL" if kind is NoticeKind.CANCELLED else "PUBLISH"


def write_calendar(
    kind: NoticeKind,
    facts: NoticeFacts,
    words: Words,
    *,
    uid: str,
    number: int,
    minutes: int,
    at: datetime,
    organiser: str = "",
) -> bytes:
    """Return the event; a later one of the same `uid` with a higher `number` replaces the earlier.

    `organiser` is the e-mail address that sends it; a method needs one (RFC 5546, 3.2), so that a file
    without an address has no method.
    """
    cancelled = kind is NoticeKind.CANCELLED
    summary = say_in(facts.programme, words.language)
    if facts.rehearsal:
        summary = f"{say_rehearsal(words.language)}: {summary}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//attestation//notices//EN",
        *([f"METHOD:{find_method(kind)}"] if organiser else []),
        "BEGIN:VEVENT",
        *([f"ORGANIZER:mailto:{organiser}"] if organiser else []),
        f"UID:{uid}",
        f"SEQUENCE:{number}",
        f"DTSTAMP:{show_utc(at)}",
        f"DTSTART:{show_utc(facts.arrives)}",
        f"DTEND:{show_utc(facts.starts + timedelta(minutes=minutes))}",
        f"SUMMARY:{escape_text(summary)}",
        f"LOCATION:{escape_text(f'{say_where(facts, words.language)}, {facts.address}')}",
        f"DESCRIPTION:{escape_text(words.subject)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        *([] if cancelled else _alarm(words.subject)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return join_lines(lines)


def _alarm(subject: str) -> list[str]:
    days = f"-P{ALARM.days}D"
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape_text(subject)}",
        f"TRIGGER:{days}",
        "END:VALARM",
    ]
