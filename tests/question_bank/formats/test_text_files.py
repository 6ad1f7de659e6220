import pytest

from question_bank.formats.contract import NotReadable
from question_bank.formats.text_files import decode, read_bytes, to_html


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form_is_decoded(encoding):
    assert decode("Oʻzbekiston, Ўзбекистон".encode(encoding)).text == "Oʻzbekiston, Ўзбекистон"


def test_windows_1251_is_told_from_other_encodings_of_cyrillic():
    text = "Ўзбекистон Республикаси – «савол» № 5"
    assert decode(text.encode("windows-1251")) == decode(text.encode("windows-1251"))
    assert decode(text.encode("windows-1251")).encoding == "windows-1251"


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac-cyrillic"])
def test_other_encodings_are_refused_by_name(encoding):
    with pytest.raises(NotReadable, match="encoding") as refusal:
        decode(("Какая клавиша копирует файл? " * 20).encode(encoding))
    assert refusal.value.kind == "encoding"


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfok \xff", b"\xff\xfea", b"\x01\x02\x03" * 9, b"a\0" + b"\0" * 9]
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(NotReadable) as refusal:
        decode(content)
    assert refusal.value.kind == "encoding"


def test_line_ends_of_every_system_are_one():
    assert decode(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b" \n")
    with pytest.raises(NotReadable) as refusal:
        read_bytes(tmp_path / "x")
    assert refusal.value.kind == "empty"


def test_plain_text_becomes_html_with_its_lines():
    assert to_html("a < b\n c  & d ", block=True) == "<p>a &lt; b<br>c &amp; d</p>"
