import json
import os
import stat
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from examapp.commands.bank_export import export
from examapp.commands.bank_import import CLEAN, NOT_READABLE, WITH_FINDINGS, import_
from question_bank.content import ROOT, load_shipped_list
from question_bank.formats.registry import FORMATS, read

LIST = "Faylni qaysi tugma nusxalaydi?\n====\n#Ctrl+C\n====\nCtrl+V\n++++\nKalitsiz?\n====\nbir\n====\nikki\n"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a command where there is no installation; return exit status, standard output and errors."""
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "no-installation"))

    def invoke(command, *arguments):
        done = CliRunner().invoke(command, [str(argument) for argument in arguments])
        assert not (tmp_path / "no-installation").exists()
        return done.exit_code, done.stdout, done.stderr

    return invoke


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_dry_run_prints_one_line_of_json_whose_blocks_add_up(run, file):
    status, out, _ = run(import_, file, "--dry-run", "--json")
    told = json.loads(out)
    assert status == WITH_FINDINGS
    assert list(told) == ["format", "blocks", "items", "refused", "questions", "findings"]
    assert (told["format"], told["blocks"]) == ("hemis", told["items"] + told["refused"] + told["questions"])
    assert {"line": 7, "item": "IMP-0002", "kind": "no_key"}.items() <= told["findings"][-1].items()
    assert list(told["findings"][0]) == ["line", "item", "kind", "text"]


def test_a_clean_list_in_a_folder_ends_with_0(run):
    status, out, _ = run(import_, ROOT, "--dry-run", "--json")
    told = json.loads(out)
    assert (status, told["format"], told["findings"]) == (CLEAN, "native", [])
    assert told["items"] == len(load_shipped_list()[1])


def test_without_json_people_read_each_finding_and_the_sum(run, file):
    _, out, _ = run(import_, file, "--dry-run")
    assert "line 7, IMP-0002: no_key:" in out
    assert "hemis: 2 blocks = 1 items + 1 refused + 0 questions" in out


def test_without_a_dry_run_it_says_that_items_go_to_the_desk_by_the_page(run, file):
    status, _, err = run(import_, file)
    assert status == WITH_FINDINGS
    assert "Nothing was taken in" in err


def test_the_report_is_written_for_its_owner_alone(run, file, tmp_path):
    run(import_, file, "--dry-run", "--report", tmp_path / "report.xlsx")
    assert openpyxl.load_workbook(tmp_path / "report.xlsx").active.max_row > 2
    assert stat.S_IMODE((tmp_path / "report.xlsx").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff" * 50, b"no list at all"])
def test_a_file_that_is_not_readable_ends_with_2_and_the_reason(run, tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    status, out, err = run(import_, tmp_path / "x", "--dry-run", "--json")
    assert (status, out) == (NOT_READABLE, "")
    assert str(tmp_path / "x") in err


def test_a_file_that_is_not_there_ends_with_2(run, tmp_path):
    assert run(import_, tmp_path / "none", "--dry-run")[0] == NOT_READABLE


def test_a_workbook_that_unfolds_to_gigabytes_ends_with_2(run, tmp_path):
    row = b"<row>" + b"<c t='inlineStr'><is><t>x</t></is></c>" * 50 + b"</row>"
    sheet = b"<worksheet><sheetData>" + row * 10_000
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(20):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
    status, _, err = run(import_, tmp_path / "bomb.xlsx", "--dry-run")
    assert status == NOT_READABLE
    assert "bomb.xlsx" in err


# 2.2 is written by the writer of 3.0, and both read back the same in the format's own room.
@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"qti2"}))
def test_the_shipped_list_is_exported_for_its_owner_alone_and_losses_are_told(run, tmp_path, name):
    file = tmp_path / f"out{FORMATS[name].ending}"
    status, out, err = run(export, "--format", name, file, "--json")
    told = json.loads(out)
    assert status == (WITH_FINDINGS if told["losses"] else CLEAN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "holds the keys" in err
    assert len(read(file).items) == told["items"]


def test_a_file_that_others_could_read_is_closed_to_them(run, tmp_path):
    file = tmp_path / "out.gift"
    file.write_text("old")
    file.chmod(0o644)
    run(export, "--format", "gift", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_that_cannot_be_written_ends_with_2(run, tmp_path):
    assert run(export, "--format", "gift", tmp_path / "none" / "out.gift")[0] == NOT_READABLE


def test_an_export_leaves_the_rights_of_other_files_as_they_are(run, tmp_path):
    before = os.umask(0o022)
    os.umask(before)
    run(export, "--format", "aiken", tmp_path / "out.txt")
    after = os.umask(before)
    assert after == before
