import io

import openpyxl
import pytest

from question_bank.formats.contract import Defaults
from question_bank.formats.hemis import read_hemis_bytes
from question_bank.formats.native_list import read_native
from question_bank.formats.native_writing import write_native
from question_bank.formats.report import ReportWords, count_kinds, list_report
from question_bank.formats.report_sheet import build_report, write_report
from tests.question_bank.samples import item

DIRTY = """=1+1 fаyl to'g'ri qaysi?
====
#bir
====
ikki
++++
Kalitsiz?
====
bir
====
ikki
++++
Birinchi?
====
#ha
====
yoʻq
Ikkinchi savol?
====
#bir
====
ikki
"""

WORDS = ReportWords(
    ("Line", "Item", "Kind", "Found", "Next", "Before", "After"), lambda row: (row.kind, row.text, "look")
)


@pytest.fixture
def rows():
    return list_report(read_hemis_bytes(DIRTY.encode(), Defaults()))


def test_refusals_questions_and_findings_are_rows_by_line(rows):
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    assert count_kinds(rows) == {
        "missing_translation": 2,
        "mixed_scripts": 1,
        "apostrophe": 1,
        "no_key": 1,
        "run_together": 1,
    }


def test_a_row_holds_the_mend_that_is_proposed(rows):
    mended = {row.kind: row.mend for row in rows if row.mend}
    assert mended.keys() == {"mixed_scripts", "apostrophe", "run_together"}
    assert "fayl" in mended["mixed_scripts"].after


def test_the_workbook_has_a_row_for_each_finding_and_every_cell_is_text(rows, tmp_path):
    write_report(rows, tmp_path / "report.xlsx", WORDS)
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").active
    assert sheet.max_row == len(rows) + 1
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("<p>=1+1") for cell in cells)


def test_headings_and_words_are_those_that_are_handed_in(rows):
    sheet = openpyxl.load_workbook(io.BytesIO(build_report(rows, WORDS))).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_col=3, max_col=5)]
    assert told[0] == ["Kind", "Found", "Next"]
    assert told[1:] == [[row.kind, row.text, "look"] for row in rows]


def test_a_clean_list_has_an_empty_report(tmp_path):
    made = item("choice")
    write_native({made.id: made}, {}, tmp_path / "list.json")
    assert list_report(read_native(tmp_path / "list.json", Defaults())) == ()
