"""The `.seb` file goes out and comes back; what is no such file is refused."""

import gzip
import json
import plistlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examapp.lockdown.config_key import compute_config_key
from examapp.lockdown.password_block import Salts, draw_salts
from examapp.lockdown.seb_file import FileUnreadable, read_seb_file, write_seb_file
from examapp.lockdown.template import make_settings

SALTS = Salts(b"s" * 8, b"m" * 8, b"i" * 16)
PUBLISHED = json.loads((Path(__file__).parent / "published_settings.json").read_text())
OURS = make_settings("https://exam.uz/exam/", "quit", b"x" * 32)


def test_a_plain_file_keeps_the_published_settings_and_their_key() -> None:
    content = write_seb_file(PUBLISHED)
    assert gzip.decompress(content)[:4] == b"plnd"
    assert compute_config_key(read_seb_file(content)) == compute_config_key(PUBLISHED)


def test_a_file_without_the_outer_compression_is_read_as_well() -> None:
    assert read_seb_file(gzip.decompress(write_seb_file(OURS))) == OURS


@settings(max_examples=12, deadline=None)
@given(st.text("aЖ' ʻ8", min_size=1, max_size=20), st.text("aЖ<&> ʻ", max_size=40))
def test_an_encrypted_file_comes_back_under_its_password_alone(password: str, text: str) -> None:
    content = write_seb_file({"startURL": text}, password, draw_salts())
    assert gzip.decompress(content)[:6] == b"pswd\x02\x01"
    assert read_seb_file(content, password) == {"startURL": text}
    with pytest.raises(FileUnreadable):
        read_seb_file(content, f"{password}x")


def test_each_changed_byte_of_an_encrypted_file_is_noticed() -> None:
    opened = gzip.decompress(write_seb_file({"a": 1}, "quiet", SALTS))
    for place in range(0, len(opened), 7):
        spoilt = opened[:place] + bytes([opened[place] ^ 1]) + opened[place + 1 :]
        with pytest.raises(FileUnreadable):
            read_seb_file(spoilt, "quiet")


def test_the_same_settings_and_salts_give_the_same_bytes_and_other_salts_others() -> None:
    assert write_seb_file(OURS, "p", SALTS) == write_seb_file(OURS, "p", SALTS)
    assert write_seb_file(OURS, "p", draw_salts()) != write_seb_file(OURS, "p", SALTS)


def _plain(payload: bytes) -> bytes:
    return b"plnd" + gzip.compress(payload, mtime=0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plnd",
        b"pwcc....",
        b"\x1f\x8bspoilt",
        b"pswd\x02\x01short",
        _plain(b"no list"),
        _plain(plistlib.dumps(["a list"])),
        _plain(b"<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'b'>]><plist><string>&a;</string></plist>"),
        _plain(b" " * (1024 * 1024 + 1)),
    ],
)
def test_what_is_no_configuration_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_seb_file(content, "p")


def test_an_encrypted_file_is_not_written_without_salts() -> None:
    with pytest.raises(ValueError, match="salts"):
        write_seb_file({"a": 1}, "p")


def test_the_block_has_the_layout_that_the_browser_reads(monkeypatch: Any) -> None:
    opened = gzip.decompress(write_seb_file({"a": 1}, "p", SALTS))
    assert opened[4:6] == b"\x02\x01"
    assert opened[6:38] == b"s" * 8 + b"m" * 8 + b"i" * 16
    assert (len(opened) - 38 - 32) % 16 == 0
