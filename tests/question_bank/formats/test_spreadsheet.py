import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.sheet_columns import COLUMNS, recognise_columns
from question_bank.formats.sheet_writing import build_template
from question_bank.formats.spreadsheet import read_spreadsheet, write_spreadsheet
from question_bank.interactions import InteractionType
from question_bank.sealing import digest_item
from tests.question_bank.samples import KINDS, item

HEADINGS = ["ID", "Savol", "A", "B", "C", "Toʻgʻri javob"]
ROW = ["Q1", "Qaysi tugma nusxalaydi?", "Ctrl+C", "Ctrl+V", "Ctrl+X", "A"]


@pytest.fixture
def make(tmp_path):
    """Write rows as CSV and read them as a list."""

    def read(*rows, headings=HEADINGS, encoding="utf-8", mark=";"):
        file = tmp_path / "list.csv"
        lines = [mark.join(f'"{cell}"' for cell in row) for row in (headings, *rows)]
        file.write_text("\n".join(lines), encoding=encoding)
        return read_spreadsheet(file, Defaults())

    return read


def _only(read_list):
    (made,) = read_list.items.values()
    return made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_table_is_read_in_every_usual_dress(make, encoding, mark):
    made = _only(make(ROW, encoding=encoding, mark=mark))
    assert (made.id, made.answer_key.choices) == ("Q1", ("a",))
    assert made.texts["uz-Latn"].choices == {"a": "Ctrl+C", "b": "Ctrl+V", "c": "Ctrl+X"}


@pytest.mark.parametrize(
    "headings",
    [
        ["№", "Вопрос", "А", "Б", "В", "Ключ"],
        ["Kod", "Savol matni", "A)", "B)", "C)", "Javob"],
        ["code", "Question text", "Option 1", "Option 2", "Option 3", "Correct answer"],
        ["Код", "Савол", "Вариант A", "Вариант B", "Вариант C", "Тўғри жавоб"],
    ],
)
def test_headings_of_other_tables_are_recognised(headings):
    assert {"stem", "key", "a"} <= set(recognise_columns(headings).values())


@pytest.mark.parametrize(
    ("key", "choices"), [("b", ("b",)), ("2", ("b",)), ("В", ("b",)), ("Ctrl+V", ("b",))]
)
def test_a_key_is_a_letter_a_number_or_the_option_itself(make, key, choices):
    assert _only(make([*ROW[:-1], key])).answer_key.choices == choices


def test_several_letters_are_told_and_become_a_choice_of_several(make):
    read_list = make([*ROW[:-1], "A, C"])
    assert _only(read_list).answer_key.choices == ("a", "c")
    assert [finding.kind for finding in read_list.findings] == ["two_keys"]


def test_rows_of_one_id_in_several_languages_are_one_item(make):
    headings = [*HEADINGS, "Til"]
    read_list = make(
        [*ROW, "uz-Latn"], ["Q1", "Какая клавиша?", "Ctrl+C", "Ctrl+V", "Ctrl+X", "", "ru"], headings=headings
    )
    assert set(_only(read_list).texts) == {"uz-Latn", "ru"}
    assert read_list.blocks == 1


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["Q2", "", "a", "b", "", "A"], "no_stem"),
        (["Q2", "Savol?", "a", "b", "", ""], "no_key"),
        (["Q2", "Savol?", "a", "b", "", "D"], "no_key"),
        (["Q2", "Savol?", "a", "", "", "A"], "too_few_options"),
        (["Q2", "Savol?", "a", "", "c", "A"], "blank_option"),
    ],
)
def test_lesson_30_a_row_that_is_no_item_is_refused_and_the_good_ones_are_taken(make, row, kind):
    read_list = make(ROW, row)
    assert [(refusal.kind, refusal.line) for refusal in read_list.refusals] == [(kind, 3)]
    assert list(read_list.items) == ["Q1"]


def test_rows_of_one_id_and_language_are_items_of_their_own_and_that_is_told(make):
    read_list = make(ROW, ROW)
    assert len(read_list.items) == 2
    assert "id_changed" in [finding.kind for finding in read_list.findings]


