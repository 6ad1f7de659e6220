"""Who somebody is: PINFL, identity document and birth date, read from what spreadsheets make of them.

The PINFL is 14 digits and always text; its last digit is the weighted sum of the others (7-3-1) modulo 10,
and its second to seventh are the birth date. Source: the rules of the attestation, "Names and scripts".
"""

import re
from datetime import date
from itertools import cycle

from examapp.candidates.cells import Cell, CellKind, Reading
from examapp.candidates.findings import Finding

PINFL_LENGTH = 14
YOUNGEST_YEARS = 16
OLDEST_BIRTH = date(1920, 1, 1)
# 3.2E+13, 4,12068Е+13 with a Cyrillic Е, and the like.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[EeЕе]\s*\+?\s*\d+")
# A number whose last digits are all nought came out of such a notation; no serial number is 000.
_CUT = re.compile(r"\d+0{4}")
_BETWEEN_DIGITS = re.compile(r"[\s'’ʼ`.\-–—_]+")
_DOCUMENT = re.compile(r"[A-Z]{2}\d{7}")
_DOCUMENT_NOISE = re.compile(r"[\s\-–—_.,№#:/\\]+")
_TWINS = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
_DAY = re.compile(r"(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4})(?:\s*(?:г\.?|y\.?|йил|yil))?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
# First digit of a PINFL → century of birth.
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def pinfl_check_digit(digits: str) -> int:
    """Return the check digit over the first 13 digits of a PINFL."""
    weighted = (int(digit) * weight for digit, weight in zip(digits[:13], cycle((7, 3, 1)), strict=False))
    return sum(weighted) % 10


def pinfl_fits(pinfl: str) -> bool:
    """Tell whether the last digit is the check digit of the others."""
    return pinfl_check_digit(pinfl) == int(pinfl[-1])


def birth_date_of(pinfl: str) -> date | None:
    """Return the birth date that a PINFL carries, or None where its digits are no date."""
    century = _CENTURIES.get(pinfl[0])
    if century is None:
        return None
    try:
        return date(century + int(pinfl[5:7]), int(pinfl[3:5]), int(pinfl[1:3]))
    except ValueError:
        return None


def show_pinfl(pinfl: str) -> str:
    """Return a PINFL in the groups in which people read it: 3 120585 123 4567."""
    return f"{pinfl[0]} {pinfl[1:7]} {pinfl[7:10]} {pinfl[10:]}" if len(pinfl) == PINFL_LENGTH else pinfl


def read_pinfl(cell: Cell) -> Reading:
    """Read a PINFL. Scientific notation, other signs and another length are refused; spaces are repaired."""
    text = cell.text.strip()
    if _SCIENTIFIC.fullmatch(text) or (
        cell.kind is CellKind.NUMBER and ("." in text or _CUT.fullmatch(text))
    ):
        return _refuse("pinfl_scientific", "pinfl")
    digits = _BETWEEN_DIGITS.sub("", text)
    strange = re.search(r"[^0-9]", digits)
    if strange is not None:
        return _refuse("pinfl_signs", "pinfl", sign=strange.group())
    if len(digits) != PINFL_LENGTH:
        return _refuse("pinfl_length", "pinfl", digits=len(digits))
    findings = []
    if cell.kind is CellKind.NUMBER:
        findings.append(Finding("pinfl_number", "pinfl"))
    elif digits != cell.text:
        findings.append(Finding("pinfl_spaces", "pinfl"))
    if not pinfl_fits(digits):
        findings.append(Finding("pinfl_check", "pinfl"))
    return Reading(digits, findings)


def read_document(cell: Cell) -> Reading:
    """Read an identity document: two Latin letters and seven digits, whatever stood between them."""
    written = _DOCUMENT_NOISE.sub("", cell.text).upper().translate(_TWINS)
    if not _DOCUMENT.fullmatch(written) or not written.isascii():
        return _refuse("document_shape", "document")
    changed = written != cell.text
    return Reading(written, [Finding("document_written", "document")] if changed else [])


def read_birth_date(cell: Cell, today: date | None = None) -> Reading:
    """Read a birth date as people write it (7.3.1985), as ISO, or as the spreadsheet's own date."""
    text = " ".join(cell.text.split())
    written, iso = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
    if written is not None:
        day, month, year = (int(part) for part in written.groups())
    elif iso is not None:
        year, month, day = (int(part) for part in iso.groups())
    else:
        return _refuse("date_unreadable", "birth_date")
    try:
        born = date(year, month, day)
    except ValueError:
        return _refuse("date_unreadable", "birth_date")
    too_young = today is not None and (today.year - born.year, today.month, today.day) < (
        YOUNGEST_YEARS,
        born.month,
        born.day,
    )
    if born < OLDEST_BIRTH or too_young:
        return _refuse("date_impossible", "birth_date")
    return Reading(born)


def compare_birth_dates(pinfl: str | None, born: date | None) -> list[Finding]:
    """Return the warning that is due where a PINFL carries another birth date than the one given."""
    if pinfl is None or born is None or birth_date_of(pinfl) == born:
        return []
    return [Finding("pinfl_birth", "birth_date")]


def _refuse(kind: str, column: str, **facts: object) -> Reading:
    return Reading(None, [Finding(kind, column, dict(facts))])
