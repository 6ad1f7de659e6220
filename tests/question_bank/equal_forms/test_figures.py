import numpy as np
import pytest

from question_bank.equal_forms.figures import draw_curves, measure_forms, rows_of
from question_bank.equal_forms.parameters import ParameterBank
from tests.question_bank.equal_forms.making import plain_bank

BANK = plain_bank(law=6)
FORMS = [["LAW-00", "LAW-01"], ["LAW-01", "LAW-05"], ["LAW-01", "LAW-00"]]
ROWS = rows_of(BANK, FORMS)


def test_expected_scores_and_their_range_are_in_points():
    figures = measure_forms(BANK, ROWS)
    assert figures.expected.tolist() == pytest.approx([0.61, 0.66, 0.61])
    assert figures.score_spread.range == pytest.approx(0.05)
    assert figures.score_spread.mean == pytest.approx(0.6266667)
    assert figures.information[0] == pytest.approx(0.3 * 0.7 + 0.31 * 0.69)


def test_shared_items_and_uses_are_counted():
    figures = measure_forms(BANK, ROWS)
    assert figures.shared.tolist() == [2, 1, 2]
    assert figures.mean_shared == pytest.approx(4 / 3)
    assert figures.uses.tolist() == [2, 3, 0, 0, 0, 1]


def test_one_form_alone_shares_nothing():
    figures = measure_forms(BANK, ROWS[:1])
    assert (figures.shared.tolist(), figures.mean_shared, figures.score_spread.range) == ([0], 0.0, 0.0)


def test_curves_meet_the_figures_at_the_cut_and_rise_with_ability():
    figures = measure_forms(BANK, ROWS)
    curves = draw_curves(BANK, ROWS, [-2.0, 0.0, 2.0])
    assert curves.score.shape == curves.information.shape == (3, 3)
    assert curves.score[:, 1].tolist() == pytest.approx(figures.expected.tolist(), abs=1e-6)
    assert curves.information[:, 1].tolist() == pytest.approx(figures.information.tolist(), abs=1e-6)
    assert (np.diff(curves.score, axis=1) > 0).all()


def test_an_item_that_the_bank_lacks_is_named():
    with pytest.raises(KeyError, match="NET-1"):
        rows_of(BANK, [["NET-1"]])


def test_an_empty_set_of_forms_has_figures_too():
    nothing = measure_forms(ParameterBank(BANK.items), np.zeros((0, 2), dtype=np.int64))
    assert (nothing.score_spread.range, nothing.mean_shared) == (0.0, 0.0)
