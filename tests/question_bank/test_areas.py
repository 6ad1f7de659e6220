import pytest

from question_bank.areas import Area

RECT = Area("r", "rect", (10, 20, 30, 40))
CIRCLE = Area("c", "circle", (50, 50, 10))
TRIANGLE = Area("p", "poly", (0, 0, 100, 0, 0, 100))
HOLLOW = Area("u", "poly", (0, 0, 30, 0, 30, 30, 20, 30, 20, 10, 10, 10, 10, 30, 0, 30))


@pytest.mark.parametrize(
    ("area", "inside", "outside"),
    [
        (RECT, [(10, 20), (30, 40), (20, 30)], [(9, 30), (31, 30), (20, 19), (20, 41)]),
        (CIRCLE, [(50, 50), (60, 50), (57, 57)], [(58, 58), (61, 50), (40, 40)]),
        (TRIANGLE, [(0, 0), (50, 50), (20, 20), (100, 0), (0, 60)], [(51, 50), (101, 0), (60, 60)]),
        (HOLLOW, [(5, 20), (25, 20), (15, 5), (10, 20)], [(15, 20), (15, 11), (31, 5)]),
    ],
)
def test_a_point_lies_in_an_area_or_on_its_edge_or_outside(area, inside, outside):
    assert all(area.holds(*point) for point in inside)
    assert not any(area.holds(*point) for point in outside)


def test_bounds_and_centre_are_those_of_the_smallest_rectangle_around():
    assert CIRCLE.bounds() == (40, 40, 60, 60)
    assert TRIANGLE.bounds() == (0, 0, 100, 100)
    assert RECT.centre() == (20, 30)
