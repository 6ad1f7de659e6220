import base64
import xml.etree.ElementTree as ET

import pytest

from examapp.centres.keeping import create_room
from examapp.core.i18n import load_catalogue
from examapp.documents.rendering import render
from examapp.notices.slip import SlipDesk, read_slip, say_day
from tests.examapp.documents.paper import check_pdf_a, paper_fonts, read_runs, read_text
from tests.examapp.notices.slips import plan, sketch, slip
from tests.factories.closed_sitting import Seat
from tests.factories.published import PUBLISHED_AT, STARTS, make_published_sitting

TITLES = {
    "uz-Latn": "Sinovga ruxsatnoma",
    "uz-Cyrl": "Синовга рухсатнома",
    "ru": "Пропуск на тестирование",
    "en": "Admission slip",
}
LONG = "Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna " * 2


@pytest.mark.parametrize("language", TITLES)
def test_a_slip_is_one_page_in_each_language_and_says_where_and_when(language: str) -> None:
    translate = load_catalogue(language.replace("-", "_")).gettext
    pdf = render("admission_slip", slip(), fonts=paper_fonts(), language=language, translate=translate)
    text = read_text(pdf)
    assert len(read_runs(pdf)) == 1
    for words in (TITLES[language], "24 noyabr, seshanba", "09:00", "09:30", "K417-9XTW", "TK-2026-1124-09"):
        assert words in text
    if language != "en":
        assert "slip" not in text
        assert "PIN code" not in text
    check_pdf_a(pdf)


@pytest.mark.parametrize("language", ["uz-Latn", "ru"])
def test_a_large_centre_and_a_wide_room_still_go_on_one_page(language: str) -> None:
    translate = load_catalogue(language.replace("-", "_")).gettext
    drawn = {"sketch": sketch(4, 10, 10, entrance=2), "plan": plan(60, 37, 12), "wide": True}
    pdf = render("admission_slip", slip(**drawn), fonts=paper_fonts(), language=language, translate=translate)
    assert len(read_runs(pdf)) == 1


def test_the_longest_names_in_a_rehearsal_stay_within_two_pages() -> None:
    document = slip(name=LONG, other_name=LONG, organisation=LONG * 2, address=LONG, rehearsal=True)
    assert len(read_runs(render("admission_slip", document, fonts=paper_fonts(), language="uz-Latn"))) <= 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uz-Latn", "24 noyabr, seshanba"),
        ("uz-Cyrl", "24 ноябрь, сешанба"),
        ("ru", "24 ноября, вторник"),
    ],
)
def test_days_are_written_as_people_write_them(language: str, words: str) -> None:
    assert say_day(STARTS.date(), language) == words


def test_a_slip_says_what_stands_now_and_never_the_pin(app, database) -> None:
    with database.transaction() as db:
        seats = [Seat("Karimov Botir Abduvohidovich", None, state=None)]
        booking = make_published_sitting(db, seats, policy={"checkin.arrive_minutes": 45}).bookings[0]
        booking.sitting.room.name, booking.sitting.room.floor = "204", 2
        create_room(db, booking.sitting.room.centre, name="101", actor="staff:T", at=PUBLISHED_AT)
        db.refresh(booking.sitting.room.centre)
        desk = SlipDesk(paper_fonts(), "https://x.uz", app.extensions["key_ring"])
        found = read_slip(db, booking, desk, PUBLISHED_AT, "ru")
    assert (found.arrive, found.start, found.seat) == ("08:45", "09:30", 1)
    assert (found.room, found.wide) == ("каб.\u00a0204, 2-й этаж", False)
    sketched = base64.b64decode(found.sketch.partition(",")[2]).decode()
    assert ET.fromstring(sketched).get("aria-label") == "План центра; отмечен кабинет 204"
    assert ("101" in sketched, "Вход" in sketched) == (True, True)
    assert found.name == "Каримов Ботир Абдувоҳидович"
    assert "pin" not in str(found).lower().replace(found.link_url.lower(), "").replace(found.plan.lower(), "")
