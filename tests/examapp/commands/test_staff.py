"""`examapp staff create`: an HR officer and a head are nobody without their body."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.cli import main
from tests.examapp.organisations.making import make_organisation

NAMES = ("--login-name", "hr.officer", "--display-name", "Qodirova Zulfiya")


@pytest.fixture
def run(database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "installation"))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")

    def act(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["staff", "create", *NAMES, "--json", *arguments])

    return act


def accounts(database) -> list[StaffAccount]:
    with database.reading() as db:
        return list(db.scalars(select(StaffAccount)))


def test_the_role_of_a_body_needs_the_body_and_gets_its_region(run, database):
    with database.transaction() as db:
        code = make_organisation(db).code
    found = run("--role", "hr_officer", "--organisation", code)
    assert json.loads(found.stdout)["login_name"] == "hr.officer"
    [account] = accounts(database)
    assert (account.organisation_code, account.region_code) == (code, "UZ-FA")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "hr_officer"), "name it with --organisation CODE"),
        (("--role", "organisation_head"), "name it with --organisation CODE"),
        (("--role", "hr_officer", "--organisation", "XX-9"), "No organisation has the code XX-9"),
        (("--role", "operator", "--organisation", "FA-001"), "leave --organisation out"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line_and_nobody_is_made(run, database, arguments, words):
    found = run(*arguments)
    assert (found.exit_code, words in found.stderr, len(found.stderr.splitlines())) == (2, True, 1)
    assert accounts(database) == []
