from collections import Counter

import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.drafts import EMPTY, Drafts
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from question_bank.equal_forms.starting import draw_keys, draw_start
from question_bank.seeded import SeededStream
from tests.question_bank.equal_forms.making import judged, plain_bank


def test_keys_follow_from_the_stream():
    first, second = (draw_keys(SeededStream("seed", "keys"), 3).tolist() for _ in range(2))
    assert first == second
    assert first[0] == int.from_bytes(SeededStream("seed", "keys").take(8), "big")


def test_first_forms_use_the_items_evenly():
    drafts = Drafts(make_rules(plain_bank(law=10, office=7), Blueprint({"law": 3, "office": 2}), 9, Limits()))
    assert all(draw_start(drafts, form, SeededStream("even", str(form))) for form in range(9))
    for cell in drafts.rules.cells:
        uses = Counter(drafts.used[cell.members].tolist())
        assert max(uses) - min(uses) <= 1


def test_a_form_that_cannot_be_drawn_is_left_empty():
    bank = ParameterBank((judged("A", enemies=("B",)), judged("B")))
    drafts = Drafts(make_rules(bank, Blueprint({"law": 2}), 1, Limits()))
    assert not draw_start(drafts, 0, SeededStream("seed", "x"))
    assert (drafts.rows == EMPTY).all()
    assert not drafts.used.any()


def test_items_with_many_enemies_are_left_aside_where_they_stand_in_the_way():
    """One hostile item excludes all others: only forms without it can be filled."""
    others = [f"B{number}" for number in range(4)]
    bank = ParameterBank((judged("A", enemies=tuple(others)), *map(judged, others)))
    drafts = Drafts(make_rules(bank, Blueprint({"law": 4}), 1, Limits()))
    assert draw_start(drafts, 0, SeededStream("seed", "x"))
    assert np.array_equal(np.sort(drafts.rows[0]), [1, 2, 3, 4])
