"""A proposal which column of any sheet is what: by its heading, else by what stands in it.

A person corrects it. Pure: works on the first rows of each sheet as texts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from examapp.candidates.list_errors import MappingDoubled, MappingIncomplete
from examapp.candidates.sheet_columns import (
    COLUMN_LABELS,
    is_heading,
    missing_columns,
    recognise_columns,
)
from examapp.core.i18n import N_

HEAD_ROWS: Final = 20
SAMPLES: Final = 3
_NAME_WORD = re.compile(r"[^\W\d_][\w'’ʻʼ`‘-]*")


@dataclass(frozen=True)
class HeadRow:
    """One of a sheet's first rows: the number that people see, and its cells' texts."""

    number: int
    texts: Sequence[str]


@dataclass(frozen=True)
class Proposal:
    """Which sheet and heading row are meant, and which place of a row is which column.

    `why` says of each place whether its `heading` or its `content` told it. `sure` means that the headings
    told everything, as those of our template do, so that nobody need be asked.
    """

    sheet: int
    heading: int
    columns: Mapping[int, str]
    why: Mapping[int, str]
    sure: bool


def propose_columns(sheets: Sequence[Sequence[HeadRow]]) -> Proposal:
    """Return the best proposal over all sheets: the first with headings that we know, else by content."""
    for place, rows in enumerate(sheets):
        for row in rows[:HEAD_ROWS]:
            known = recognise_columns(row.texts)
            if is_heading(known):
                return _complete(place, row, rows, known)
    rows = sheets[0] if sheets else ()
    first = next((row for row in rows if sum(bool(text.strip()) for text in row.texts) > 1), HeadRow(0, ()))
    return _complete(0, first, rows, recognise_columns(first.texts))


def propose_for(rows: Sequence[HeadRow], sheet: int, heading: int) -> Proposal:
    """Return the proposal for a sheet and heading row that a person chose."""
    row = next((row for row in rows if row.number == heading), HeadRow(heading, ()))
    return _complete(sheet, row, rows, recognise_columns(row.texts))


def _complete(sheet: int, heading: HeadRow, rows: Sequence[HeadRow], known: Mapping[int, str]) -> Proposal:
    columns, why = dict(known), dict.fromkeys(known, "heading")
    below = [row for row in rows if row.number > heading.number]
    width = max((len(row.texts) for row in [heading, *below]), default=0)
    for place in range(width):
        name = "" if place in columns else _guess([_text(row, place) for row in below])
        if name and name not in columns.values() and not _says_otherwise(name, columns):
            columns[place], why[place] = name, "content"
    named = [place for place in range(width) if _text(heading, place).strip()]
    sure = not missing_columns(list(columns.values())) and all(why.get(place) == "heading" for place in named)
    return Proposal(sheet, heading.number, columns, why, sure)


def _says_otherwise(name: str, columns: Mapping[int, str]) -> bool:
    """Tell whether a full name is guessed although its parts have columns of their own."""
    return name == "full_name" and bool({"family_name", "given_name"} & set(columns.values()))


def _text(row: HeadRow, place: int) -> str:
    return row.texts[place] if place < len(row.texts) else ""


def _is_full_name(text: str) -> bool:
    words = text.split()
    return 2 < len(words) < 6 and all(_NAME_WORD.fullmatch(word) for word in words)


_SIGNS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("pinfl", lambda text: bool(re.fullmatch(r"[1-6][\d\s]{13,16}", text))),
    ("document", lambda text: bool(re.fullmatch(r"[A-Za-zА-Яа-я]{2}\s?№?\s?\d{7}", text))),
    (
        "birth_date",
        lambda text: bool(re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-](19|20)\d\d|(19|20)\d\d-\d\d-\d\d", text)),
    ),
    ("full_name", _is_full_name),
)


def _guess(texts: Sequence[str]) -> str:
    """Return the column that most of the filled cells look like; nothing where they look like none."""
    filled = [text.strip() for text in texts if text.strip()]
    for name, fits in _SIGNS:
        if filled and sum(fits(text) for text in filled) * 3 >= len(filled) * 2:
            return name
    return ""


def read_mapping(chosen: Mapping[int, str]) -> dict[int, str]:
    """Return the columns that a person chose. Raises MappingDoubled and MappingIncomplete."""
    columns = {place: name for place, name in chosen.items() if name in COLUMN_LABELS}
    for name in columns.values():
        if list(columns.values()).count(name) > 1:
            raise MappingDoubled(column=COLUMN_LABELS[name])
    if missing_columns(list(columns.values())):
        raise MappingIncomplete
    return columns


def proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as it is kept with an intake."""
    return {
        "sheet": proposal.sheet,
        "heading": proposal.heading,
        "columns": {str(place): name for place, name in proposal.columns.items()},
        "why": {str(place): reason for place, reason in proposal.why.items()},
    }


WHY_PROPOSED: Final = {"heading": N_("by its heading"), "content": N_("by what stands in it")}
