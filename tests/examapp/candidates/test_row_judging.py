import pytest

from examapp.candidates.cells import Cell, CellKind, ReadRow
from examapp.candidates.row_judging import judge_row, language_of, read_language
from tests.examapp.candidates.making import TODAY, pinfl

CELLS = {"family_name": "Karimov", "given_name": "Botir", "pinfl": pinfl(1), "organisation": "FA-001"}


def judge(**more):
    cells = {name: text if isinstance(text, Cell) else Cell(text) for name, text in (CELLS | more).items()}
    return judge_row(ReadRow(2, cells), TODAY)


def kinds(judged):
    return [(finding.kind, finding.column) for finding in judged.findings]


def test_a_good_row_is_a_person_without_findings():
    judged = judge()
    assert kinds(judged) == []
    assert judged.person.names.cyrl == "Каримов Ботир"
    assert judged.person.keys == [("pinfl", pinfl(1))]


def test_the_name_is_kept_as_it_came():
    assert judge(family_name="KARIM`OV").person.given["family_name"] == "KARIM`OV"


@pytest.mark.parametrize("column", ["family_name", "given_name"])
def test_a_missing_name_is_refused(column):
    assert kinds(judge(**{column: " "})) == [("missing", column)]


def test_one_look_shows_everything_that_is_wrong():
    judged = judge(family_name="", pinfl="12", document="X", birth_date="soon")
    assert judged.person is None
    assert [kind for kind, _column in kinds(judged)] == [
        "missing",
        "pinfl_length",
        "document_shape",
        "date_unreadable",
    ]


def test_without_pinfl_the_document_and_the_birth_date_identify():
    judged = judge(pinfl="", document="AA1234567", birth_date="07.03.1985")
    assert judged.person.keys == [("document", "AA1234567", "1985-03-07")]


@pytest.mark.parametrize("more", [{}, {"document": "AA1234567"}, {"birth_date": "07.03.1985"}])
def test_without_either_it_is_not_clear_who_this_is(more):
    assert kinds(judge(pinfl="", **more)) == [("identity_missing", "")]


def test_a_formula_is_refused_even_in_a_cell_that_may_stay_empty():
    judged = judge(position=Cell("=A1", CellKind.FORMULA))
    assert kinds(judged) == [("formula", "position")]
    assert judged.person is None


def test_an_error_of_the_spreadsheet_is_refused():
    assert kinds(judge(given_name=Cell("#N/A", CellKind.ERROR))) == [("cell_error", "given_name")]


def test_a_full_name_stands_for_its_parts():
    judged = judge(family_name="", given_name="", full_name="Karimov Botir Anvar oʻgʻli")
    assert judged.person.names.latn == "Karimov Botir Anvar oʻgʻli"
    assert kinds(judged) == [("full_name_split", "full_name")]


def test_a_full_name_of_one_word_lacks_the_given_name():
    assert kinds(judge(family_name="", given_name="", full_name="Karimov")) == [("missing", "given_name")]


def test_a_position_is_kept_under_the_language_of_its_alphabet():
    judged = judge(position="Бош мутахассис ҳуқуқ бўйича", position_ru="Главный специалист")
    assert judged.person.positions == {
        "uz-Cyrl": "Бош мутахассис ҳуқуқ бўйича",
        "ru": "Главный специалист",
    }
    assert language_of("Bosh mutaxassis") == "uz-Latn"
    assert language_of("Главный специалист") == "ru"


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("uz-Latn", "uz-Latn"),
        ("oʻzbekcha", "uz-Latn"),
        ("Ўзбекча (кирилл)", "uz-Cyrl"),
        ("uz_Cyrl", "uz-Cyrl"),
        ("русский", "ru"),
        ("rus tili", "ru"),
        ("kaa", "kaa"),
        ("English", "en"),
    ],
)
def test_a_language_is_known_by_how_people_write_it(typed, language):
    assert read_language(Cell(typed)).value == language


def test_an_unknown_language_is_a_warning():
    judged = judge(language="klingon")
    assert (judged.person.language, kinds(judged)) == ("uz-Latn", [("language_unknown", "language")])
