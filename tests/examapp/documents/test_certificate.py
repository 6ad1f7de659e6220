"""The certificate on paper: what it says can be read back letter by letter, and it fits."""

from itertools import combinations
from pathlib import Path

import pytest

from examapp.documents.certificate.context import Signatory
from examapp.documents.errors import UnprintableLetters
from examapp.documents.fonts import PAPER_FILES
from examapp.documents.rendering import render
from examapp.documents.text_fit import font_metrics
from tests.examapp.documents.paper import (
    CYRILLIC_NAME,
    LATIN_NAME,
    POINTS_PER_MM,
    POSITION_RU,
    POSITION_UZ,
    Run,
    certificate,
    check_pdf_a,
    paper_fonts,
    read_runs,
    read_text,
    squeeze,
)

REHEARSAL = "MASHQ SINOVI, HAQIQIY EMAS · РЕПЕТИЦИЯ, НЕДЕЙСТВИТЕЛЬНО"
# Heights of a capital and of a tail, in mm for each point of size.
CAPITAL, TAIL = 0.714 / POINTS_PER_MM, 0.24 / POINTS_PER_MM
ALL_LETTERS = "ǵńı Ə ə ʻʼ ЎўҚқҒғҲҳ Ёё Әә Өө Үү Ңң № «» – — …"


def make(**changes: object) -> bytes:
    return render("certificate", certificate(**changes), fonts=paper_fonts(), language="uz-Latn")


def right_edge(run: Run) -> float:
    kind = "serif" if "Serif" in run.font else "sans"
    weight = 700 if "Bold" in run.font else 400
    metrics = font_metrics(paper_fonts() / PAPER_FILES[kind, weight])
    return run.x + metrics.width_mm(run.text, run.points)


def overlap(one: Run, other: Run) -> bool:
    """Whether two texts share paper; runs of one line may touch, and tails reach a little under a line."""
    shared_width = min(right_edge(one), right_edge(other)) - max(one.x, other.x)
    tops = [run.y - run.points * CAPITAL for run in (one, other)]
    feet = [run.y + run.points * TAIL for run in (one, other)]
    return shared_width > 0.5 and min(feet) - max(tops) > 0.1


def test_lesson_38_names_in_both_scripts_are_read_back_as_they_were_given():
    text = read_text(make())
    assert LATIN_NAME in text
    assert CYRILLIC_NAME in text
    assert "?" not in text


def test_lesson_38_every_letter_of_the_region_is_in_the_fonts():
    assert squeeze(ALL_LETTERS) in squeeze(read_text(make(position_uz=ALL_LETTERS)))


def test_lesson_39_a_long_name_with_a_position_of_160_characters_fits_and_is_read_back():
    pdf = make()
    text = squeeze(read_text(pdf))
    assert squeeze(POSITION_UZ) in text
    assert squeeze(POSITION_RU) in text
    (page,) = read_runs(pdf)
    for run in page:
        assert run.x > 20
        assert right_edge(run) < 277
    columns = [run for run in page if 101 < run.y < 140 and run.points < 10.5 and run.x > 20]
    assert max(run.y for run in columns if run.y < 138) < 135.5


def test_lesson_39_the_mixed_name_of_the_lesson_is_read_back():
    name = "Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова"
    assert name in read_text(make(name_latn=name))


@pytest.mark.parametrize(
    ("name", "lines", "points"),
    [
        (LATIN_NAME, 1, 23),
        ("Oʻgʻiloy Gʻulomjonovna Qoʻchqorova-Oʻrmonjonovaliyeva", 1, 19),
        ("Muhammadyusuf Abdurahmon oʻgʻli Nizomiddinxoʻjayev-Shamsutdinov al-Buxoriy", 2, 19),
        ("Shamsutdinmuhammadxoʻja " * 5, 2, 13),
    ],
)
def test_a_longer_name_falls_to_a_smaller_size_and_then_to_two_lines(name, lines, points):
    layout = certificate(name_latn=name.strip()).layout(paper_fonts())
    assert (len(layout["name_lines"]), layout["name_points"]) == (lines, points)


def test_the_name_is_printed_in_the_size_that_was_chosen():
    (page,) = read_runs(make())
    assert [round(run.points, 2) for run in page if run.text == LATIN_NAME] == [23]


@pytest.mark.parametrize("name", ["Oʻ" * 60, "Muhammadyusuf-" * 8 + "ov", "X" * 150])
def test_the_longest_names_stay_on_the_page_and_above_the_other_script(name):
    (page,) = read_runs(make(name_latn=name))
    runs = [run for run in page if "Serif" in run.font and 70 < run.y < 90]
    assert squeeze("".join(run.text for run in runs)) == squeeze(name)
    assert all(run.x > 20 and right_edge(run) < 277 for run in runs)
    assert max(run.y for run in runs) < 89


