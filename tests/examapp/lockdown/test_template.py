"""What we generate holds none of the traps on which browsers disagree."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from examapp.lockdown.config_key import compute_config_key, order_names
from examapp.lockdown.template import SettingsRefused, make_settings, refuse_traps

URL = "https://exam.uz/exam/"
OURS = make_settings(URL, "quit", b"x" * 32)


def test_our_settings_start_at_the_exam_and_turn_the_wireless_control_off() -> None:
    assert OURS["startURL"] == URL
    assert OURS["allowWlan"] is False
    assert "allowWLAN" not in OURS


def test_a_crash_of_the_browser_keeps_what_was_typed() -> None:
    assert OURS["removeBrowserProfile"] is False
    assert OURS["removeLocalStorage"] is False


def test_nothing_that_assistive_technology_needs_is_switched_off() -> None:
    assert OURS["enableZoomPage"] is True
    assert OURS["insideSebEnableEaseOfAccess"] is True
    assert "allowDictation" not in OURS


def test_the_quit_password_stands_only_as_its_digest() -> None:
    assert "quit" not in map(str, OURS.values())
    assert OURS["hashedQuitPassword"] == hashlib.sha256(b"quit").hexdigest()


def test_each_sitting_has_a_key_of_its_own() -> None:
    assert compute_config_key(OURS) != compute_config_key(make_settings(URL, "quit", b"y" * 32))


def test_no_left_out_name_is_the_last() -> None:
    assert order_names(OURS)[-1] == "startURL"


@pytest.mark.parametrize(
    "added",
    [
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"text": 'a "quote"'},
        {"text": "back\\slash"},
        {"text": "two\nlines"},
        {'na"me': 1},
        {"allowWLAN": False},
        {"zz": {}},
        {"nested": [{"deep": 'q"'}]},
        {"nested": {"a": 1, "z": {}}},
        {"share": 0.5},
        {"nothing": None},
    ],
)
def test_each_trap_is_refused(added: dict[str, Any]) -> None:
    with pytest.raises(SettingsRefused):
        refuse_traps(OURS | added)


def test_a_name_that_is_left_out_may_not_end_the_list() -> None:
    with pytest.raises(SettingsRefused):
        refuse_traps({"allowQuit": True, "originatorVersion": "x"})


def test_a_start_address_with_a_quote_is_refused_before_a_file_exists() -> None:
    with pytest.raises(SettingsRefused):
        make_settings('https://exam.uz/"', "quit", b"x")
