import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from examapp.candidates.models import Candidate
from examapp.commands.candidates import command
from tests.examapp.candidates.making import csv_file, row, totals, xlsx_file
from tests.examapp.organisations.making import make_organisation


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the verb on a file, at first where there is no installation."""
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "nothing-here"))
    monkeypatch.delenv("EXAMAPP_DATABASE_URL", raising=False)

    def run_on(data, *options, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return CliRunner().invoke(command, ["import", str(path), *options])

    return run_on


@pytest.fixture
def installation(settings, database, monkeypatch):
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_SECRET_KEY", settings.secret_key)
    with database.transaction() as db:
        make_organisation(db)


def everybody(database):
    with database.reading() as db:
        return db.scalars(select(Candidate)).all()


def test_a_dry_run_needs_no_installation_and_makes_none(run, tmp_path):
    result = run(xlsx_file(row(1), row(2, pinfl="3.2E+13")), "--dry-run", "--json", name="list.xlsx")
    receipt = json.loads(result.stdout)
    assert totals(receipt) == (1, 0, 0, 1)
    assert set(receipt["receipt"][1]) == {"row", "outcome", "findings"}
    assert result.exit_code == 1
    assert not (tmp_path / "nothing-here").exists()


def test_a_clean_file_ends_with_0(run):
    result = run(csv_file(row(1), row(2)), "--dry-run")
    assert result.exit_code == 0
    assert "2 rows = 2 created + 0 matched + 0 changed + 0 refused" in result.stdout


def test_a_repaired_row_is_a_finding(run):
    assert run(csv_file(row(1, family="Ko'chqorova")), "--dry-run").exit_code == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no list at all"])
def test_a_file_that_cannot_be_read_ends_with_2(run, data):
    result = run(data, "--dry-run", "--json")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_file_that_is_not_there_ends_with_2(run, tmp_path):
    assert CliRunner().invoke(command, ["import", str(tmp_path / "none.csv")]).exit_code == 2


def test_an_import_registers_people_and_the_second_one_matches(run, installation, database):
    data = csv_file(row(1), row(2))
    assert totals(json.loads(run(data, "--json").stdout)) == (2, 0, 0, 0)
    again = run(data, "--json")
    assert totals(json.loads(again.stdout)) == (0, 2, 0, 0)
    assert again.exit_code == 0
    assert len(everybody(database)) == 2


def test_a_dry_run_of_an_installation_looks_people_up_and_writes_nobody(run, installation, database):
    run(csv_file(row(1)))
    receipt = json.loads(
        run(csv_file(row(1), row(2), row(3, organisation="XX")), "--dry-run", "--json").stdout
    )
    assert totals(receipt) == (1, 1, 0, 1)
    assert len(everybody(database)) == 1


def test_an_organisation_can_be_named_for_rows_that_have_none(run, installation, database):
    result = run(csv_file(row(1, organisation="")), "--organisation", "FA-001")
    assert result.exit_code == 0
    assert len(everybody(database)) == 1


def test_without_a_schema_the_verb_says_what_to_do(run, empty_database_url, monkeypatch):
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", empty_database_url)
    result = run(csv_file(row(1)))
    assert result.exit_code == 2
    assert "examapp migrate" in result.stderr