@pytest.mark.parametrize(
    ("kind", "cells", "key", "expected"),
    [
        ("tartib", ["bir", "ikki", "uch"], "B A C", InteractionType.ORDER),
        ("moslik", ["a → 1", "b -> 2", "→ 3"], "", InteractionType.MATCH),
        ("matn", ["", "", ""], "Word | Writer", InteractionType.TEXT_ENTRY),
        ("son", ["", "", ""], "1 024 ± 0,5", InteractionType.NUMERIC),
        ("", ["", "", ""], "1024", InteractionType.NUMERIC),
        ("bir nechta javob", ["bir", "ikki", "uch"], "A B", InteractionType.CHOICE),
    ],
)
def test_each_kind_of_the_template_is_read(make, kind, cells, key, expected):
    read_list = make(["Q1", "Qaysi biri toʻgʻri?", *cells, key, kind], headings=[*HEADINGS, "Savol turi"])
    assert _only(read_list).interaction.type == expected


def test_columns_that_say_nothing_here_are_told(make):
    read_list = make([*ROW, "x"], headings=[*HEADINGS, "Rang"])
    assert [finding.kind for finding in read_list.findings] == ["column_ignored"]


def _workbook(tmp_path, cells, **sheets):
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as workbook:
        for title, rows in {"Savollar": [HEADINGS, cells], **sheets}.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file


def test_lesson_37_a_formula_without_a_stored_value_is_refused_and_never_read_as_nothing(tmp_path):
    file = tmp_path / "list.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADINGS)
    workbook.active.append(["Q1", "Savol qaysi?", "=1+1", "3", "", "A"])
    workbook.save(file)
    read_list = read_spreadsheet(file, Defaults())
    assert [refusal.kind for refusal in read_list.refusals] == ["formula_without_value"]


def test_a_formula_with_a_stored_value_is_taken_with_it_and_told(tmp_path):
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["Q1", "Savol qaysi?"])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_row(1, 3, ["3", "", "A"])
    read_list = read_spreadsheet(file, Defaults())
    assert _only(read_list).texts["uz-Latn"].choices["a"] == "2"
    assert "formula" in [finding.kind for finding in read_list.findings]


def test_lesson_31_numbers_of_a_workbook_are_read_as_they_were_typed(tmp_path):
    made = _only(
        read_spreadsheet(
            _workbook(tmp_path, ["Q1", "Qaysi son toʻgʻri?", 4.0, 0.1, 12345678901234, "B"]), Defaults()
        )
    )
    assert list(made.texts["uz-Latn"].choices.values()) == ["4", "0.1", "12345678901234"]


def test_lesson_31_a_number_cut_short_by_a_spreadsheet_is_told(make):
    read_list = make(["Q1", "Qaysi son toʻgʻri?", "4.12097E+13", "5", "6", "B"])
    assert "shortened_number" in [finding.kind for finding in read_list.findings]


def test_other_sheets_with_rows_are_told(tmp_path):
    read_list = read_spreadsheet(_workbook(tmp_path, ROW, Izoh=[["hello"]]), Defaults())
    assert [finding.kind for finding in read_list.findings] == ["sheet_ignored"]


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_lesson_32_a_round_trip_keeps_each_digest_or_names_the_loss(tmp_path, name):
    items = {made.id: made for made in map(item, KINDS)}
    losses = write_spreadsheet(items, {}, tmp_path / name)
    back = read_spreadsheet(tmp_path / name, Defaults()).items
    lossy = {loss.item for loss in losses}
    same = {item_id for item_id, made in back.items() if digest_item(made) == digest_item(items[item_id])}
    assert same | lossy == items.keys()
    assert {"OFF-001", "OFF-003", "OFF-007", "OFF-008"} <= same


def test_a_cell_that_looks_like_a_formula_is_written_as_text_and_comes_back(tmp_path):
    raw = {
        language: {"stem": f"<p>{words}</p>", "choices": {c: f"={c.upper()}1+2" for c in "abcd"}}
        for language, words in (
            ("uz-Latn", "Qaysi formula qoʻshadi?"),
            ("ru", "Что верно?"),
            ("en", "Which one?"),
        )
    }
    made = item("choice", texts=raw)
    for name in ("list.xlsx", "list.csv"):
        assert write_spreadsheet({made.id: made}, {}, tmp_path / name) == ()
        assert read_spreadsheet(tmp_path / name, Defaults()).items == {made.id: made}
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize("language", ["uz-Latn", "ru", "en"])
def test_the_template_has_headings_that_are_read_and_says_what_goes_where(language):
    book = openpyxl.load_workbook(io.BytesIO(build_template(language)))
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert list(recognise_columns(headings).values()) == [column.name for column in COLUMNS]
    assert book.worksheets[1].max_row > 5


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"just;some;words", "no_headings"), (b"PK\x03\x04broken", "not_zip")],
)
def test_a_file_that_is_no_list_is_not_readable(tmp_path, content, kind):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotReadable) as refusal:
        read_spreadsheet(tmp_path / "x", Defaults())
    assert refusal.value.kind == kind


