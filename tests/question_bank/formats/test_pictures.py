import struct

import pytest

from question_bank.formats.picture_check import measure_picture
from question_bank.formats.pictures import embedded_picture, take_pictures
from question_bank.formats.refusal import Refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 30, 20) + b"\x08\x06"
GIF = b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + b"\x03"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"><rect/></svg>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "image/png"), (GIF, "image/gif"), (JPEG, "image/jpeg"), (SVG, "image/svg+xml")],
)
def test_type_and_size_are_told_by_the_bytes(content, kind):
    picture = measure_picture(content)
    assert (picture.type, picture.width, picture.height) == (kind, 30, 20)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG[:20], "picture_damaged"),
        (JPEG[:6], "picture_damaged"),
        (b"\xff\xd8\xff\xd9", "picture_damaged"),
        (b"PDF", "picture_unknown"),
        (b"<html/>", "picture_unknown"),
        (b"<svg/>", "picture_damaged"),
        (PNG.replace(struct.pack(">II", 30, 20), struct.pack(">II", 0, 20)), "picture_damaged"),
        (b'<svg viewBox="0 0 9 9"><a href="javascript:x"/></svg>', "picture_unsafe"),
        (b'<svg viewBox="0 0 9 9"><rect style="fill:url(https://example.test)"/></svg>', "picture_unsafe"),
        (b'<svg viewBox="0 0 9 9"><foreignObject/></svg>', "picture_unsafe"),
    ],
)
def test_what_cannot_be_shown_safely_is_refused(content, kind):
    with pytest.raises(Refusal) as refusal:
        measure_picture(content)
    assert refusal.value.kind == kind


def test_pictures_are_taken_out_of_a_text_with_their_descriptions():
    text, (first, second) = take_pictures(
        "<p>a</p><p><img alt='A &amp; B' src=\"x.png\"></p>b<img src=y.png>"
    )
    assert text == "<p>a</p>b"
    assert (first.source, first.alt, second.source, second.alt) == ("x.png", "A & B", "y.png", "")


def test_a_picture_inside_the_address_is_decoded():
    assert embedded_picture("data:image/png;base64,YWJj") == b"abc"
    assert embedded_picture("https://example.test/x.png") is None
    with pytest.raises(Refusal):
        embedded_picture("data:image/png;base64,%%%")
