"""From a file's bytes to text: each encoding in which real lists come, or a refusal that says why."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from question_bank.formats.contract import NotReadable
from question_bank.sentences import say

MOST_BYTES = 20 * 1024 * 1024

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What a Cyrillic or Uzbek text of windows-1251 holds beyond ASCII.
_USUAL_1251 = re.compile(r"[А-яЁёЎўІіЇїЄє«»„“”‘’–—…№\u00a0•°±§]")
_ODD_CASE = re.compile(r"[а-яё][А-ЯЁ]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with plain line ends, and the encoding that it came in."""

    text: str
    encoding: str


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a file, or raise NotReadable where it is missing, empty or larger than `most` bytes."""
    try:
        # By its size first: what is refused is never loaded.
        if path.stat().st_size > most:
            raise NotReadable(
                "too_large",
                say("the file is larger than %(megabytes)s MB; split the list", megabytes=most // 1024**2),
            )
        content = path.read_bytes()
    except OSError as error:
        raise NotReadable(
            "no_file", say("the file cannot be opened: %(strerror)s", strerror=error.strerror)
        ) from error
    if not content.strip():
        raise NotReadable("empty", "the file is empty")
    return content


def decode(content: bytes) -> Decoded:
    """Tell the encoding and decode, or raise NotReadable of the kind `encoding`."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _finish(content[len(mark) :], encoding)
    if b"\0" in content[:4096]:
        # Without a mark, but with every other byte zero: most letters of a list are ASCII.
        even, odd = content[0:4096:2].count(0), content[1:4096:2].count(0)
        return _finish(content, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return _finish(content, "utf-8")
    except NotReadable:
        return _decode_1251(content)


def _finish(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotReadable(
            "encoding",
            say("the text is not whole %(encoding)s: byte %(start)s", encoding=encoding, start=error.start),
        ) from error
    # Pictures and programs decode, too; what they hold is no writing.
    if "\0" in text or 50 * len(_CONTROLS.findall(text)) > len(text):
        raise NotReadable(
            "encoding",
            say("this is no text: read as %(encoding)s it holds signs of no script", encoding=encoding),
        )
    if not text.strip():
        raise NotReadable("empty", "the file holds no text")
    return Decoded(_BREAKS.sub("\n", text), encoding)


def _decode_1251(content: bytes) -> Decoded:
    refusal = NotReadable(
        "encoding", "the encoding is not UTF-8, UTF-16 or windows-1251; save the file as UTF-8 and try again"
    )
    try:
        decoded = _finish(content, "windows-1251")
    except NotReadable as error:
        raise refusal from error
    beyond = [sign for sign in decoded.text if ord(sign) > 127]
    usual = len(_USUAL_1251.findall(decoded.text))
    # A KOI8-R file read as windows-1251 has its capitals inside the words.
    odd = len(_ODD_CASE.findall(decoded.text))
    if usual < 0.95 * len(beyond) or odd > 0.02 * len(beyond) + 1:
        raise refusal
    return decoded


def to_html(text: str, *, block: bool = False) -> str:
    """Write plain text as the model's HTML: escaped, line ends kept; `block` makes a paragraph of it."""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    written = "<br>".join(html.escape(line, quote=False) for line in lines if line)
    return f"<p>{written}</p>" if block and written else written
