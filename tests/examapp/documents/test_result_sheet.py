"""The result sheet on paper: the sum adds up, heads and digest stand on every page, all four languages."""

from decimal import Decimal

import pytest

from examapp.core.i18n import load_catalogue
from examapp.documents.rendering import render
from examapp.documents.result_sheet.context import Member, Receipt, Topic, Total
from tests.examapp.documents.paper import (
    MADE_AT,
    NAMES,
    check_pdf_a,
    paper_fonts,
    read_runs,
    read_text,
    result_sheet,
)

DIGEST_LINES = ("SHA-256 9f4c 21d0 7be8 55a1 0c3e e7d2 4410 b6f9", "a8c5 7702 1f3b 96de 20b4 5e81 cc07 d3aa")
TITLES = {
    "uz-Latn": ("Attestatsiya sinovi natijalari varaqasi", "1 / 2 -sahifa", "Mashq sinovi, haqiqiy emas"),
    "uz-Cyrl": ("Аттестация синови натижалари варақаси", "1 / 2 -саҳифа", "Машқ синови, ҳақиқий эмас"),
    "ru": ("Ведомость результатов тестирования", "стр. 1 / 2", "Репетиция, недействительно"),
    "en": ("Result sheet of the attestation test", "page 1 of 2", "Rehearsal, not official"),
}


def make(candidates: int = 30, language: str = "uz-Latn", **changes: object) -> bytes:
    return render(
        "result_sheet",
        result_sheet(candidates, **changes),
        fonts=paper_fonts(),
        language=language,
        translate=load_catalogue(language.replace("-", "_")).gettext,
    )


def page_texts(pdf: bytes) -> list[str]:
    return [" ".join(" ".join(run.text for run in page).split()) for page in read_runs(pdf)]


def test_thirty_candidates_and_their_sum_stand_on_the_first_page_of_two():
    first, second = page_texts(make(30))
    assert first.count("Kelmadi, sababli") == 5
    assert "30 nomzod =" in first
    assert "25 oʻtdi +" in first
    assert "Komissiya qarori" in second


def test_many_candidates_flow_over_pages_with_heads_digest_and_page_on_each():
    pages = page_texts(make(100))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)} -sahifa" in text
        assert all(line in text for line in DIGEST_LINES)
    rows = [text for text in pages if NAMES[0] in text]
    assert len(rows) > 2
    assert all("Familiyasi, ismi, otasining ismi" in text for text in rows)


@pytest.mark.parametrize("candidates", [28, 30, 31, 32, 33, 34])
def test_the_sum_never_stands_apart_from_the_last_row(candidates):
    pages = page_texts(make(candidates))
    (with_sum,) = [text for text in pages if f"{candidates} nomzod" in text]
    assert NAMES[(candidates - 1) % len(NAMES)] in with_sum


@pytest.mark.parametrize("language", TITLES)
def test_each_language_has_its_own_words(language):
    title, page, rehearsal = TITLES[language]
    first, _ = page_texts(make(30, language, rehearsal=True))
    assert title in first
    assert page in first
    assert rehearsal in first


def test_a_rehearsal_has_its_band_on_every_page_and_an_official_sheet_none():
    assert all("Mashq sinovi, haqiqiy emas" in text for text in page_texts(make(30, rehearsal=True)))
    assert "Mashq" not in read_text(make(30))


def test_incidents_give_their_minutes_and_members_how_they_decided():
    text = read_text(make(3))
    assert "+6 daqiqa, oʻzi hisoblangan" in text
    assert "tizimda imzoladi, 26.11.2026, 14:30" in text
    assert "hozir emas" in text


def test_an_office_and_the_longest_words_of_a_signature_share_no_line():
    long = Member(
        "Raxmatullayev A. S.", "член комиссии", True, signed_at=MADE_AT, method="цифрами с телефона"
    )
    runs = [run for page in read_runs(make(3, "ru", members=(long,) * 4)) for run in page]
    offices, signed = ([run.y for run in runs if words in run.text] for words in (long.office, "в системе, "))
    assert len(offices) == len(signed) == 4
    assert min(abs(one - other) for one in offices for other in signed) > 2.5


@pytest.mark.parametrize("language", ["uz-Latn", "ru", "en"])
def test_nothing_is_called_signed_that_nobody_has_signed(language):
    text = read_text(make(3, language)).lower()
    for words in ("elektron imzo", "электронн", "electronic"):
        assert words not in text


def test_the_receipt_codes_stand_beside_the_numbers_of_the_rows():
    receipts = tuple(Receipt(row, f"7KQM-4T2D-9XHF-{row:04d}") for row in range(1, 31))
    pages = page_texts(make(30, receipts=receipts))
    assert len(pages) == 2
    assert all(f"{one.row} {one.code}" in pages[1] for one in receipts)
    assert "Qabul kodlari" not in read_text(make(30))


def test_a_sheet_without_incidents_and_decision_says_so():
    text = read_text(make(3, incidents=(), item_decisions=(), decision="", members=()))
    assert "Hech qanday hodisa qayd etilmagan." in text
    assert "Komissiya hali qaror qabul qilmagan." in text
    assert "Savollar boʻyicha qarorlar" not in text


def test_outcomes_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="add up"):
        result_sheet(30, totals=(Total(29, "oʻtdi"),))


def test_a_row_with_a_figure_too_few_is_refused():
    with pytest.raises(ValueError, match="one figure per topic"):
        result_sheet(3, topics=(Topic("Huquq", Decimal(10)),))


def test_it_is_pdf_a_3a():
    check_pdf_a(make(12, rehearsal=True))


def test_long_words_of_another_language_keep_the_table_on_the_page():
    titles = ("Законодательство", "Электронный документооборот", "Устройства", "Офисные приложения")
    topics = tuple(Topic(title, Decimal(10)) for title in (*titles, "Интернет", "Сети", "Кибербезопасность"))
    (page, *_) = read_runs(make(3, "ru", topics=topics))
    assert max(run.x for run in page) < 198
