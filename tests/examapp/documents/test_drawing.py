"""Drawings: one value, two ways to write it, and curves that go where they should."""

import re
from math import atan2, cos, hypot, pi, sin
from xml.etree import ElementTree as ET

import pytest

from examapp.documents.drawing import (
    Drawing,
    Shape,
    circle,
    cosine_ring,
    polygon,
    smooth_curve,
    star_points,
    to_pdf_operators,
    to_svg,
)


def points_of(commands):
    return [command[-2:] for command in commands if command[0] != "Z"]


def along(commands, share):
    """Points on each cubic of a path at the given share of its way."""
    here = commands[0][1:]
    for command in commands[1:]:
        if command[0] == "C":
            a, b, c, d = here, command[1:3], command[3:5], command[5:7]
            u, v = 1 - share, share
            yield tuple(
                u**3 * a[i] + 3 * u * u * v * b[i] + 3 * u * v * v * c[i] + v**3 * d[i] for i in (0, 1)
            )
            here = d


DRAWING = Drawing(
    20,
    10,
    (
        Shape(circle(5, 5, 4), "#1D4199"),
        Shape(polygon([(0, 0), (10, 0), (5, 8)]), "#FF0000", 0.5),
        Shape((("R", 1, 2, 3, 4),), "#000000"),
    ),
)


def test_svg_has_the_box_the_size_and_one_path_per_shape():
    root = ET.fromstring(to_svg(DRAWING, size="34mm"))
    assert root.attrib["viewBox"] == "0 0 20 10"
    assert root.attrib["width"] == "34mm"
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert [path.get("fill") for path in paths] == ["#1D4199", None, "#000000"]
    assert [path.get("stroke") for path in paths] == [None, "#FF0000", None]


def test_svg_is_hidden_from_readers_unless_it_has_a_title_which_is_escaped():
    assert 'aria-hidden="true"' in to_svg(DRAWING, size="1em")
    titled = to_svg(DRAWING, size="1em", title='a "b" <c>')
    assert ET.fromstring(titled).attrib["aria-label"] == 'a "b" <c>'
    assert "aria-hidden" not in titled


def test_svg_needs_no_style_that_a_content_policy_would_refuse():
    assert "style" not in to_svg(DRAWING, size="1em")


def test_pdf_operators_paint_each_shape_once():
    operators = to_pdf_operators(DRAWING).decode().split("\n")
    assert [line for line in operators if line in {"f", "S"}] == ["f", "S", "f"]
    assert "0.1137 0.2549 0.6000 rg" in operators
    assert "1.00 2.00 3.00 4.00 re" in operators


def test_both_writings_have_the_same_numbers():
    svg_numbers = re.findall(r"-?\d+\.\d\d", "".join(re.findall(r'd="([^"]*)"', to_svg(DRAWING, size="1"))))
    pdf_numbers = re.findall(
        r"-?\d+\.\d\d(?!\d)", re.sub(rb".* (rg|RG .*|re)", b"", to_pdf_operators(DRAWING)).decode()
    )
    assert svg_numbers == pdf_numbers


def test_a_circle_is_round():
    for share in (0.0, 0.25, 0.5, 0.75):
        for x, y in along(circle(5, 5, 4), share):
            assert hypot(x - 5, y - 5) == pytest.approx(4, abs=0.002)


def test_a_cosine_ring_goes_from_crest_to_trough_through_the_middle():
    ring = cosine_ring(50, 50, 30, 5, 12, 0.7)
    radii = [hypot(x - 50, y - 50) for x, y in points_of(ring)]
    assert radii == pytest.approx([35, 25] * 12 + [35])
    assert len(radii) == 25
    for x, y in along(ring, 0.5):
        assert hypot(x - 50, y - 50) == pytest.approx(30, abs=0.1)


def test_a_cosine_ring_begins_where_its_phase_puts_a_crest():
    x, y = points_of(cosine_ring(0, 0, 30, 5, 12, 0.7))[0]
    assert cos(12 * atan2(y, x) + 0.7) == pytest.approx(1)


def test_a_cosine_ring_closes():
    ring = cosine_ring(0, 0, 10, 2, 8)
    assert ring[0][1:] == pytest.approx(ring[-2][-2:])
    assert ring[-1] == ("Z",)


def test_a_smooth_curve_follows_its_function_between_its_points():
    curve = smooth_curve(lambda t: (t, sin(t)), 0, 2 * pi, 12)
    assert points_of(curve)[0] == pytest.approx((0, 0))
    for x, y in along(curve, 0.5):
        assert y == pytest.approx(sin(x), abs=0.002)


def test_a_star_has_its_tips_and_valleys_in_turn_and_one_tip_up():
    points = star_points(10, 10, 8, 5, 0.5)
    assert points[0] == pytest.approx((10, 2))
    assert [hypot(x - 10, y - 10) for x, y in points] == pytest.approx([8, 4] * 5)
