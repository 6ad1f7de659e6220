"""A verb whose surroundings fail it says one line and ends with 2; a fault of the program keeps its trace."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examapp.cli import main
from examapp.commands.failures import explain

PLACE = "sqlite:///{}/x.sqlite3"
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "installation"))
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    return tmp_path / "installation"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def one_line(result: Result) -> str:
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.parametrize("verb", ["audit verify", "attempt verify ABC", "results export TK --format csv x"])
def test_without_a_schema_a_verb_says_how_to_bring_it(folder: Path, verb: str) -> None:
    assert "run `examapp migrate` first" in one_line(run(*verb.split()))


def test_a_postgresql_without_a_schema_is_told_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", empty_database_url)
    assert "run `examapp migrate` first" in one_line(run("audit", "verify"))


@pytest.mark.parametrize("verb", ["migrate", "serve", "staff create --login-name a --display-name B"])
def test_a_default_secret_is_refused_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("EXAMAPP_SECRET_KEY", "changeme")
    assert "Put a random one into" in one_line(run(*verb.split()))


@pytest.mark.parametrize("verb", ["migrate", "audit verify"])
def test_a_database_that_is_away_is_named_without_its_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", UNREACHABLE.replace("@", ":hidden-word@"))
    line = one_line(run(*verb.split()))
    assert "EXAMAPP_DATABASE_URL" in line
    assert "hidden-word" not in line


@pytest.mark.parametrize("address", ["nonsense", "mysql://somewhere/x"])
def test_an_address_that_is_none_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", address)
    assert "PostgreSQL" in one_line(run("migrate")).replace("postgresql", "PostgreSQL")


def test_a_file_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    assert run("migrate").exit_code == 0
    target = tmp_path / "missing" / "register.json"
    assert one_line(run("certificates", "register", str(target))) == (
        f"Error: {target}: No such file or directory. Correct the path, or who may write there."
    )


def test_an_unknown_attempt_is_said_to_be_unknown(folder: Path) -> None:
    run("migrate")
    assert one_line(run("attempt", "verify", "NOPE")) == "Error: There is no attempt NOPE."


def test_a_programme_that_is_not_there_is_named(folder: Path) -> None:
    run("migrate")
    result = run("bank", "seal", "--programme", "NOPE")
    assert (result.exit_code, result.stderr) == (1, "Error: The installation has no programme 'NOPE'.\n")


def test_a_verb_that_needs_no_page_starts_without_them() -> None:
    script = "import sys, examapp.commands.bank_lists; sys.exit('examapp.application' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_list_that_ships_is_checked_without_making_an_installation(folder: Path) -> None:
    result = run("bank", "check")
    assert (result.exit_code, "as it was sealed" in result.stdout) == (0, True)
    assert not folder.exists()


def test_a_fault_of_the_program_is_not_explained_away() -> None:
    assert explain(KeyError("x")) is None
    assert explain(OSError("no file is named")) is None