@pytest.mark.parametrize(
    "name", [LATIN_NAME, "Muhammadyusuf Abdurahmon oʻgʻli Nizomiddinxoʻjayev-Shamsutdinov"]
)
def test_the_name_keeps_clear_of_the_number_above_and_the_other_script_below(name):
    (page,) = read_runs(make(name_latn=name))
    lines = [run for run in page if "Serif" in run.font and 70 < run.y < 90]
    (number,) = [run for run in page if run.text.startswith("№ KS")]
    (other,) = [run for run in page if run.text == CYRILLIC_NAME]
    assert min(run.y - run.points * CAPITAL for run in lines) > number.y + 1.5
    assert max(run.y + run.points * TAIL for run in lines) < other.y - other.points * CAPITAL


def test_four_may_sign_and_stay_inside_the_frame():
    signatories = tuple(Signatory(f"Aʼzo {number}", "aʼzo", "член") for number in range(4))
    (page,) = read_runs(make(signatories=signatories))
    places = [run.y for run in page if run.text.startswith("Aʼzo")]
    assert len(set(places)) == 4
    assert max(places) < 183


def test_a_rehearsal_says_so_above_and_below_in_two_languages():
    assert read_text(make(rehearsal=True)).count(REHEARSAL) == 2


def test_an_official_certificate_says_nothing_of_a_rehearsal():
    assert REHEARSAL not in read_text(make())


def test_dates_number_code_decision_and_signatories_are_on_the_page():
    text = read_text(make())
    for expected in (
        "№ KS-TK-2026-000417",
        "7KQM-4T2D-9XHF",
        "24.11.2026",
        "26.11.2026",
        "26.11.2031",
        "№ TK-2026-0147",
        "A. S. Raxmatullayev",
        "M. K. Tursunova",
        "attestatsiya.example/verify",
    ):
        assert expected in text


def test_level_and_pass_rule_are_printed_where_given():
    text = read_text(make(level_uz="minimal", level_ru="минимальный", pass_rule="60 %"))
    for expected in ("Daraja: minimal", "Уровень: минимальный", "Oʻtish chegarasi · Порог", "60 %"):
        assert expected in text


def test_organisation_and_position_stand_apart_from_the_sentence():
    pdf = make(
        organisation_uz="Toshkent shahar hokimligi",
        organisation_ru="Хокимият города Ташкента",
        position_uz="Bosh mutaxassis",
        position_ru="Главный специалист",
    )
    (page,) = read_runs(pdf)
    lines = [run.text for run in page]
    assert "Toshkent shahar hokimligi · Bosh mutaxassis" in lines
    assert "Хокимият города Ташкента · Главный специалист" in lines


def test_without_a_position_the_sentences_still_stand():
    text = squeeze(read_text(make(position_uz="", position_ru="")))
    for sentence in (
        "«Minimal kompyuter savodxonligi» dasturi boʻyicha attestatsiyadan oʻtdi.",
        "прошёл (прошла) аттестацию по программе «Минимальная компьютерная грамотность».",
    ):
        assert squeeze(sentence) in text


@pytest.mark.parametrize("rehearsal", [False, True])
@pytest.mark.parametrize(
    ("level_uz", "level_ru"), [("", ""), ("Minimal daraja", "Минимальный уровень"), ("L" * 60, "У" * 60)]
)
@pytest.mark.parametrize("position", [(POSITION_UZ, POSITION_RU), ("Bosh mutaxassis", "Главный специалист")])
def test_no_two_texts_of_the_page_lie_over_each_other(rehearsal, level_uz, level_ru, position):
    pdf = make(
        rehearsal=rehearsal,
        level_uz=level_uz,
        level_ru=level_ru,
        position_uz=position[0],
        position_ru=position[1],
        organisation_uz="Fargʻona viloyati hokimligi",
        organisation_ru="Хокимият Ферганской области",
        pass_rule="60 %",
    )
    (page,) = read_runs(pdf)
    assert [(one.text, other.text) for one, other in combinations(page, 2) if overlap(one, other)] == []


def test_markup_in_a_name_is_printed_and_not_obeyed():
    name = "<b>Ali</b> & {{ document.number }}"
    assert name in read_text(make(name_latn=name))


def test_a_letter_that_the_fonts_lack_is_refused_by_its_number():
    with pytest.raises(UnprintableLetters, match=r"U\+4E2D"):
        make(name_latn="Ali 中")


def test_it_is_pdf_a_3a_on_one_page():
    pdf = make(rehearsal=True)
    check_pdf_a(pdf)
    assert len(read_runs(pdf)) == 1


def test_the_same_certificate_is_the_same_file():
    assert make() == make()


def test_figure_and_code_square_have_a_description_for_readers(tmp_path: Path):
    import pikepdf

    path = tmp_path / "certificate.pdf"
    path.write_bytes(make())
    with pikepdf.open(path) as document:
        described = {str(item.Alt) for item in document.objects if hasattr(item, "keys") and "/Alt" in item}
    assert described == {
        "Naqsh: 7KQM-4T2D-9XHF",
        "QR: https://attestatsiya.example/verify/7KQM-4T2D-9XHF",
    }
