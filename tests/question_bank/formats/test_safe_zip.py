import stat
import struct
import warnings
import zipfile

import pytest

from question_bank.formats.contract import NotReadable
from question_bank.formats.safe_zip import ZipLimits, open_zip


def _pack(path, entries, method=zipfile.ZIP_DEFLATED):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, content in entries:
                archive.writestr(name, content)
    return path


def _kind(path, limits=None):
    with pytest.raises(NotReadable) as caught, open_zip(path, limits or ZipLimits()) as archive:
        archive.check_all()
    assert str(caught.value).endswith(".")
    return caught.value.kind


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def test_entries_are_named_and_read(path):
    _pack(path, [("a/", b""), ("a/b.txt", b"one"), ("c.txt", b"two" * 1000)])
    with open_zip(path) as archive:
        archive.check_all()
        assert archive.names() == ("a/b.txt", "c.txt")
        assert archive.read("a/b.txt") == b"one"
        with pytest.raises(KeyError):
            archive.read("d.txt")


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x", "a/../../x", "a\\b", "C:/x", "c:x", "..", "a\x01b", "a/..", "x\x00y"]
)
def test_a_name_that_could_lead_out_of_the_package_is_refused(path, name):
    entry = zipfile.ZipInfo("x" * len(name))
    entry.filename = name
    _pack(path, [(entry, b"x")])
    assert _kind(path) == "zip_path"


@pytest.mark.parametrize("name", ["a..b", "x/..y/z", "...", "ўзбек тили.xml"])
def test_a_name_with_dots_or_letters_of_any_script_is_kept(path, name):
    _pack(path, [(name, b"x")])
    with open_zip(path) as archive:
        assert archive.names() == (name,)


def test_a_name_that_stands_twice_is_refused(path):
    _pack(path, [("a", b"1"), ("a", b"2")])
    assert _kind(path) == "zip_duplicate"


def test_a_link_is_refused(path):
    entry = zipfile.ZipInfo("a")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    _pack(path, [(entry, b"/etc/passwd")])
    assert _kind(path) == "zip_link"


def test_an_unusual_packing_is_refused(path):
    _pack(path, [("a", b"x" * 100)], zipfile.ZIP_BZIP2)
    assert _kind(path) == "zip_method"


def test_an_encrypted_entry_is_refused(path):
    content = bytearray(_pack(path, [("a", b"x")]).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert _kind(path) == "zip_encrypted"


def test_an_entry_that_states_its_great_size_is_refused_before_any_is_unfolded(path, monkeypatch):
    _pack(path, [("a", b"\x00" * (40 * 2**20))])
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("an entry was unfolded"))
    assert _kind(path) == "too_large"


def test_a_dense_entry_is_refused(path):
    _pack(path, [("a", b"\x00" * (20 * 2**20))])
    assert _kind(path) == "zip_bomb"


def test_an_entry_that_lies_about_its_size_is_refused(path):
    content = bytearray(_pack(path, [("a", b"\x00" * (20 * 2**20))]).read_bytes())
    for place in (content.index(b"PK\x03\x04") + 22, content.index(b"PK\x01\x02") + 24):
        content[place : place + 4] = struct.pack("<I", 10)
    path.write_bytes(content)
    assert _kind(path) == "zip_damaged"


def test_many_entries_that_are_too_large_together_are_refused(path):
    _pack(path, [(str(number), bytes(range(256)) * 8) for number in range(10)], zipfile.ZIP_STORED)
    assert _kind(path, ZipLimits(unfolded=20_000)) == "too_large"


def test_too_many_entries_are_refused(path):
    _pack(path, [(str(number), b"") for number in range(11)])
    assert _kind(path, ZipLimits(entries=10)) == "too_many_entries"


def test_a_huge_table_of_contents_is_refused_before_it_is_read(path):
    _pack(path, [(f"{number:0200}", b"") for number in range(10_000)])
    assert _kind(path) == "too_many_entries"


def test_a_file_that_is_too_large_is_refused_without_reading(path):
    with path.open("wb") as stream:
        stream.truncate(200 * 2**20)
    assert _kind(path) == "too_large"


def test_entries_that_share_their_bytes_are_refused(path):
    content = _pack(path, [("a", b"x" * 50)], zipfile.ZIP_STORED).read_bytes()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    contents, tail = content[start:end], bytearray(content[end:])
    other = bytearray(contents)
    other[46:47] = b"b"
    tail[8:12] = struct.pack("<HH", 2, 2)
    tail[12:16] = struct.pack("<I", 2 * len(contents))
    path.write_bytes(content[:start] + contents + bytes(other) + bytes(tail))
    assert _kind(path) == "zip_overlap"


def test_a_zip_of_the_huge_kind_is_refused(path):
    content = _pack(path, [("a", b"x")]).read_bytes()
    end = content.index(b"PK\x05\x06")
    path.write_bytes(content[:end] + b"PK\x06\x07" + b"\x00" * 16 + content[end:])
    assert _kind(path) == "too_large"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<xml/>", b"PK\x05\x06" + b"\x00" * 10])
def test_what_is_no_zip_is_refused(path, content):
    path.write_bytes(content)
    assert _kind(path) == "not_zip"


def test_a_file_that_is_not_there_is_refused(path):
    assert _kind(path) == "no_file"


def test_half_a_zip_and_a_changed_byte_are_refused(path):
    whole = _pack(path, [("a", b"some text " * 50), ("b", b"x")]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert _kind(path) in {"not_zip", "zip_damaged"}
    broken = bytearray(whole)
    broken[40] ^= 0xFF
    path.write_bytes(broken)
    assert _kind(path) == "zip_damaged"
    path.write_bytes(whole[50:])
    assert _kind(path) in {"zip_damaged", "zip_overlap"}
