import json
from decimal import Decimal

import pytest

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.bank_file import BankFileError, read_bank, write_bank
from question_bank.equal_forms.simulated import simulate_bank


def _text(items, **head):
    return json.dumps({"format": 1, "items": items, **head})


def test_a_bank_is_read_with_numbers_in_either_way_of_writing():
    text = '{"format": 1, "cut": -0.25, "items": [{"id": "A", "topic": "law", "a": 1.1, "b": "-0.4"}]}'
    found = read_bank(text)
    item = found.bank.items[0]
    assert (found.bank.cut, item.discrimination, item.difficulty) == tuple(
        map(Decimal, ("-0.25", "1.1", "-0.4"))
    )
    assert (found.true, found.blueprint) == (None, None)


def test_what_may_be_absent_has_its_default():
    item = read_bank(_text([{"id": "A", "topic": "law"}])).bank.items[0]
    assert (item.level, item.enemies, item.discrimination, item.points, item.known) == ("", (), 1, 1, False)


def test_the_blueprint_comes_with_the_bank():
    table = {"law": 1, "office": {"know": 1, "apply": 2}}
    found = read_bank(_text([{"id": "A", "topic": "law"}], blueprint=table)).blueprint
    assert found == Blueprint({"law": 1, "office": 3}, {"office": {"know": 1, "apply": 2}})


def test_a_simulated_bank_comes_back_as_it_was_written():
    simulated = simulate_bank("file", items=120)
    found = read_bank(write_bank(simulated))
    assert found.bank.items == tuple(sorted(simulated.estimated, key=lambda item: item.id))
    assert found.true is not None
    assert found.true.items == tuple(sorted(simulated.true, key=lambda item: item.id))
    assert (found.bank.cut, found.blueprint) == (simulated.cut, simulated.blueprint)


def test_true_parameters_count_only_where_every_item_has_them():
    one = {"id": "A", "topic": "law", "b": 0, "true": {"b": 0.1}}
    assert read_bank(_text([one])).true is not None
    assert read_bank(_text([one, {"id": "B", "topic": "law", "b": 0}])).true is None


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": 7},
        {"topic": None},
        {"a": 0},
        {"a": True},
        {"b": "x"},
        {"b": 1e9},
        {"b": "NaN"},
        {"angoff": 1.2},
        {"points": 0},
        {"c": 0.2},
        {"true": {"a": 1}},
        {"enemies": "B"},
    ],
)
def test_a_member_that_cannot_be_is_refused(change):
    with pytest.raises(BankFileError):
        read_bank(_text([{"id": "A", "topic": "law", **change}]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": 2, "items": []}',
        _text([]),
        _text([{"id": "A", "topic": "law"}] * 2),
        _text([{"id": "A", "topic": "law"}], blueprint={"law": 0}),
        '{"format": 1, "items": [{"id": "A", "topic": "law", "b": NaN}]}',
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_bank_is_refused(text):
    with pytest.raises(BankFileError):
        read_bank(text)
