"""One way in and one way out for question lists; a format is told from the content, not from the name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.aiken import read_aiken, write_aiken
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.detection import detect_format
from question_bank.formats.gift import read_gift, write_gift
from question_bank.formats.hemis import read_hemis, write_hemis
from question_bank.formats.moodle_xml import read_moodle_xml, write_moodle_xml
from question_bank.formats.names import AUTO
from question_bank.formats.native_list import read_native
from question_bank.formats.native_writing import write_native
from question_bank.formats.qti.reading import read_qti
from question_bank.formats.qti.writing import write_qti
from question_bank.formats.spreadsheet import read_spreadsheet, write_spreadsheet
from question_bank.items import Item
from question_bank.sentences import say

Reader = Callable[[Path, Defaults], ReadList]
Writer = Callable[[Mapping[str, Item], Mapping[str, bytes], Path], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read and written, and the ending that its files usually have ("" for a folder)."""

    read: Reader
    write: Writer
    ending: str


FORMATS: Mapping[str, Format] = {
    "native": Format(read_native, write_native, ".zip"),
    # Which version a package is of is found in it; the two names differ in what is written.
    "qti3": Format(read_qti, partial(write_qti, version="3.0"), ".zip"),
    "qti2": Format(read_qti, partial(write_qti, version="2.2"), ".zip"),
    "moodle_xml": Format(read_moodle_xml, write_moodle_xml, ".xml"),
    "gift": Format(read_gift, write_gift, ".gift"),
    "aiken": Format(read_aiken, write_aiken, ".txt"),
    "hemis": Format(read_hemis, write_hemis, ".txt"),
    "spreadsheet": Format(read_spreadsheet, write_spreadsheet, ".xlsx"),
}


def read(path: Path, format_name: str = AUTO, defaults: Defaults | None = None) -> ReadList:
    """Read a file or a folder in a format, `auto`: told from the content; NotReadable says why not."""
    if not path.exists():
        raise NotReadable("no_file", "there is no such file or folder")
    name = detect_format(path) if format_name == AUTO else format_name
    return _find(name).read(path, defaults or Defaults())


def write(
    items: Mapping[str, Item], media: Mapping[str, bytes], path: Path, format_name: str
) -> tuple[Finding, ...]:
    """Write items and their pictures (SHA-256 → content) in a format; return what is lost, item by item."""
    return _find(format_name).write(items, media, path)


def _find(name: str) -> Format:
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise NotReadable(
            "unknown_format", say("the format %(name)r is not one of %(known)s", name=name[:40], known=known)
        )
    return FORMATS[name]
