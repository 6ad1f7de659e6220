"""The printed list: who, what, when and where, for each language, as archival PDF."""

import pytest

from examapp.core.i18n import load_catalogue
from examapp.documents.notice_list.context import ListedPerson, NoticeList
from examapp.documents.rendering import render
from tests.examapp.documents.paper import MADE_AT, check_pdf_a, paper_fonts, read_runs, read_text

PEOPLE = tuple(
    ListedPerson(f"Karimov Botir {number}", "sinovdagi joy", "24.11.2026, 09:00", "1-markaz, 204-xona")
    for number in range(30)
)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("uz-Latn", "Attestatsiya sinovi haqida xabarnoma"),
        ("uz-Cyrl", "Аттестация синови ҳақида хабарнома"),
        ("ru", "Уведомление об аттестационном тестировании"),
    ],
)
def test_a_list_names_everybody_once_over_its_pages(language: str, title: str) -> None:
    document = NoticeList(MADE_AT, "Oltiariq tumani hokimligi", rehearsal=True, people=PEOPLE)
    translate = load_catalogue(language.replace("-", "_")).gettext
    pdf = render("notice_list", document, fonts=paper_fonts(), language=language, translate=translate)
    text = read_text(pdf)
    assert title in text
    assert all(f"{person.name} " in text for person in PEOPLE)
    assert len(read_runs(pdf)) == 3
    check_pdf_a(pdf)
