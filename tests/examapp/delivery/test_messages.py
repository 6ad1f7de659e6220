import re
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.delivery import messages
from examapp.delivery.errors import BatchTooLarge, Malformed, TooLarge
from examapp.delivery.ticks import SeatHead

ENTRY = {"lease": 1, "seq": 0, "item": "LAW-001", "response": ["a"], "made_ms": 5}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


def batch(*entries):
    return messages.read_batch(orjson.dumps({"entries": list(entries)}))


def test_an_entry_is_read_with_what_is_absent_as_null():
    (entry,) = batch(ENTRY).entries
    assert (entry.seq, entry.item, entry.response) == (0, "LAW-001", ["a"])
    assert (entry.prev, entry.tick, entry.since_tick_ms) == (None, None, None)


def test_a_null_answer_is_an_answer():
    assert batch(ENTRY | {"response": None}).entries[0].response is None


@pytest.mark.parametrize(
    "change",
    [
        {"lease": "1"}, {"lease": True}, {"lease": -1}, {"lease": 10**6}, {"lease": None},
        {"seq": -1}, {"seq": 1.5}, {"seq": True}, {"seq": 10**9}, {"seq": None},
        {"item": 5}, {"item": None}, {"item": "x" * 201}, {"item": "a\x00b"}, {"item": "a\nb"},
        {"prev": 5}, {"prev": "xyz"}, {"prev": "A" * 64}, {"tick": 5}, {"tick": "x" * 401}, {"tick": "a\x07"},
        {"since_tick_ms": 1.5}, {"since_tick_ms": "1"}, {"since_tick_ms": 2**60}, {"made_ms": "soon"},
        {"made_ms": True}, {"made_ms": [5]},
    ],
)  # fmt: skip
def test_an_entry_of_another_shape_is_refused(change):
    with pytest.raises(Malformed):
        batch(ENTRY | change)


def test_an_entry_without_an_answer_is_refused():
    with pytest.raises(Malformed):
        batch({name: value for name, value in ENTRY.items() if name != "response"})


def test_a_whole_number_written_as_a_float_is_a_whole_number():
    assert batch(ENTRY | {"since_tick_ms": 12.0, "made_ms": 7.0}).entries[0].since_tick_ms == 12


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [(1.9, 1), (-1.9, -1), (0.25, 0), (1e300, 2**53 - 1), (-(2**60), 1 - 2**53), (None, None)],
)
def test_the_seats_own_time_is_any_finite_number_and_is_cut_to_a_whole_one(claimed, kept):
    assert batch(ENTRY | {"made_ms": claimed}).entries[0].made_ms == kept


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"{", b"\xff", b'{"entries": {}}', b'{"entries": []}']
)
def test_a_body_without_entries_is_refused(body):
    with pytest.raises(Malformed):
        messages.read_batch(body)


def test_entries_that_are_no_objects_are_refused():
    with pytest.raises(Malformed):
        batch(5)


def test_entries_of_two_leases_are_refused():
    with pytest.raises(Malformed):
        batch(ENTRY, ENTRY | {"lease": 2, "seq": 1})


@pytest.mark.parametrize(("count", "taken"), [(32, True), (33, False)])
def test_a_batch_holds_at_most_thirty_two_entries(count, taken):
    entries = [ENTRY | {"seq": seq} for seq in range(count)]
    if taken:
        assert len(batch(*entries).entries) == 32
    else:
        with pytest.raises(BatchTooLarge):
            batch(*entries)


