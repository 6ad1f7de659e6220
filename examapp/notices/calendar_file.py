"""The date as an iCalendar file (RFC 5545) that a phone or a calendar program takes."""

from datetime import datetime, timedelta
from typing import Final

from examapp.core.i18n import say_in
from examapp.documents.calendar_file import escape_text, join_lines, show_utc
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from examapp.notices.wording import Words, say_where

ALARM: Final = timedelta(days=1)


def write_calendar(
    kind: NoticeKind, facts: NoticeFacts, words: Words, *, uid: str, number: int, minutes: int, at: datetime
) -> bytes:
    """Return the event; a later one of the same `uid` with a higher `number` replaces the earlier."""
    cancelled = kind is NoticeKind.CANCELLED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//attestation//notices//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{number}",
        f"DTSTAMP:{show_utc(at)}",
        f"DTSTART:{show_utc(facts.arrives)}",
        f"DTEND:{show_utc(facts.starts + timedelta(minutes=minutes))}",
        f"SUMMARY:{escape_text(say_in(facts.programme, words.language))}",
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
