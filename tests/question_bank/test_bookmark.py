from datetime import date
from decimal import Decimal
from math import exp, log

import pytest

from question_bank.bookmark import bookmark_cuts, close_bookmark, make_booklet, panel_cut
from question_bank.cut_score import CutScoreError, Method, cut_score_of
from question_bank.equal_forms.parameters import ItemParameters


def _item(item_id, b, a="1"):
    return ItemParameters(item_id, "law", difficulty=Decimal(b), discrimination=Decimal(a))


ITEMS = (_item("HARD", "1.5"), _item("EASY", "-2"), _item("FLAT", "0", "0.5"), _item("STEEP", "0.2", "2"))


def test_the_booklet_is_in_order_of_the_place_where_two_of_three_answer_rightly():
    booklet = make_booklet(ITEMS)
    assert [page.item for page in booklet] == ["EASY", "STEEP", "FLAT", "HARD"]
    # FLAT is easier than STEEP in the middle, but two of three master it only later.
    assert float(booklet[2].place) == pytest.approx(log(2) / 0.5, abs=1e-6)


def test_an_item_that_is_not_calibrated_is_named():
    with pytest.raises(CutScoreError, match="NEW"):
        make_booklet((*ITEMS, ItemParameters("NEW", "law", angoff=Decimal("0.5"))))


def test_the_panels_cut_is_the_median_of_its_judges():
    cuts = bookmark_cuts(make_booklet(ITEMS), {"A": "EASY", "B": "STEEP", "C": "HARD"})
    assert panel_cut(cuts) == cuts["B"]


def test_a_mark_outside_the_booklet_is_refused():
    with pytest.raises(CutScoreError, match="NET-1"):
        bookmark_cuts(make_booklet(ITEMS), {"A": "NET-1"})
    with pytest.raises(CutScoreError):
        panel_cut({})


def test_the_record_holds_each_items_chance_at_the_cut():
    marks = {"A": "STEEP", "B": "STEEP", "C": "HARD"}
    record = close_bookmark(ITEMS, marks, held_on=date(2026, 11, 2), rounds=2, list_digest="ab" * 32)
    assert record.method is Method.BOOKMARK
    assert float(record.shares["STEEP"]) == pytest.approx(2 / 3, abs=1e-6)
    cut = 0.2 + log(2) / 2
    expected = sum(1 / (1 + exp(-a * (cut - b))) for a, b in ((1, 1.5), (1, -2), (0.5, 0), (2, 0.2)))
    form = {item.id: Decimal(1) for item in ITEMS}
    assert float(cut_score_of(record, form).points) == pytest.approx(expected, abs=1e-5)
