"""Which format a source is in, told from its content; its name and ending are not asked."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from question_bank.formats.contract import NotReadable
from question_bank.formats.safe_xml import doctype_refusal
from question_bank.formats.safe_zip import SafeZip, open_zip
from question_bank.formats.sheet_columns import has_headings, recognise_columns
from question_bank.formats.text_files import decode, read_bytes
from question_bank.sentences import say

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->|<!DOCTYPE[^>\[]*>|<\?[^>]*\?>)*<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL,
)
_DECLARED = re.compile(r"(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->)*<!DOCTYPE[^>\[]*\[", re.DOTALL)
_QTI_ROOTS = re.compile(r"qti-[\w-]+|assessment(Item|Test|Section|Stimulus)|manifest|questestinterop")
_QTI_3 = re.compile(r"imsqti(asi)?_v3p0|qti-assessment|imsqti.{0,40}v3p0")
_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*\{)")
_YAML = re.compile(
    r"(?:\s*#[^\n]*\n|\s*\n)*(?:---[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*)?(?:-\s+)?(?:id|items):(?:\s|$)"
)
_HEMIS_OPTION = re.compile(r"={4,}")
_HEMIS_BLOCK = re.compile(r"\+{4,}|={4,}\s*#")
_AIKEN_ANSWER = re.compile(
    r"^\s*(?:ANSWERS?|CORRECT(?: ANSWER)?|(?:\S{1,16} )?(?:JAVOB|ОТВЕТ|ЖАВОБ))\s*:",
    re.MULTILINE | re.IGNORECASE,
)
_AIKEN_OPTION = re.compile(r"^\s*\(?[AА]\s?[.)]\s*\S", re.MULTILINE)
_GIFT = re.compile(r"^\s*(?:::|\$CATEGORY:)|(?<!\\)\{[^{}]*(?<!\\)\}", re.MULTILINE)
# A format shows itself early; a long file is not gone through eight times.
_LOOKED_AT = 500_000
_DELIMITERS = ";,\t|"


def detect_format(path: Path) -> str:
    """Return the name of the format, or raise NotReadable (`unknown_format`, or what opening it raises)."""
    if path.is_dir():
        return _detect_folder(path)
    content = read_bytes(path, most=64 * 2**20)
    if content.startswith(b"PK"):
        with open_zip(path) as archive:
            return _detect_zip(archive)
    if content.startswith(_OLD_EXCEL):
        raise NotReadable("old_excel", "an old or protected Excel file; save it as XLSX without a password")
    return _detect_text(decode(content).text)


def _detect_folder(path: Path) -> str:
    if (path / "imsmanifest.xml").is_file():
        return _detect_text(decode(read_bytes(path / "imsmanifest.xml")).text)
    if (path / "items").is_dir():
        return "native"
    for file in sorted(path.rglob("*")):
        if file.suffix in {".json", ".yaml", ".yml"}:
            return "native"
        if file.suffix == ".xml" and _is_qti(name := _detect_text(decode(read_bytes(file)).text)):
            return name
    raise _unknown("the folder holds neither items/ nor a package")


def _detect_zip(archive: SafeZip) -> str:
    names = archive.names()
    for name in names:
        if PurePosixPath(name).name == "imsmanifest.xml":
            return _detect_text(decode(archive.read(name)).text)
    if "xl/workbook.xml" in names or "[Content_Types].xml" in names:
        return "spreadsheet"
    if any(_is_item_file(name) for name in names):
        return "native"
    for name in names:
        if name.endswith(".xml") and _is_qti(told := _detect_text(decode(archive.read(name)).text)):
            return told
    raise _unknown("the zip holds neither items nor a package")


def _is_qti(name: str) -> bool:
    """Tell whether a format comes as a package; of the others one file is a list."""
    return name.startswith("qti")


def _is_item_file(name: str) -> bool:
    return "items" in PurePosixPath(name).parts[:-1] and name.endswith((".json", ".yaml", ".yml"))


def _detect_text(text: str) -> str:
    begins = text.lstrip()[:_LOOKED_AT]
    if _DECLARED.match(begins):
        raise doctype_refusal()
    for name, fits in _SIGNS:
        if fits(begins):
            return name
    raise _unknown("neither its beginning nor its signs belong to a format that is known here")


def _root(text: str) -> str:
    root = _ROOT.match(text)
    return root[1] if root else ""


def _is_hemis(text: str) -> bool:
    return bool(_HEMIS_OPTION.search(text) and _HEMIS_BLOCK.search(text))


def _is_aiken(text: str) -> bool:
    return bool(_AIKEN_ANSWER.search(text) and _AIKEN_OPTION.search(text))


def _is_table(text: str) -> bool:
    """Tell whether one of the first lines is a row of headings that we know."""
    lines = [line for line in text.split("\n")[:30] if line.strip()]
    return any(_has_headings(cells) for mark in _DELIMITERS for cells in _split_lines(lines, mark))


def _split_lines(lines: Iterable[str], mark: str) -> Iterable[list[str]]:
    for line in lines:
        try:
            yield next(csv.reader([line], delimiter=mark), [])
        except csv.Error:
            continue


def _has_headings(cells: list[str]) -> bool:
    return len(cells) > 1 and has_headings(recognise_columns(cells))


def _unknown(why: str) -> NotReadable:
    return NotReadable(
        "unknown_format", say("the format cannot be told: %(why)s; name it with --format", why=why)
    )


# In this order: a list in HEMIS's text may hold braces, but none in GIFT holds HEMIS's separators.
_SIGNS: Sequence[tuple[str, Callable[[str], object]]] = (
    ("moodle_xml", lambda text: _root(text) == "quiz"),
    ("qti3", lambda text: _QTI_ROOTS.fullmatch(_root(text)) and _QTI_3.search(text)),
    ("qti2", lambda text: _QTI_ROOTS.fullmatch(_root(text))),
    ("native", lambda text: _JSON.match(text) or _YAML.match(text)),
    ("hemis", _is_hemis),
    ("spreadsheet", _is_table),
    ("aiken", _is_aiken),
    ("gift", _GIFT.search),
)
