import struct

import pytest

from question_bank.content import load_shipped_list
from question_bank.formats.picture_check import OF_DESK, Picture, PictureFault, check_picture

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">'
)


def svg(inside: str, head: str = HEAD) -> bytes:
    return f"{head}{inside}</svg>".encode()


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I4sII", 13, b"IHDR", width, height)
        + b"\0" * 9
        + b"IEND\xaeB`\x82"
    )


def fault_of(content: bytes) -> str:
    with pytest.raises(PictureFault) as fault:
        check_picture(content, OF_DESK)
    return fault.value.kind


def test_a_png_says_its_size():
    assert check_picture(png(640, 480)) == Picture("image/png", 640, 480, png(640, 480))


def test_a_jpeg_says_its_size_behind_other_segments():
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 300, 400) + b"\0" * 8
    assert check_picture(head + frame) == Picture("image/jpeg", 400, 300, head + frame)


def test_an_svg_says_its_size_by_its_view_box_or_its_sides():
    assert check_picture(svg("<rect/>")).width == 40
    sides = '<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="10">'
    assert check_picture(svg("", sides)) == Picture("image/svg+xml", 30, 10, svg("", sides))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<rect ONLOAD="alert(1)"/>',
        "<foreignObject/>",
        '<image href="https://example.org/a.png"/>',
        '<use href="https://example.org/a.svg#b"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="href"/>',
        '<rect style="fill: url(https://example.org/a)"/>',
        '<rect fill="url( &quot;//example.org/a&quot; )"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>rect { fill: u\\72l(https://example.org) }</style>",
        '<iframe xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_an_svg_that_could_act_or_call_out_is_refused(inside):
    assert fault_of(svg(inside)) == "unsafe"


def test_an_svg_may_refer_to_its_own_parts():
    assert check_picture(svg('<g id="a"/><use href="#a"/><rect fill="url(#a)" style="stroke: url(#a)"/>'))


def test_what_an_editor_leaves_in_a_drawing_does_nothing_and_stays():
    own = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:path="C:\\x"'
    assert check_picture(svg(f"<g {own}><inkscape:grid/></g>"))


def test_entities_and_half_files_are_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;")
    assert fault_of(bomb) == "broken"
    assert fault_of(svg("<rect")) == "broken"
    assert fault_of(png(1, 1)[:20]) == "broken"
    assert fault_of(b"GIF89a") == "broken"
    assert fault_of(b"\xff\xd8\xff\xe0\0") == "broken"


def test_what_is_no_picture_is_refused():
    assert fault_of(b"%PDF-1.7") == "not_a_picture"
    assert fault_of(b"") == "not_a_picture"


def test_sizes_are_bounded():
    assert fault_of(png(5000, 10)) == "too_wide"
    assert fault_of(png(0, 10)) == "too_wide"
    assert fault_of(b"\x89PNG\r\n\x1a\n" + b"\0" * OF_DESK.size) == "too_large"
    assert fault_of(svg("", '<svg xmlns="http://www.w3.org/2000/svg">')) == "no_size"
    assert fault_of(svg("<g/>" * 6000)) == "too_large"


def test_every_picture_of_the_sample_list_passes():
    _manifest, _items, media = load_shipped_list()
    assert {check_picture(content).type for content in media.values()} == {"image/svg+xml"}
