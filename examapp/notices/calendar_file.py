"""The date as an iCalendar file (RFC 5545) that a phone or a calendar program takes."""

from datetime import UTC, datetime, timedelta
from typing import Final

from examapp.core.i18n import say_in
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from examapp.notices.wording import Words, say_where

LINE_BYTES: Final = 75
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
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(facts.arrives)}",
        f"DTEND:{_utc(facts.starts + timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(say_in(facts.programme, words.language))}",
        f"LOCATION:{_text(f'{say_where(facts, words.language)}, {facts.address}')}",
        f"DESCRIPTION:{_text(words.subject)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        *([] if cancelled else _alarm(words.subject)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_fold(line) for line in lines).encode()


def _alarm(subject: str) -> list[str]:
    days = f"-P{ALARM.days}D"
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(subject)}",
        f"TRIGGER:{days}",
        "END:VALARM",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break a line after 75 bytes at most, never within a letter (RFC 5545, 3.1)."""
    parts, room = [""], LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = LINE_BYTES - 1
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts) + "\r\n"
