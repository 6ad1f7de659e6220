"""From the rows of one item, a row for each of its languages, to the draft of the item."""

import re
from collections.abc import Sequence
from typing import Any

from question_bank.decimals import read_plain_decimal, read_typed_number, write_short_decimal
from question_bank.formats.draft_items import Draft
from question_bank.formats.plain_choices import short
from question_bank.formats.refusal import Refusal
from question_bank.formats.sheet_columns import (
    KINDS,
    LANGUAGE_NAMES,
    LEVELS,
    OPTION_COLUMNS,
    recognise_word,
)
from question_bank.formats.sheet_structures import ARROW, STRUCTURES, SheetRow, read_number_key
from question_bank.formats.text_files import to_html
from question_bank.sentences import say

_SCIENTIFIC = re.compile(r"-?\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FATAL = {
    "formula_without_value": "the column %(name)s holds a formula without a stored value; save it in the "
    "spreadsheet program",
    "error_value": "the column %(name)s holds an error of the spreadsheet",
}
_TOLD = {
    "formula": "the column %(name)s holds a formula; its stored value was taken",
    "date_value": "the column %(name)s was turned into a date by the spreadsheet; is that what was typed?",
}


def draft_rows(rows: Sequence[SheetRow]) -> Draft:
    """Return the draft of an item, or raise Refusal."""
    notes: list[tuple[str, str]] = []
    for row in rows:
        _check_cells(row, notes)
    first = rows[0]
    options = first.options()
    kind = _tell_kind(first, options)
    if any(len(row.options()) != len(options) for row in rows[1:]):
        raise Refusal("languages_differ", "the languages of the item have different numbers of options")
    if "" in options:
        raise Refusal(
            "blank_option",
            say(
                "the option %(option_columns)s is empty",
                option_columns=OPTION_COLUMNS[options.index("")].upper(),
            ),
        )
    texts = {_language(row, notes): _texts(row) for row in rows}
    if len(texts) < len(rows):
        raise Refusal("languages_differ", "two rows of the item are in one language")
    parts = STRUCTURES[kind](rows, texts, notes)
    return Draft(
        texts=texts,
        max_points=_points(first),
        meta=_meta(first, notes),
        item_id=first.text("id"),
        notes=notes,
        line=first.number,
        **parts,
    )


def _check_cells(row: SheetRow, notes: list[tuple[str, str]]) -> None:
    for name, cell in row.cells.items():
        if cell.trouble in _FATAL:
            raise Refusal(cell.trouble, say(_FATAL[cell.trouble], name=name))
        if cell.trouble:
            notes.append((cell.trouble, say(_TOLD[cell.trouble], name=name)))
        if _SCIENTIFIC.fullmatch(cell.text):
            notes.append(
                (
                    "shortened_number",
                    say(
                        "the column %(name)s holds %(words)s: a number cut short?", name=name, words=cell.text
                    ),
                )
            )


def _tell_kind(row: SheetRow, options: Sequence[str]) -> str:
    told = row.text("kind")
    if told:
        kind = recognise_word(told, KINDS)
        if not kind:
            raise Refusal("unknown_kind", say("the kind %(told)r is not known", told=short(told)))
        return kind
    if not options:
        return "numeric" if read_number_key(row.text("key")) else "text_entry"
    return "match" if all(ARROW.search(option) for option in options) else "guess"


def _texts(row: SheetRow) -> dict[str, Any]:
    if not row.text("stem"):
        raise Refusal("no_stem", "the column of the question is empty")
    texts: dict[str, Any] = {"stem": to_html(row.text("stem"), block=True), "choices": {}}
    if row.text("rationale"):
        texts["rationale"] = to_html(row.text("rationale"))
    if row.text("unit"):
        texts["unit"] = row.text("unit")
    return texts


def _language(row: SheetRow, notes: list[tuple[str, str]]) -> str:
    told = row.text("language")
    language = recognise_word(told, LANGUAGE_NAMES) if told else ""
    if told and not language:
        notes.append(
            (
                "language_unknown",
                say("the language %(told)r is not known; told by the words instead", told=short(told)),
            )
        )
    return language


def _points(row: SheetRow) -> str:
    told = row.text("points")
    if not told:
        return "1"
    value = read_typed_number(told)
    if value is None or value <= 0:
        raise Refusal("no_points", say("the points %(told)r are no number above 0", told=short(told)))
    return write_short_decimal(value)


def _meta(row: SheetRow, notes: list[tuple[str, str]]) -> dict[str, Any]:
    meta: dict[str, Any] = {
        name: row.text(name) for name in ("topic", "subtopic", "source", "licence") if row.text(name)
    }
    level = recognise_word(row.text("level"), LEVELS)
    if level:
        meta["level"] = level
    elif row.text("level"):
        notes.append(("level_unknown", say("the level %(told)r is not known", told=short(row.text("level")))))
    angoff = row.text("angoff").replace(",", ".")
    if read_plain_decimal(angoff) is not None:
        meta["angoff"] = angoff
    elif angoff:
        notes.append(("angoff_unknown", say("%(angoff)r is no Angoff value", angoff=short(angoff))))
    if row.text("enemies"):
        meta["enemies"] = row.text("enemies").split()
    return meta
