from decimal import Decimal

import pytest

from question_bank.content import load_shipped_list
from question_bank.items import item_from_json
from question_bank.truth_table import RowKind, list_table_faults, truth_table
from tests.question_bank.samples import KINDS, item, raw_item

SHIPPED = load_shipped_list()[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_right_a_wrong_and_an_empty_row(kind):
    rows = truth_table(item(kind))
    points = {row.kind: row.points for row in rows}
    assert {RowKind.RIGHT, RowKind.WRONG, RowKind.NOTHING} <= points.keys()
    assert all((row.points == 1) == (row.kind is RowKind.RIGHT) for row in rows)


@pytest.mark.parametrize("kind", ["choice", "multiple", "hotspot", "match", "gap_match"])
def test_ticking_everything_is_shown_and_earns_nothing(kind):
    (row,) = [row for row in truth_table(item(kind)) if row.kind is RowKind.EVERYTHING]
    assert row.points == 0


@pytest.mark.parametrize("kind", ["order", "match", "inline_choice", "gap_match"])
def test_what_is_half_right_is_shown_with_its_part(kind):
    made = item(kind, scoring={"rule": "per_pair"})
    (row,) = [row for row in truth_table(made) if row.kind is RowKind.PARTLY]
    assert Decimal(0) < row.points < 1


def test_a_point_is_paid_by_the_values_of_the_places():
    raw = raw_item("select_point")
    raw["scoring"] = {
        "rule": "map_response_point",
        "areas": [
            {"shape": "rect", "coords": [100, 40, 160, 90], "value": "1"},
            {"shape": "circle", "coords": [300, 100, 50], "value": "0.5"},
        ],
        "default": "-0.5",
        "lower": "0",
        "upper": "1",
    }
    made = item_from_json(raw)
    assert list_table_faults(made) == ()
    assert {row.kind: row.points for row in truth_table(made)}[RowKind.RIGHT] == 1


@pytest.mark.parametrize("item_id", SHIPPED)
def test_the_vectors_of_each_shipped_item_hold(item_id):
    assert list_table_faults(SHIPPED[item_id]) == ()


def test_an_item_whose_rule_pays_a_wrong_answer_is_told():
    raw = raw_item("text_entry")
    raw["scoring"] = {
        "rule": "map_response",
        "mapping": {"oʻchirish": "1"},
        "default": "1",
        "lower": "0",
        "upper": "1",
    }
    (fault, *_) = list_table_faults(item_from_json(raw))
    assert "earns" in fault
