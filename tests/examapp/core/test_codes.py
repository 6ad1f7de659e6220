"""Codes come back right from whoever types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.core.codes import ALPHABET, new_code, read_code, show_code


@pytest.mark.parametrize("typed", ["7KQM-4T2D", "7kqm 4t2d", " 7KQM4T2D ", "7КQМ–4Т2D", "7kqm_4t2d"])
def test_spaces_hyphens_case_and_cyrillic_twins_do_not_matter(typed: str) -> None:
    assert read_code(typed) == "7KQM4T2D"


def test_look_alikes_are_read_as_what_was_printed() -> None:
    assert read_code("OIL0") == "0110"


@given(st.integers(1, 30))
def test_what_is_shown_is_read_back(length: int) -> None:
    code = new_code(length)
    assert set(code) <= set(ALPHABET)
    assert read_code(show_code(code)) == code
    assert read_code(show_code(code).lower()) == code
