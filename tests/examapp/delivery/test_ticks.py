import base64
from datetime import UTC, datetime

import pytest

from examapp.delivery.ticks import LONGEST_TICK, SeatHead, issue_tick, read_tick

KEY = b"k" * 32
AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HEAD = SeatHead(2, 41, "ab" * 32)


def issue(**changed):
    return issue_tick(
        KEY, **{"attempt": "ABC", "number": 7, "used_ms": 1234, "at": AT, "head": HEAD} | changed
    )


def test_a_tick_says_what_it_was_given_for():
    tick = read_tick(KEY, "ABC", issue())
    assert (tick.number, tick.used_ms, tick.at, tick.head) == (7, 1234, "2026-11-24T05:00:00.000+00:00", HEAD)


def test_a_tick_before_the_first_event_has_no_head():
    assert read_tick(KEY, "ABC", issue(head=None)).head is None


def test_a_tick_of_another_attempt_proves_nothing():
    assert read_tick(KEY, "ABD", issue()) is None


def test_a_tick_under_another_key_proves_nothing():
    assert read_tick(b"x" * 32, "ABC", issue()) is None


@pytest.mark.parametrize("place", [0, 15, 16, 30, 60, 100])
def test_a_tick_with_one_changed_byte_proves_nothing(place):
    raw = bytearray(base64.urlsafe_b64decode(issue() + "=="))
    raw[place] ^= 1
    forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert read_tick(KEY, "ABC", forged) is None


@pytest.mark.parametrize("text", [None, "", "x", "ÿ" * 40, "A" * (LONGEST_TICK + 1), "====", "A" * 40])
def test_what_is_no_tick_proves_nothing(text):
    assert read_tick(KEY, "ABC", text) is None


def test_the_longest_tick_fits_its_limit():
    longest = issue(attempt="A" * 20, number=10**7, used_ms=10**9, head=SeatHead(9999, 99_999, "f" * 64))
    assert len(longest) <= LONGEST_TICK
