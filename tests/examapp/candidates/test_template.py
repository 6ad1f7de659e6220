import io

import openpyxl
import pytest

from examapp.candidates.hr_import import judge_file
from examapp.candidates.identity import pinfl_fits
from examapp.candidates.receipt_sheet import build_receipt_sheet
from examapp.candidates.sheet_columns import COLUMNS
from examapp.candidates.template import EXAMPLE, TemplateWords, build_template
from tests.examapp.candidates.making import TODAY, totals

WORDS = TemplateWords(
    list_title="Roʻyxat",
    help_title="Qanday toʻldiriladi",
    organisations_title="Tashkilotlar",
    column="Ustun",
    example="Namuna",
    hint="Izoh",
    code="Kod",
    name="Nomi",
    hints={column.name: column.hint for column in COLUMNS},
)


@pytest.fixture
def workbook():
    return openpyxl.load_workbook(io.BytesIO(build_template(WORDS, [("FA-001", "=Hokimlik")])))


def test_the_template_has_headings_in_three_languages(workbook):
    headings = [cell.value for cell in workbook["Roʻyxat"][1]]
    assert headings[3] == "JShShIR\nПИНФЛ\nPINFL"
    assert len(headings) == 10


def test_lesson_31_every_column_of_the_template_is_text(workbook):
    sheet = workbook["Roʻyxat"]
    text = [part for part in sheet.column_dimensions.values() if part.number_format == "@"]
    assert {place for part in text for place in range(part.min, part.max + 1)} >= set(range(1, 11))


def test_an_organisation_that_looks_like_a_formula_stays_text(workbook):
    cell = workbook["Tashkilotlar"]["B2"]
    assert (cell.value, cell.data_type) == ("=Hokimlik", "s")


def test_the_empty_template_is_a_list_without_people():
    receipt = judge_file(build_template(WORDS, []), "candidates.xlsx", today=TODAY)
    assert totals(receipt) == (0, 0, 0, 0)


def test_the_filled_template_is_read_without_findings(workbook):
    sheet = workbook["Roʻyxat"]
    sheet.append([EXAMPLE[column.name] for column in COLUMNS if column.in_template])
    buffer = io.BytesIO()
    workbook.save(buffer)
    receipt = judge_file(buffer.getvalue(), "candidates.xlsx", today=TODAY)
    assert totals(receipt) == (1, 0, 0, 0)
    assert receipt["receipt"][0]["findings"] == []


def test_the_example_would_pass():
    assert pinfl_fits(EXAMPLE["pinfl"])


def test_the_receipts_workbook_holds_text_only():
    data = build_receipt_sheet(
        "Receipt", ["Row"] * 6, [["2", "=1+1", "http://example.uz", "30703855120017", "", ""]]
    )
    cells = openpyxl.load_workbook(io.BytesIO(data)).active[2]
    assert [cell.value for cell in cells[:4]] == ["2", "=1+1", "http://example.uz", "30703855120017"]
    assert {cell.data_type for cell in cells[:4]} == {"s"}
