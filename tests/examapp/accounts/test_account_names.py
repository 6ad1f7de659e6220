from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from examapp.accounts.account_names import read_display_name, read_login_name
from examapp.accounts.errors import DisplayNameWrong, LoginNameWrong
from examapp.cli import main
from examapp.core.permissions import Role
from tests.cast import open_pages

HIDDEN = ("Umarov\u202e Ali", "Umarov\x07", "Umarov\nAli", "\u2067Umarov")


@pytest.mark.parametrize(
    "typed", ["ab", "a" * 61, "umarov ali", "умаров", "umarov\u202e", "a\x00bc", "ali\u212a", ""]
)
def test_a_login_name_of_other_signs_is_refused(typed: str) -> None:
    with pytest.raises(LoginNameWrong):
        read_login_name(typed)


def test_a_login_name_is_kept_in_small_letters() -> None:
    assert read_login_name(" Umarov.A_1-b ") == "umarov.a_1-b"


@pytest.mark.parametrize("typed", [*HIDDEN, "", "  ", "12", "A" * 161])
def test_a_full_name_with_hidden_marks_or_without_letters_is_refused(typed: str) -> None:
    with pytest.raises(DisplayNameWrong):
        read_display_name(typed)


def test_a_full_name_is_repaired_by_the_rules_for_names() -> None:
    assert read_display_name("  Yo'ldoshev   O`ktam ") == "Yoʻldoshev Oʻktam"


@pytest.mark.parametrize("name", HIDDEN)
def test_the_console_refuses_hidden_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path))
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    CliRunner().invoke(main, ["migrate"])
    result = CliRunner().invoke(main, ["staff", "create", "--login-name", "umarov", "--display-name", name])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "hidden control and direction marks" in result.stderr


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"login_name": "умаров"}, "Type 3 to 60 Latin letters"),
        ({"display_name": HIDDEN[0]}, "hidden control and direction marks"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_says_which_name_is_wrong(app: Flask, changed: dict[str, str], words: str) -> None:
    administrator = open_pages(app, Role.ADMINISTRATOR)
    facts = {"login_name": "umarov", "display_name": "Umarov A.", "role": "proctor"}
    page = administrator.post("/staff/new", data=facts | changed).text
    assert words in page
    assert "umarov</td>" not in administrator.get("/staff").text
