import base64

import pytest

from question_bank.areas import Area
from question_bank.formats.picture_check import SVG, measure_picture
from question_bank.formats.qti.pictures import draw_blank, number_areas
from question_bank.formats.qti.reading import read_qti
from question_bank.formats.refusal import Refusal
from tests.question_bank.formats.qti.fixtures import DEFAULTS, KEPT, item, kept, pack, package, png

_GIF = b"GIF89a" + (30).to_bytes(2, "little") + (20).to_bytes(2, "little") + b"\x00" * 8
_JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x14\x00\x1e\x01\x01\x11\x00"


def _svg(inside="", attributes='width="30" height="20"'):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(30, 20), "image/png"),
        (_GIF, "image/gif"),
        (_JPEG, "image/jpeg"),
        (_svg(), SVG),
        (_svg(attributes='viewBox="0 0 30 20"'), SVG),
        (_svg(attributes='width="30px" height="20.2px" viewBox="0 0 3 2"'), SVG),
        (_svg('<use href="#a"/><rect style="fill:url(#b)" clip-path="url(\'#c\')"/>'), SVG),
    ],
)
def test_type_and_size_are_told_by_the_bytes(content, kind):
    picture = measure_picture(content)
    assert (picture.type, picture.width, picture.height) == (kind, 30, 20)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        '<rect onclick="x()"/>',
        '<image href="https://a.example/x.png"/>',
        '<image xlink:href="//a.example/x.png"/>',
        '<a href="javascript:x()"><rect/></a>',
        '<use href="other.svg#a"/>',
        "<foreignObject><p/></foreignObject>",
        '<rect style="fill:url(https://a.example/x)"/>',
        "<style>@import 'x.css';</style>",
        "<style>rect{fill:url(x.svg#a)}</style>",
        '<animate attributeName="href" values="javascript:x()"/>',
        '<image href="data:text/html;base64,AAAA"/>',
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(inside):
    with pytest.raises(Refusal) as caught:
        measure_picture(_svg(inside))
    assert caught.value.kind == "picture_unsafe"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "picture_unknown"),
        (b"BM bitmap", "picture_unknown"),
        (b"<html/>", "picture_unknown"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "picture_damaged"),
        (_svg(attributes=""), "picture_damaged"),
        (_svg(attributes='width="90000" height="1"'), "picture_damaged"),
        (png()[:20], "picture_damaged"),
        (png(0, 5), "picture_damaged"),
        (_JPEG[:12], "picture_damaged"),
        (b"\xff\xd8\xff\xe0\x00\x04abcd", "picture_damaged"),
    ],
)
def test_what_is_no_whole_picture_is_refused(content, kind):
    with pytest.raises(Refusal) as caught:
        measure_picture(content)
    assert caught.value.kind == kind


def test_a_blank_has_the_size_asked_for_and_names_what_is_missing():
    blank = draw_blank(40, 30, "a/b<c>.png")
    assert measure_picture(blank.content) == blank
    assert b"b&lt;c&gt;.png" in blank.content


def test_numbers_are_drawn_over_the_areas_of_the_very_picture():
    areas = [Area("a", "circle", (10, 10, 5)), Area("b", "rect", (20, 0, 40, 10))]
    numbered = number_areas(measure_picture(png(60, 40)), areas)
    assert measure_picture(numbered.content) == numbered
    assert base64.b64encode(png(60, 40)) in numbered.content
    assert numbered.content.index(b">1<") < numbered.content.index(b">2<")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def test_areas_count_in_the_size_at_which_the_picture_is_shown(path):
    read = read_qti(
        package(path, {"a": kept("hotspot")}, **{"items/pictures/map.png": png(400, 200)}), DEFAULTS
    )
    (picture,) = next(iter(read.items.values())).media.values()
    assert (picture.width, picture.height) == (200, 100)


def test_a_missing_picture_is_a_blank_of_the_stated_size_and_a_finding(path):
    read = read_qti(pack(path, {"a.xml": kept("hotspot")}), DEFAULTS)
    (picture,) = next(iter(read.items.values())).media.values()
    assert (picture.type, picture.width) == (SVG, 200)
    assert "picture_missing" in {finding.kind for finding in read.findings}


def test_an_area_over_the_edge_is_cut_and_one_outside_is_refused(path):
    body, declarations, processing = KEPT["hotspot"]
    over = item(body.replace("30,50,10", "5,50,10"), declarations, processing)
    read = read_qti(package(path, {"a": over}), DEFAULTS)
    assert next(iter(read.items.values())).interaction.areas[0].shape == "poly"
    assert "area_cut" in {finding.kind for finding in read.findings}
    outside = item(body.replace("30,50,10", "900,50,10"), declarations, processing)
    assert [refusal.kind for refusal in read_qti(package(path, {"a": outside}), DEFAULTS).refusals] == [
        "bad_area"
    ]


def test_an_item_with_an_unsafe_drawing_is_refused(path):
    body, declarations, processing = KEPT["choice"]
    text = item('<p><img src="pictures/x.svg" alt="x"/></p>' + body, declarations, processing)
    read = read_qti(package(path, {"a": text}, **{"items/pictures/x.svg": _svg("<script/>")}), DEFAULTS)
    assert [refusal.kind for refusal in read.refusals] == ["picture_unsafe"]


def test_a_picture_of_the_words_of_an_unknown_type_gives_way_to_what_stands_in_for_it(path):
    body, declarations, processing = KEPT["choice"]
    words = (
        '<div><object type="image/eps" data="a.eps"><object type="image/png" '
        'data="pictures/map.png">x</object></object></div>'
    )
    read = read_qti(
        package(path, {"a": item(words + body, declarations, processing)}, **{"items/a.eps": b"%!PS"}),
        DEFAULTS,
    )
    (picture,) = next(iter(read.items.values())).media.values()
    assert picture.type == "image/png"
    assert "picture_lost" in {finding.kind for finding in read.findings}
