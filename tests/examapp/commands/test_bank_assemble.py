"""`examapp bank assemble` and `bank simulate`, as people and programs call them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examapp.commands.bank import command
from examapp.core.settings import INSTALLATION_FILE, Settings
from question_bank.equal_forms.bank_file import read_bank
from question_bank.equal_forms.checking import find_violations
from tests.conftest import SECRET
from tests.examapp.sittings.conftest import Ground, ground

__all__ = ["ground"]


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A simulated bank of 400 items, and no installation anywhere."""
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "nowhere"))
    file = tmp_path / "bank.json"
    assert CliRunner().invoke(command, ["simulate", str(file), "--items", "400"]).exit_code == 0
    return file


def _assemble(*words: str) -> Result:
    return CliRunner().invoke(command, ["assemble", *words])


def _report(*words: str) -> dict[str, Any]:
    result = _assemble(*words, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_forms_of_a_bank_are_printed_with_times_ranges_and_what_random_would_give(bank: Path) -> None:
    report = _report("--bank", str(bank), "--forms", "5")
    assert (report["forms"], report["items"], report["items_in_bank"]) == (5, 40, 400)
    assert set(report["cpu_seconds"]) == {"assemble", "random_per_topic", "check", "read"}
    assert report["expected_score"]["range"] <= 0.01
    assert report["random_per_topic"]["expected_score"]["range"] > 10 * report["expected_score"]["range"]
    assert report["violations"] == []


def test_what_is_printed_is_what_was_made(bank: Path) -> None:
    report = _report("--bank", str(bank), "--forms", "8", "--exposure", "2", "--overlap", "6")
    found = read_bank(bank.read_bytes())
    forms = [made["items"] for made in report["made"]]
    assert found.blueprint is not None
    assert not find_violations(found.bank.items, forms, found.blueprint, exposure=2, overlap=6)
    assert report["exposure"]["highest"] <= 2
    assert report["overlap"]["highest"] <= 6


def test_the_honest_gain_is_told_where_the_truth_is_known(bank: Path) -> None:
    honest = _report("--bank", str(bank), "--forms", "8")["honest"]
    assert honest["range"] < honest["random_per_topic_range"]
    assert honest["gain"] == pytest.approx(honest["random_per_topic_range"] / honest["range"], abs=0.01)


def test_equal_seeds_print_equal_forms(bank: Path) -> None:
    first, second, other = (
        _report("--bank", str(bank), "--forms", "2", "--seed", seed)["made"] for seed in ("a", "a", "b")
    )
    assert first == second != other


def test_people_read_a_table(bank: Path) -> None:
    result = _assemble("--bank", str(bank), "--forms", "3", "--second-opinion")
    assert result.exit_code == 0
    for words in ("expected score at the cut", "random per topic", "in truth", "HiGHS", "rules broken: 0"):
        assert words in result.stdout


def test_a_length_or_a_table_may_take_the_place_of_the_banks_own(bank: Path) -> None:
    assert _report("--bank", str(bank), "--forms", "1", "--items", "20")["items"] == 20
    table = '{"law": {"know": 3, "apply": 2}, "office": 4}'
    assert _report("--bank", str(bank), "--forms", "1", "--blueprint", table)["items"] == 9


def test_an_impossible_blueprint_is_explained_by_cell(bank: Path) -> None:
    words = ("--bank", str(bank), "--forms", "1", "--blueprint", '{"law": 300, "chess": 2}')
    result = _assemble(*words, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["feasible"] is False
    assert [(cell["cell"], cell["needed"], cell["pool"]) for cell in report["cells"]] == [
        ("law", 300, 80),
        ("chess", 2, 0),
    ]
    assert all(cell["lacking"] > 0 for cell in report["cells"])
    assert "law: 300 needed, 80 in the list" in _assemble(*words).stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", []), ('{"format": 1, "items": [{"id": "A", "topic": "law"}]}', []), (None, ["--blueprint", "{"])],
)
def test_what_cannot_be_read_ends_with_2(bank: Path, content: str | None, words: list[str]) -> None:
    if content is not None:
        bank.write_text(content)
    result = _assemble("--bank", str(bank), "--forms", "1", *words)
    assert result.exit_code == 2
    assert result.stderr


def test_without_a_bank_and_an_installation_the_shipped_list_is_taken(bank: Path) -> None:
    report = _report("--forms", "3")
    assert report["bank"].endswith("(shipped)")
    assert report["items"] == 50
    assert not Path(os.environ["EXAMAPP_DATA"]).exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_installations_list_is_taken_by_its_own_policy(
    ground: Ground, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    with ground.database.reading() as db:
        code = ground.question_list(db).code
    assert _report("--forms", "2")["bank"] == code
    assert _report("--forms", "2", "--list", code)["items"] == 50
    assert _assemble("--forms", "2", "--list", "NONE-1").exit_code == 2


def test_the_help_says_what_the_file_holds() -> None:
    shown = _assemble("--help").stdout
    assert '"angoff": "0.62"' in shown
    assert "P(θ)" in shown
