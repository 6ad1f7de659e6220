"""Attendance sheet and minutes on paper: each line is there, and says what it is in the language."""

import pytest

from examapp.core.i18n import load_catalogue
from examapp.documents.attendance_sheet.context import AttendanceLine, AttendanceSheet
from examapp.documents.rendering import DocumentContext, render
from examapp.documents.sitting_minutes.context import (
    Act,
    Matter,
    PersonTime,
    SilentTime,
    SittingMinutes,
    TimeRow,
)
from tests.examapp.documents.paper import MADE_AT, NAMES, check_pdf_a, paper_fonts, read_runs

FACTS = (("Dastur", "Minimal kompyuter savodxonligi"), ("Xona", "204"))


def attendance() -> AttendanceSheet:
    lines = tuple(
        AttendanceLine(
            number, NAMES[number % 10], "Vazirlik", number != 3, "keldi", "ID karta", "09:31–10:31"
        )
        for number in range(1, 31)
    )
    return AttendanceSheet(MADE_AT, True, True, "TK-2026-1124-09", FACTS, lines, ("Yusupova D. R.",))


def minutes() -> SittingMinutes:
    people = tuple(
        PersonTime(
            number,
            NAMES[number % 10],
            "09:31:00",
            "10:31:00",
            "75 = 60 + 15",
            "60",
            "–",
            "topshirdi",
            number != 7,
        )
        for number in range(1, 31)
    )
    return SittingMinutes(
        created_at=MADE_AT,
        rehearsal=True,
        final=True,
        sitting="TK-2026-1124-09",
        sheet="TK-2026-0147",
        facts=FACTS,
        people=people,
        times=(TimeRow("10:02:00–10:08:00", "30 nomzod", "Pauza: elektr oʻchdi", "6", "Yusupova D. R."),),
        matters=(
            Matter("10:05:00", "5 · Joʻrayeva S.", "Savol xato", "Komissiyaga: W15X6H7D", "Yusupova D. R."),
        ),
        silences=(SilentTime("10:01:10–10:04:10", "5 · Joʻrayeva S.", "2,9", "0"),),
        acts=(Act("09:30:00", "Xonani ochdi", "butun xona", "Yusupova D. R."),),
        proctors=("Yusupova D. R.",),
    )


def pages(name: str, document: DocumentContext, language: str) -> list[str]:
    translate = load_catalogue(language.replace("-", "_")).gettext
    pdf = render(name, document, fonts=paper_fonts(), language=language, translate=translate)
    check_pdf_a(pdf)
    return [" ".join(" ".join(run.text for run in page).split()) for page in read_runs(pdf)]


@pytest.mark.parametrize(
    ("language", "title", "total"),
    [
        ("uz-Latn", "Davomat varaqasi", "Roʻyxatda: 30. Keldi: 29. Kelmadi: 1."),
        ("ru", "Лист явки", "Записано: 30. Явилось: 29. Не явилось: 1."),
    ],
)
def test_the_attendance_sheet_lists_everybody_and_sums_them_up(language: str, title: str, total: str) -> None:
    found = pages("attendance_sheet", attendance(), language)
    assert title in found[0]
    assert total in found[-1]
    assert sum(page.count("09:31–10:31") for page in found) == 30


@pytest.mark.parametrize(
    ("language", "appendix", "alarm"),
    [
        ("uz-Latn", "TK-2026-0147-sonli natijalar varaqasiga ilova", "izohlanmagan"),
        ("ru", "приложение к ведомости № TK-2026-0147", "не объяснено"),
    ],
)
def test_the_minutes_explain_each_end_and_are_an_appendix_to_the_sheet(
    language: str, appendix: str, alarm: str
) -> None:
    found = pages("sitting_minutes", minutes(), language)
    whole = " ".join(found)
    assert all(appendix in page for page in found)
    assert whole.count("75 = 60 + 15") == 30
    assert whole.count(alarm) == 1
    for words in ("Pauza: elektr oʻchdi", "10:01:10", "Komissiyaga: W15X6H7D", "Xonani ochdi"):
        assert words in whole
