import io
import zipfile
from datetime import date

import openpyxl
import pytest

from examapp.candidates import sheet_reading
from examapp.candidates.cells import CellKind, sheet_from_json, sheet_to_json
from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.sheet_columns import COLUMNS, recognise_columns
from examapp.candidates.sheet_reading import read_sheet
from tests.examapp.candidates.making import HEADINGS, csv_file, pinfl, row, xlsx_file


def names(sheet):
    return [item.cell("family_name").text for item in sheet.rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_with_every_delimiter_and_encoding(delimiter, encoding):
    sheet = read_sheet(csv_file(row(family="Қодирова"), delimiter=delimiter, encoding=encoding), "a.csv")
    assert names(sheet) == ["Қодирова"]


def test_csv_of_a_windows_program_is_read_as_cp1251():
    headings = ("Фамилия", "Имя", "ПИНФЛ")
    data = csv_file(["Иванов", "Пётр", pinfl(1)], headings=headings, encoding="cp1251")
    assert names(read_sheet(data, "a.csv")) == ["Иванов"]


def test_a_quoted_cell_may_hold_the_delimiter():
    sheet = read_sheet(csv_file(row(position="Boʻlim; boshligʻi")), "a.csv")
    assert sheet.rows[0].cell("position").text == "Boʻlim; boshligʻi"


@pytest.mark.parametrize("stray", ['"Karimov', '"Nur" MChJ'])
def test_lesson_30_a_stray_quotation_mark_spoils_one_row_and_not_the_file(stray):
    lines = [";".join(HEADINGS), *[";".join(map(str, row(number))) for number in range(1, 4)]]
    lines[2] = lines[2].replace("Karimov", stray)
    sheet = read_sheet("\n".join(lines).encode(), "a.csv")
    assert len(sheet.rows) == 3


def test_lesson_30_two_stray_quotation_marks_swallow_no_row_between_them():
    lines = [";".join(HEADINGS), *[";".join(map(str, row(number))) for number in range(1, 6)]]
    lines[1] = lines[1].replace("Karimov", '"Karimov')
    lines[4] = lines[4].replace("Bosh mutaxassis", 'Bosh mutaxassis"')
    assert len(read_sheet("\n".join(lines).encode(), "a.csv").rows) == 5


def test_empty_rows_are_passed_over_and_counted_and_row_numbers_are_those_of_the_spreadsheet():
    empty = [""] * len(HEADINGS)
    for data, name in (
        (csv_file(row(1), empty, empty, row(2), empty), "a.csv"),
        (xlsx_file(row(1), empty, empty, row(2)), "a.xlsx"),
    ):
        sheet = read_sheet(data, name)
        assert [item.number for item in sheet.rows] == [2, 5]
        assert sheet.blank == 2


def test_a_row_that_holds_only_its_number_is_empty():
    headings = ("№", *HEADINGS)
    sheet = read_sheet(csv_file([1, *row(1)], [2, *[""] * 9], [3, *row(2)], headings=headings), "a.csv")
    assert (len(sheet.rows), sheet.blank) == (2, 1)


def test_titles_above_the_headings_are_passed_over():
    sheet = read_sheet(xlsx_file(HEADINGS, row(1), headings=["2026-yil roʻyxati"]), "a.xlsx")
    assert [item.number for item in sheet.rows] == [3]


def test_the_first_sheet_with_a_list_is_read():
    workbook = openpyxl.Workbook()
    workbook.active.title = "Izoh"
    workbook.active.append(["Bu yerda izoh"])
    sheet = workbook.create_sheet("Roʻyxat")
    for cells in (HEADINGS, row(1)):
        sheet.append(list(cells))
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert read_sheet(buffer.getvalue(), "a.xlsx").title == "Roʻyxat"


def test_a_workbook_tells_numbers_dates_and_formulas_apart():
    cells = row(pinfl=int(pinfl(1)), born=date(1985, 3, 7), position="=A2", document=1.5)
    read = read_sheet(xlsx_file(cells), "a.xlsx").rows[0]
    assert (read.cell("pinfl").text, read.cell("pinfl").kind) == (pinfl(1), CellKind.NUMBER)
    assert (read.cell("birth_date").text, read.cell("birth_date").kind) == ("1985-03-07", CellKind.DATE)
    assert read.cell("position").kind is CellKind.FORMULA
    assert read.cell("document").text == "1.5"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "No row with column headings"),
        (b"\x00\x01\x02\xff" * 20, "neither XLSX nor CSV"),
        (b"just some text\nand more", "No row with column headings"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old or a protected"),
        (b"PK\x03\x04 and nonsense", "damaged"),
        (csv_file(["Karimov", "Botir"], headings=("Familiya", "Ism")), "no column for the PINFL"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data, words):
    with pytest.raises(SheetUnreadable, match=words):
        read_sheet(data, "a.csv")


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheet_reading, "MOST_BYTES", 100)
    with pytest.raises(SheetUnreadable, match="larger than"):
        read_sheet(csv_file(row(1)), "a.csv")


def test_a_list_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(sheet_reading, "MOST_ROWS", 2)
    with pytest.raises(SheetUnreadable, match="more than 2 rows"):
        read_sheet(csv_file(row(1), row(2), row(3)), "a.csv")


def test_a_workbook_that_unfolds_to_gigabytes_is_refused_without_unfolding_it():
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(140):
            part.write(b" " * 1024 * 1024)
    assert len(buffer.getvalue()) < 200_000
    with pytest.raises(SheetUnreadable, match="unfolds"):
        read_sheet(buffer.getvalue(), "a.xlsx")


def test_a_sheet_survives_its_way_through_json():
    sheet = read_sheet(csv_file(row(1), row(2)), "a.csv")
    assert sheet_from_json(sheet_to_json(sheet)) == sheet


@pytest.mark.parametrize(
    "headings",
    [
        ["Familiyasi", "Ismi", "Otasining ismi", "JSHSHIR"],
        ["Фамилия", "Имя", "Отчество", "ПИНФЛ"],
        ["ФАМИЛИЯСИ", "ИСМИ", "ОТАСИНИНГ ИСМИ", "ЖШШИР"],
        ["Surname", "First name", "Middle name", "PINFL (14 digits)"],
        ["Familiya\nФамилия\nFamily name", "Ism / Имя", "Sharifi", "JShShIR\nПИНФЛ"],
    ],
)
def test_columns_are_recognised_in_every_language(headings):
    assert list(recognise_columns(headings).values()) == ["family_name", "given_name", "patronymic", "pinfl"]


def test_each_heading_of_the_template_is_recognised_as_its_own_column():
    for column in COLUMNS:
        for heading in column.headings.values():
            assert recognise_columns([heading]) == {0: column.name}, heading
