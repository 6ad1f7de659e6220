"""The kinds of items in a spreadsheet: what options and key of its rows mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.decimals import read_typed_number, write_short_decimal
from question_bank.formats.plain_choices import choice_ids, short
from question_bank.formats.refusal import Refusal
from question_bank.formats.sheet_cells import Cell
from question_bank.formats.sheet_columns import (
    OPTION_COLUMNS,
    fold_heading,
)
from question_bank.formats.text_files import to_html
from question_bank.sentences import say

ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
_NUMBER_KEY = re.compile(r"(.+?)\s*(?:±|\+/?-|\+-)\s*(.+)")
_LETTER = re.compile(r"[\s,;.)+/]+")
_LOOKS = str.maketrans("АВСЕНавсен", "ABCEHabceh")
_BY_ALPHABET = str.maketrans("АБВГДЕЖЗабвгдежз", "ABCDEFGHabcdefgh")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row by the names of their columns; `cyrillic`: the letters of keys are А, Б, В, Г."""

    number: int
    cells: Mapping[str, Cell]
    cyrillic: bool = False

    def text(self, name: str) -> str:
        """Return the text of a column, nothing where there is none."""
        return self.cells.get(name, Cell()).text.strip()

    def options(self) -> list[str]:
        """Return the options up to the last one that is not empty."""
        texts = [self.text(name) for name in OPTION_COLUMNS]
        while texts and not texts[-1]:
            texts.pop()
        return texts


Texts = dict[str, dict[str, Any]]
Notes = list[tuple[str, str]]


def _label(rows: Sequence[SheetRow], texts: Texts) -> list[str]:
    ids = choice_ids(len(rows[0].options()))
    if len(ids) < 2:
        raise Refusal("too_few_options", "at least two options are needed")
    for row, text in zip(rows, texts.values(), strict=True):
        text["choices"] = {choice: to_html(option) for choice, option in zip(ids, row.options(), strict=True)}
    return ids


def _choice(rows: Sequence[SheetRow], texts: Texts, notes: Notes, kind: str = "choice") -> dict[str, Any]:
    ids = _label(rows, texts)
    keys = [_read_letters(row, ids) for row in rows if row.text("key")]
    if not keys:
        raise Refusal("no_key", "the column of the key is empty")
    key = keys[0]
    if any(set(other) != set(key) for other in keys):
        raise Refusal("keys_differ", "the languages of the item have different keys")
    if kind == "choice" and len(key) > 1:
        raise Refusal("two_keys", "the kind has one answer, and the key names several")
    if kind == "guess" and len(key) > 1:
        notes.append(
            ("two_keys", "several options are named as right; read as a choice of several, all or none")
        )
    return {"interaction": {"type": "choice", "max_choices": len(key), "choices": ids}, "key": key}


def _read_letters(row: SheetRow, ids: Sequence[str]) -> list[str]:
    told, options = row.text("key"), row.options()
    whole = [place for place, option in enumerate(options) if fold_heading(option) == fold_heading(told)]
    parts = [part for part in _LETTER.split(told.translate(_BY_ALPHABET if row.cyrillic else _LOOKS)) if part]
    if len(parts) == 1 and len(parts[0]) > 1 and set(parts[0].lower()) <= set(ids):
        parts = list(parts[0])  # AC means A and C
    places = [_place(part, len(ids)) for part in parts]
    if None not in places and places and not (len(whole) == 1 and len(told) > 1):
        return [ids[place] for place in dict.fromkeys(places) if place is not None]
    if len(whole) == 1:
        return [ids[whole[0]]]
    raise Refusal("no_key", say("the key %(told)r names no option", told=short(told)))


def _place(part: str, count: int) -> int | None:
    name = part.lower()
    if name in OPTION_COLUMNS[:count]:
        return OPTION_COLUMNS.index(name)
    if name.isascii() and name.isdecimal() and 1 <= int(name) <= count:
        return int(name) - 1
    return None


def _multiple(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    made = _choice(rows, texts, notes, "multiple")
    made["interaction"]["max_choices"] = max(2, len(made["key"]))
    return made


def _guess(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    return _choice(rows, texts, notes, "guess")


def _order(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    ids = _label(rows, texts)
    del notes
    if not rows[0].text("key"):
        raise Refusal("no_key", "the column of the key is empty; it names the letters in their right order")
    key = _read_letters(rows[0], ids)
    if sorted(key) != sorted(ids):
        raise Refusal("no_key", "the key of an order names each letter once")
    return {"interaction": {"type": "order", "choices": ids}, "key": key}


def _match(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    del notes
    sides = [[_divide(option) for option in row.options()] for row in rows]
    asked = [place for place, (source, _) in enumerate(sides[0]) if source]
    names: dict[str, str] = {}
    for _, target in sides[0]:
        names.setdefault(target, f"t{len(names) + 1}")
    for own, text in zip(sides, texts.values(), strict=True):
        for number, place in enumerate(asked, start=1):
            text["choices"][f"s{number}"] = to_html(own[place][0])
        for place, (_, target) in enumerate(own):
            text["choices"].setdefault(names[sides[0][place][1]], to_html(target))
    interaction = {
        "type": "match",
        "sources": [f"s{number}" for number in range(1, len(asked) + 1)],
        "targets": list(names.values()),
    }
    key = [[f"s{number}", names[sides[0][place][1]]] for number, place in enumerate(asked, start=1)]
    return {"interaction": interaction, "key": key}


def _divide(option: str) -> tuple[str, str]:
    parts = ARROW.split(option)
    if len(parts) != 2 or not parts[1]:
        raise Refusal(
            "malformed", say("the pair %(option)r is not written as `source → target`", option=short(option))
        )
    return parts[0].strip(), parts[1].strip()


def _typed(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    del texts, notes
    variants = [part.strip() for row in rows for part in row.text("key").split("|") if part.strip()]
    variants = list(dict.fromkeys(variants))
    if not variants:
        raise Refusal("no_key", "the column of the key is empty; it holds the typed answers divided by |")
    return {
        "interaction": {"type": "text_entry", "max_length": max(40, *map(len, variants))},
        "key": variants,
    }


def _number(rows: Sequence[SheetRow], texts: Texts, notes: Notes) -> dict[str, Any]:
    del texts, notes
    key = read_number_key(rows[0].text("key"))
    if key is None:
        raise Refusal(
            "no_key", say("the key %(told)r is no number such as 1024 ± 0.5", told=short(rows[0].text("key")))
        )
    return {"interaction": {"type": "numeric"}, "key": key, "scoring": {"rule": "numeric"}}


def read_number_key(text: str) -> dict[str, str] | None:
    """Return value and tolerance of a key such as `1024 ± 0.5`, or None where it is no number."""
    found = _NUMBER_KEY.fullmatch(text)
    value = read_typed_number(found[1] if found else text)
    tolerance = read_typed_number(found[2]) if found else read_typed_number("0")
    if value is None or tolerance is None:
        return None
    return {"value": write_short_decimal(value), "tolerance": write_short_decimal(tolerance)}


STRUCTURES = {
    "choice": _choice,
    "multiple": _multiple,
    "guess": _guess,
    "order": _order,
    "match": _match,
    "text_entry": _typed,
    "numeric": _number,
}
