"""From a row of cells to a person, or to the reasons why not. Pure: it looks at nothing but the row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from examapp.candidates.cells import Cell, CellKind, Reading, ReadRow
from examapp.candidates.findings import Finding, is_refused
from examapp.candidates.identity import compare_birth_dates, read_birth_date, read_document, read_pinfl
from examapp.candidates.names import display_names, read_name, read_text, split_full_name
from examapp.candidates.person import Person
from question_bank.scripts import ScriptError, search_key

LONGEST_TEXT = 240
NAME_COLUMNS = ("family_name", "given_name", "patronymic")
DEFAULT_LANGUAGE = "uz-Latn"
_UZBEK_CYRILLIC = re.compile(r"[ЎҚҒҲўқғҳ]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# What people write for a language, folded to Latin letters, in the order in which it is looked for.
_LANGUAGES = (
    ("kiril", "uz-Cyrl"),
    ("cyrl", "uz-Cyrl"),
    ("uz", "uz-Latn"),
    ("oz", "uz-Latn"),
    ("lotin", "uz-Latn"),
    ("ru", "ru"),
    ("kaa", "kaa"),
    ("qoraqalpoq", "kaa"),
    ("karakalpak", "kaa"),
    ("en", "en"),
    ("ingliz", "en"),
    ("angliy", "en"),
)


@dataclass(frozen=True)
class JudgedRow:
    """A row and what came of it: the person, unless a finding refuses the row."""

    number: int
    given: str
    pinfl_given: str
    person: Person | None
    findings: list[Finding] = field(default_factory=list)


def judge_row(row: ReadRow, today: date | None = None) -> JudgedRow:
    """Judge one row by itself: every cell is read, so that one look shows everything that is wrong."""
    findings: list[Finding] = []

    def take(column: str, read: Callable[[Cell], Reading]) -> Any:
        reading = _take(row.cell(column), column, read)
        findings.extend(reading.findings)
        return reading.value

    family, given, patronymic = _read_names(row, findings)
    pinfl = take("pinfl", read_pinfl)
    document = take("document", read_document)
    born = take("birth_date", partial(read_birth_date, today=today))
    organisation = take("organisation", partial(read_text, column="organisation", most=LONGEST_TEXT))
    positions = _read_positions(row, findings)
    language = take("language", read_language)
    findings += compare_birth_dates(pinfl, born)
    if not is_refused(findings) and not (pinfl or (document and born)):
        findings.append(Finding("identity_missing"))
    person = None
    if not is_refused(findings):
        person = Person(
            given=_given_parts(row),
            names=display_names(family, given, patronymic),
            pinfl=pinfl,
            document=document,
            birth_date=born,
            organisation=organisation or "",
            positions=positions,
            language=language,
        )
    return JudgedRow(row.number, _given_name(row), row.cell("pinfl").text, person, findings)


def _take(cell: Cell, column: str, read: Callable[[Cell], Reading], *, required: bool = False) -> Reading:
    if cell.kind is CellKind.FORMULA:
        return Reading(None, [Finding("formula", column)])
    if cell.kind is CellKind.ERROR:
        return Reading(None, [Finding("cell_error", column, {"text": cell.text})])
    if cell.blank:
        return Reading(None, [Finding("missing", column)] if required else [])
    return read(cell)


def _read_names(row: ReadRow, findings: list[Finding]) -> tuple[str, str, str]:
    if row.cell("family_name").blank and row.cell("given_name").blank and not row.cell("full_name").blank:
        reading = _take(row.cell("full_name"), "full_name", partial(read_name, column="full_name"))
        findings += reading.findings
        family, given, patronymic = split_full_name(reading.value or "")
        if reading.value is not None:
            findings.append(
                Finding("full_name_split", "full_name") if given else Finding("missing", "given_name")
            )
        return family, given, patronymic
    return (
        _read_part(row, "family_name", findings),
        _read_part(row, "given_name", findings),
        _read_part(row, "patronymic", findings),
    )


def _read_part(row: ReadRow, column: str, findings: list[Finding]) -> str:
    reading = _take(
        row.cell(column), column, partial(read_name, column=column), required=column != "patronymic"
    )
    findings += reading.findings
    return reading.value or ""


def _read_positions(row: ReadRow, findings: list[Finding]) -> dict[str, str]:
    positions: dict[str, str] = {}
    for column in ("position", "position_ru"):
        reading = _take(row.cell(column), column, partial(read_text, column=column, most=LONGEST_TEXT))
        findings += reading.findings
        if reading.value:
            positions["ru" if column == "position_ru" else language_of(reading.value)] = reading.value
    return positions


def language_of(text: str) -> str:
    """Return the language in which a position is most likely written: its alphabet says it."""
    if not _CYRILLIC.search(text):
        return "uz-Latn"
    return "uz-Cyrl" if _UZBEK_CYRILLIC.search(text) else "ru"


def read_language(cell: Cell) -> Reading:
    """Read the language in which somebody wants to be examined; an unknown word is a warning."""
    try:
        folded = re.sub(r"[\W_]", "", search_key(cell.text))
    except ScriptError as error:
        return Reading(None, [Finding("hidden_mark", "language", {"mark": error.mark})])
    for beginning, language in _LANGUAGES:
        if folded.startswith(beginning) or (language == "uz-Cyrl" and beginning in folded):
            return Reading(language)
    return Reading(
        DEFAULT_LANGUAGE, [Finding("language_unknown", "language", {"text": cell.text.strip()[:40]})]
    )


def _given_parts(row: ReadRow) -> dict[str, str]:
    """Return the three parts of the name exactly as they came."""
    parts = [row.cell(column).text for column in NAME_COLUMNS]
    if not any(part.strip() for part in parts):
        parts = list(split_full_name(row.cell("full_name").text))
    return dict(zip(NAME_COLUMNS, parts, strict=True))


def _given_name(row: ReadRow) -> str:
    cells = [row.cell(column).text for column in NAME_COLUMNS]
    return " ".join(text for text in cells if text.strip()) or row.cell("full_name").text
