"""From the rows of one item, a row for each of its languages, to the draft of the item."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.decimals import read_plain_decimal, read_typed_number, write_decimal
from question_bank.formats.drafts import Draft
from question_bank.formats.moodle_question import Refusal
from question_bank.formats.plain_choices import choice_ids, short
from question_bank.formats.sheet_cells import Cell
from question_bank.formats.sheet_columns import (
    KINDS,
    LANGUAGE_NAMES,
    LEVELS,
    OPTION_COLUMNS,
    fold_heading,
    recognise_word,
)
from question_bank.formats.text_files import to_html

_ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
_NUMBER_KEY = re.compile(r"(.+?)\s*(?:±|\+/?-|\+-)\s*(.+)")
_LETTER = re.compile(r"[\s,;.)+/]+")
_LOOKS = str.maketrans("АВСЕНавсен", "ABCEHabceh")
_SCIENTIFIC = re.compile(r"-?\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FATAL = {
    "formula_without_value": "holds a formula without a stored value; save it in the spreadsheet program",
    "error_value": "holds an error of the spreadsheet",
}
_TOLD = {
    "formula": "holds a formula; its stored value was taken",
    "date_value": "was turned into a date by the spreadsheet; is that what was typed?",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row by the names of their columns."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Return the text of a column, nothing where there is none."""
        return self.cells.get(name, Cell()).text.strip()

    def options(self) -> list[str]:
        """Return the options up to the last one that is not empty."""
        texts = [self.text(name) for name in OPTION_COLUMNS]
        while texts and not texts[-1]:
            texts.pop()
        return texts


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
        raise Refusal("blank_option", f"the option {OPTION_COLUMNS[options.index('')].upper()} is empty")
    texts = {_language(row, notes): _texts(row) for row in rows}
    if len(texts) < len(rows):
        raise Refusal("languages_differ", "two rows of the item are in one language")
    parts = _STRUCTURES[kind](rows, texts, notes)
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
            raise Refusal(cell.trouble, f"the column {name} {_FATAL[cell.trouble]}")
        if cell.trouble:
            notes.append((cell.trouble, f"the column {name} {_TOLD[cell.trouble]}"))
        if _SCIENTIFIC.fullmatch(cell.text):
            notes.append(("shortened_number", f"the column {name} holds {cell.text}: a number cut short?"))


def _tell_kind(row: SheetRow, options: Sequence[str]) -> str:
    told = row.text("kind")
    if told:
        kind = recognise_word(told, KINDS)
        if not kind:
            raise Refusal("unknown_kind", f"the kind {short(told)!r} is not known")
        return kind
    if not options:
        return "numeric" if _read_number_key(row.text("key")) else "text_entry"
    return "match" if all(_ARROW.search(option) for option in options) else "guess"


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
            ("language_unknown", f"the language {short(told)!r} is not known; told by the words instead")
        )
    return language


def _points(row: SheetRow) -> str:
    told = row.text("points")
    if not told:
        return "1"
    value = read_typed_number(told)
    if value is None or value <= 0:
        raise Refusal("no_points", f"the points {short(told)!r} are no number above 0")
    return _plain(value)


def _plain(value: Any) -> str:
    text = write_decimal(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _meta(row: SheetRow, notes: list[tuple[str, str]]) -> dict[str, Any]:
    meta: dict[str, Any] = {
        name: row.text(name) for name in ("topic", "subtopic", "source", "licence") if row.text(name)
    }
    level = recognise_word(row.text("level"), LEVELS)
    if level:
        meta["level"] = level
    elif row.text("level"):
        notes.append(("level_unknown", f"the level {short(row.text('level'))!r} is not known"))
    angoff = row.text("angoff").replace(",", ".")
    if read_plain_decimal(angoff) is not None:
        meta["angoff"] = angoff
    elif angoff:
        notes.append(("angoff_unknown", f"{short(angoff)!r} is no Angoff value"))
    if row.text("enemies"):
        meta["enemies"] = row.text("enemies").split()
    return meta


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
    parts = [part for part in _LETTER.split(told.translate(_LOOKS)) if part]
    if len(parts) == 1 and len(parts[0]) > 1 and set(parts[0].lower()) <= set(ids):
        parts = list(parts[0])  # AC means A and C
    places = [_place(part, len(ids)) for part in parts]
    if None not in places and places and not (len(whole) == 1 and len(told) > 1):
        return [ids[place] for place in dict.fromkeys(places) if place is not None]
    if len(whole) == 1:
        return [ids[whole[0]]]
    raise Refusal("no_key", f"the key {short(told)!r} names no option")


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
    parts = _ARROW.split(option)
    if len(parts) != 2 or not parts[1]:
        raise Refusal("malformed", f"the pair {short(option)!r} is not written as `source → target`")
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
    key = _read_number_key(rows[0].text("key"))
    if key is None:
        raise Refusal("no_key", f"the key {short(rows[0].text('key'))!r} is no number such as 1024 ± 0.5")
    return {"interaction": {"type": "numeric"}, "key": key, "scoring": {"rule": "numeric"}}


def _read_number_key(text: str) -> dict[str, str] | None:
    found = _NUMBER_KEY.fullmatch(text)
    value = read_typed_number(found[1] if found else text)
    tolerance = read_typed_number(found[2]) if found else read_typed_number("0")
    if value is None or tolerance is None:
        return None
    return {"value": _plain(value), "tolerance": _plain(tolerance)}


_STRUCTURES = {
    "choice": _choice,
    "multiple": _multiple,
    "guess": _guess,
    "order": _order,
    "match": _match,
    "text_entry": _typed,
    "numeric": _number,
}
