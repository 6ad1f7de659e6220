import numpy as np
import pytest

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.drafts import Drafts, OpenForm
from question_bank.equal_forms.exchanging import exchange_until_close
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from question_bank.seeded import SeededStream
from tests.question_bank.equal_forms.making import judged, plain_bank


def _drafts(bank, rows, **limits):
    table = Blueprint({"law": len(rows[0])})
    drafts = Drafts(make_rules(bank, table, len(rows), Limits(**limits)))
    for number, row in enumerate(rows):
        OpenForm(drafts, number).put_all(np.array(row))
    return drafts


def test_a_hard_and_an_easy_form_meet_in_the_middle():
    drafts = _drafts(plain_bank(law=8), [[0, 1, 2, 3], [4, 5, 6, 7]], exposure=1)
    exchange_until_close(drafts, SeededStream("seed", "exchanges"))
    assert OpenForm(drafts, 0).off_goal()[0] == 0
    assert np.array_equal(np.sort(drafts.rows.ravel()), range(8))
    assert drafts.used.tolist() == [1] * 8


def test_no_exchange_brings_enemies_together():
    """The only exchanges that would help put A beside its enemy C, or B beside its enemy D."""
    enemies = {"A": ("C",), "B": ("D",)}
    shares = {"A": "0.2", "B": "0.3", "C": "0.5", "D": "0.6"}
    bank = ParameterBank(
        tuple(
            judged(item_id, angoff=share, enemies=enemies.get(item_id, ()))
            for item_id, share in shares.items()
        )
    )
    drafts = _drafts(bank, [[0, 1], [2, 3]], exposure=1)
    exchange_until_close(drafts, SeededStream("seed", "exchanges"))
    forms = [{bank.items[place].id for place in row} for row in drafts.rows.tolist()]
    assert not any({"A", "C"} <= form or {"B", "D"} <= form for form in forms)
    assert {"A", "D"} in forms


@pytest.mark.parametrize("overlap", [1, 2])
def test_an_item_that_both_hold_stays_and_the_overlap_limit_is_kept(overlap):
    rows = [[0, 1, 2], [2, 6, 7], [1, 4, 5]]
    drafts = _drafts(plain_bank(law=8), rows, exposure=3, overlap=overlap)
    exchange_until_close(drafts, SeededStream("seed", "exchanges"))
    forms = [set(row) for row in drafts.rows.tolist()]
    assert all(len(form) == 3 for form in forms)
    assert all(len(first & second) <= overlap for first in forms for second in forms if first is not second)
