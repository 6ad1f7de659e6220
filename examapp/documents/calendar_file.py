"""iCalendar files (RFC 5545): whole days to which a calendar subscribes, and the rules of any such file.

Written by hand: two rules (escaping, folding) are all that such a file needs of a library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

LINE_BYTES: Final = 75


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """One entry from a day to another, both included; the same `uid` with a higher `sequence` replaces it."""

    uid: str
    first_day: date
    last_day: date
    summary: str
    description: str = ""
    sequence: int = 0
    cancelled: bool = False


def write_calendar(title: str, entries: Iterable[CalendarDays], changed_at: datetime) -> bytes:
    """Return the file; `changed_at` is the moment that every entry gives as its last change."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//attestation//schedule//EN",
        f"X-WR-CALNAME:{escape_text(title)}",
    ]
    stamp = show_utc(changed_at)
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"SEQUENCE:{entry.sequence}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{entry.first_day:%Y%m%d}",
            # The end of a whole day is the day after it (RFC 5545, 3.6.1).
            f"DTEND;VALUE=DATE:{entry.last_day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escape_text(entry.summary)}",
            f"DESCRIPTION:{escape_text(entry.description)}",
            f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return join_lines(lines)


def join_lines(lines: Iterable[str]) -> bytes:
    """Return the file of these lines, each folded."""
    return "".join(fold_line(line) for line in lines).encode()


def show_utc(moment: datetime) -> str:
    """Return a moment as such files write it: 20261124T043000Z (3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escape_text(words: str) -> str:
    """Return words as a TEXT value: backslash, semicolon, comma and new lines escaped (3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def fold_line(line: str) -> str:
    """Return a line broken after at most 75 bytes, never within a letter, with its end (3.1)."""
    parts, room = [""], LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = LINE_BYTES - 1  # the blank that begins a continued line counts, too
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts) + "\r\n"
