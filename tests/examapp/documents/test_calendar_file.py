"""Calendar files that every program reads: escaped, folded within no letter, whole days that end rightly."""

from datetime import UTC, date, datetime

from examapp.documents.calendar_file import CalendarDays, escape_text, fold_line, write_calendar


def test_what_has_a_meaning_in_the_format_is_escaped() -> None:
    assert escape_text("a;b,c\\d\r\ne\nf") == "a\\;b\\,c\\\\d\\ne\\nf"


def test_a_long_line_is_folded_after_75_bytes_and_unfolds_to_itself() -> None:
    line = "SUMMARY:" + "Oʻzbekiston Ҳокимият " * 12
    folded = fold_line(line)
    assert max(len(part.encode()) for part in folded.split("\r\n")) <= 75
    assert folded.replace("\r\n ", "") == line + "\r\n"
    assert fold_line("x" * 75) == "x" * 75 + "\r\n"


def test_whole_days_end_on_the_day_after_the_last() -> None:
    entry = CalendarDays("a@b", date(2026, 12, 30), date(2026, 12, 31), "Body")
    text = write_calendar("Year", [entry], datetime(2026, 11, 1, 5, tzinfo=UTC)).decode()
    assert "DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\n" in text
    assert "DTSTAMP:20261101T050000Z\r\n" in text
    assert text.count("BEGIN:") == text.count("END:") == 2