def test_a_workbook_that_unfolds_to_gigabytes_is_not_readable(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (40 * 2**20))
    with pytest.raises(NotReadable) as refusal:
        read_spreadsheet(tmp_path / "bomb.xlsx", Defaults())
    assert refusal.value.kind in {"too_large", "zip_bomb"}


def test_a_zip_that_is_no_workbook_is_not_readable(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(NotReadable) as refusal:
        read_spreadsheet(tmp_path / "x.xlsx", Defaults())
    assert refusal.value.kind == "damaged"


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.lists(st.text(alphabet=st.sampled_from("AB12x→|± "), max_size=5), min_size=6, max_size=6),
        max_size=5,
    )
)
def test_every_block_of_any_table_is_accounted_for(tmp_path_factory, rows):
    file = tmp_path_factory.mktemp("table") / "list.csv"
    file.write_text("\n".join(";".join(row) for row in (HEADINGS, *rows)), encoding="utf-8")
    read_list = read_spreadsheet(file, Defaults())
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    ids = [row[0].strip() for row in rows if row[0].strip()]
    assert filled - len(ids) + len(set(ids)) <= read_list.blocks <= filled


@pytest.mark.parametrize(
    "headings",
    [
        ["Savol", "Toʻgʻri javob", "Notoʻgʻri javob 1", "Notoʻgʻri javob 2"],
        ["Savol", "To'g'ri javob", "Muqobil javob", "Muqobil javob"],
        ["Вопрос", "Правильный ответ", "Неправильный ответ", "Неправильный ответ"],
        ["Question", "Correct answer", "Wrong answer 1", "Wrong answer 2"],
    ],
)
def test_columns_of_wrong_answers_make_a_choice_with_the_right_one(make, headings):
    made = _only(make(["Qaysi?", "bir", "ikki", "uch"], headings=headings))
    assert made.answer_key.choices == ("a",)
    assert list(next(iter(made.texts.values())).choices.values()) == ["bir", "ikki", "uch"]


def test_options_headed_by_cyrillic_letters_stand_in_their_own_order(make):
    headings = ["Савол", "А", "Б", "В", "Г", "Жавоб"]
    made = _only(make(["Қайси?", "бир", "икки", "уч", "тўрт", "1"], headings=headings))
    assert list(made.texts["uz-Cyrl"].choices.values()) == ["бир", "икки", "уч", "тўрт"]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["ID", "Вопрос", "А", "Б", "В", "Ключ"], ["В"]),
        (["ID", "Вопрос", "Вариант А", "Вариант Б", "Вариант В", "Правильный ответ"], ["в)"]),
        (["ID", "Вопрос", "Ответ1", "Ответ2", "Ответ3", "Правильный"], ["В", "Б"]),
    ],
)
def test_where_letters_go_by_the_cyrillic_alphabet_the_third_is_right_and_not_its_latin_twin(
    make, headings, keys
):
    rows = [
        [f"Q{place}", f"Какая клавиша {place}?", "раз", "два", "три", key] for place, key in enumerate(keys)
    ]
    first = next(iter(make(*rows, headings=headings).items.values()))
    assert first.answer_key.choices == ("c",)


def test_advice_in_the_headings_of_a_quiz_program_is_no_part_of_their_names(make):
    headings = [
        "Question - max 120 characters",
        *(f"Answer {place} - max 75 characters" for place in range(1, 5)),
        "Correct answer(s) - choose at least one",
    ]
    made = _only(make(["What is RAM?", "a", "b", "c", "d", "2,3"], headings=headings))
    assert made.answer_key.choices == ("b", "c")
