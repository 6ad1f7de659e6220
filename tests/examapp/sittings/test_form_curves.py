import numpy as np
import pytest

from examapp.sittings.form_curves import BOTTOM, LEFT, RIGHT, TOP, draw_chart

ABILITIES = np.linspace(-3.0, 3.0, 25)


def _heights(points: str) -> list[float]:
    return [float(pair.split(",")[1]) for pair in points.split()]


def test_curves_reach_from_side_to_side_and_the_axis_begins_at_nought() -> None:
    chart = draw_chart(ABILITIES, np.linspace(0, 10, 25)[None, :], 0.0, 10)
    xs = [float(pair.split(",")[0]) for pair in chart.mean.split()]
    assert (xs[0], xs[-1]) == (LEFT, RIGHT)
    assert (_heights(chart.mean)[0], _heights(chart.mean)[-1]) == (BOTTOM, TOP)
    assert chart.y_ticks[0] == (BOTTOM, 0)


def test_the_cut_stands_in_the_middle_and_abilities_count_from_it() -> None:
    chart = draw_chart(ABILITIES + 0.5, np.ones((2, 25)), 0.5, 10)
    assert chart.cut_x == (LEFT + RIGHT) / 2
    assert [ability for _x, ability in chart.x_ticks] == [-3, -2, -1, 0, 1, 2, 3]


def test_the_table_holds_the_ends_and_the_mean_of_the_forms() -> None:
    chart = draw_chart(ABILITIES, np.array([[1.0], [2.0], [6.0]]) * np.ones((3, 25)), 0.0, 10)
    assert [(row.lowest, row.mean, row.highest) for row in chart.rows] == [(1.0, 3.0, 6.0)] * 7
    assert len(chart.curves) == 3


def test_a_hundred_forms_are_a_band() -> None:
    chart = draw_chart(ABILITIES, np.ones((100, 25)), 0.0, 10)
    assert chart.curves == ()
    assert len(chart.band.split()) == 50


@pytest.mark.parametrize(("top", "ticks"), [(50, [0, 10, 20, 30, 40, 50]), (3, [0, 1, 2, 3])])
def test_ticks_are_whole_numbers(top: int, ticks: list[int]) -> None:
    chart = draw_chart(ABILITIES, np.ones((1, 25)), 0.0, top)
    assert [value for _y, value in chart.y_ticks] == ticks


def test_without_a_maximum_the_axis_ends_above_the_highest_value() -> None:
    chart = draw_chart(ABILITIES, np.full((1, 25), 7.0), 0.0)
    assert min(_heights(chart.band)) > TOP