def test_the_refusal_of_a_batch_names_the_bounds_that_hold():
    bounds = (messages.MOST_ENTRIES, messages.LONGEST_RESPONSE // 1024, messages.LARGEST_BODY // 1024)
    assert re.findall(r"\d+", BatchTooLarge.message) == [str(bound) for bound in bounds]


@pytest.mark.parametrize(
    ("size", "taken"), [(messages.LARGEST_BODY, True), (messages.LARGEST_BODY + 1, False)]
)
def test_a_body_has_at_most_256_kilobytes(size, taken):
    body = b'{"a":"' + b"x" * (size - 8) + b'"}'
    assert len(body) == size
    if taken:
        assert messages.read_object(body)
    else:
        with pytest.raises(TooLarge):
            messages.read_object(body)


def test_deep_nesting_is_refused_and_exhausts_nothing():
    with pytest.raises(Malformed):
        messages.read_object(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@pytest.mark.parametrize(
    "head",
    [
        None,
        {},
        {"lease": 1, "seq": -1, "id": ""},
        {"lease": 0, "seq": None, "id": None},
        {"lease": 0, "seq": 0, "id": None},
        {"lease": 0, "seq": 0, "id": ""},
        {"lease": 1, "seq": 5, "id": ""},
    ],
)
def test_a_seat_that_has_made_nothing_shows_no_head(head):
    assert messages.read_head(orjson.dumps({"head": head})) is None


def test_a_head_is_read():
    body = orjson.dumps({"head": {"lease": 2, "seq": 5, "id": "ab" * 32}})
    assert messages.read_head(body) == SeatHead(2, 5, "ab" * 32)


@pytest.mark.parametrize(
    "head", [5, [], {"lease": 1, "seq": 5}, {"lease": 1, "seq": 5, "id": "x"}, {"seq": 5, "id": "ab" * 32}]
)
def test_a_misshapen_head_is_refused(head):
    with pytest.raises(Malformed):
        messages.read_head(orjson.dumps({"head": head}))


@pytest.mark.parametrize(
    ("last", "read"),
    [
        ({"lease": 1, "seq": 4}, (1, 4)),
        ({"lease": 1, "seq": -1}, (1, -1)),
        ({"lease": 1, "seq": None}, (1, -1)),
    ],
)
def test_the_last_event_is_read(last, read):
    assert messages.read_last(orjson.dumps({"last": last})) == read


@pytest.mark.parametrize(
    "last", [None, 5, {}, {"seq": 1}, {"lease": 1}, {"lease": 1, "seq": "x"}, {"lease": 1, "seq": -2}]
)
def test_a_misshapen_last_event_is_refused(last):
    with pytest.raises(Malformed):
        messages.read_last(orjson.dumps({"last": last}))


@pytest.mark.parametrize("kind", ["", "Help", "a b", "x" * 41, "é", 5, None, "drop;table"])
def test_an_alert_of_no_simple_kind_is_refused(kind):
    with pytest.raises(Malformed):
        messages.read_alert(orjson.dumps({"kind": kind}))


@pytest.mark.parametrize("text", ["a\x00", "a\x1b[31m", "\u202etxt", 5])
def test_control_and_direction_marks_in_an_alert_are_refused(text):
    with pytest.raises(Malformed):
        messages.read_alert(orjson.dumps({"kind": "help", "text": text}))


def test_a_long_alert_is_too_large():
    with pytest.raises(TooLarge):
        messages.read_alert(orjson.dumps({"kind": "help", "text": "x" * 1001}))


@pytest.mark.parametrize("body", [{}, {"accepted": "yes"}, {"accepted": 1}])
def test_consent_is_a_plain_yes_or_no(body):
    with pytest.raises(Malformed):
        messages.read_consent(orjson.dumps(body))


@pytest.mark.parametrize("language", ["", "xx", None, 5, "uz_Latn"])
def test_an_unknown_language_is_refused(language):
    with pytest.raises(Malformed):
        messages.check_language(language)


@given(JSON)
def test_no_body_is_anything_but_read_or_refused(value):
    body = orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME) if _fits(value) else b"!"
    readers = (
        messages.read_batch, messages.read_head, messages.read_last, messages.read_alert,
        messages.read_consent, messages.read_language, messages.read_entry_codes,
    )  # fmt: skip
    for read in readers:
        with suppress(Malformed, TooLarge):  # anything else would be a 500
            read(body)


def _fits(value):
    try:
        orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return False
    return True
