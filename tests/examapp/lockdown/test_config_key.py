"""The Config Key as the browser computes it."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.lockdown.config_key import bind_to_address, compute_config_key, write_seb_json

# The settings, as values, of a public test vector of Moodle's rule for this browser, and the key it names.
PUBLISHED = json.loads((Path(__file__).parent / "published_settings.json").read_text())
PUBLISHED_KEY = "4fa9af8ec8759eb7c680752ef4ee5eaf1a860628608fccae2715d519849f9292"
names = st.sampled_from(["a", "B", "bb", "C", "proxies", "Zoom", "_x"])
simple = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "Ж", "a\\b", b"", b"\xff"])
values = simple | st.lists(simple, max_size=3) | st.dictionaries(names, simple, max_size=3)


def test_the_published_vector_has_its_published_key() -> None:
    assert compute_config_key(PUBLISHED) == PUBLISHED_KEY


def test_the_name_of_the_program_and_empty_records_count_for_nothing() -> None:
    assert compute_config_key({**PUBLISHED, "originatorVersion": "SEB 3", "new": {}}) == PUBLISHED_KEY


def test_any_other_change_is_another_key() -> None:
    assert compute_config_key({**PUBLISHED, "allowQuit": False}) != PUBLISHED_KEY


def test_each_kind_of_value_is_written_in_its_form() -> None:
    settings = {"b": True, "A": b"\x00\xff", "c": [3, "x\\y", {}], "D": None, "e": {"z": 1, "Y": 2.5}}
    assert write_seb_json(settings) == '{"A":"AP8=","b":true,"c":[3,"x\\y",{}],"D":"","e":{"Y":2.5,"z":1}}'


def test_a_date_is_refused() -> None:
    with pytest.raises(TypeError, match="a date"):
        write_seb_json({"at": datetime(2026, 1, 1, tzinfo=UTC)})


@given(st.dictionaries(names, values, max_size=5))
def test_the_order_in_which_settings_stand_changes_nothing(settings: dict[str, object]) -> None:
    assert compute_config_key(dict(reversed(settings.items()))) == compute_config_key(settings)


def test_what_arrives_covers_the_query_and_never_the_fragment() -> None:
    url = "https://exam.uz/exam/api/v1/attempt?page=0f"
    assert bind_to_address(f"{url}#x", "ab") == hashlib.sha256(f"{url}ab".encode()).hexdigest()
    assert bind_to_address(f"{url}1", "ab") != bind_to_address(url, "ab")
