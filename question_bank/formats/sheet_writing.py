"""Rows of items as a workbook or a CSV file, and the template that authors fill in; every cell is text."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from question_bank.answer_keys import ChoiceKey, MatchKey, NumericKey, OrderKey, TextKey
from question_bank.decimals import write_decimal
from question_bank.formats.sheet_cells import guard_cell
from question_bank.formats.sheet_columns import (
    COLUMNS,
    KINDS,
    LANGUAGE_NAMES,
    LEVELS,
    MOST_OPTIONS,
    OPTION_COLUMNS,
)
from question_bank.interactions import (
    ChoiceInteraction,
    MatchInteraction,
    NumericInteraction,
    OrderInteraction,
    TextEntryInteraction,
)
from question_bank.item_texts import Text
from question_bank.items import Item
from question_bank.markup import plain_text

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {"stem": 60, "rationale": 40, "id": 14, "key": 18}
_USUAL_WIDTH = 18
_PLACE_OF_LANGUAGE = {"uz-Latn": 0, "ru": 1, "en": 2}


def list_rows(item: Item) -> list[dict[str, str]]:
    """Return a row for each language of an item, by column; none where the sheet has no such kind."""
    return [row for language in item.texts if (row := _row_of(item, language)) is not None]


def _row_of(item: Item, language: str) -> dict[str, str] | None:
    text = item.texts[language]
    parts = _parts_of(item, text)
    if parts is None or len(parts[1]) > MOST_OPTIONS:
        return None
    kind, options, key = parts
    row = dict.fromkeys((column.name for column in COLUMNS), "")
    row |= dict(zip(OPTION_COLUMNS, options, strict=False))
    angoff = item.meta.angoff
    return row | {
        "id": item.id,
        "kind": KINDS[kind][2],
        "language": language,
        "topic": item.meta.topic,
        "subtopic": item.meta.subtopic,
        "level": item.meta.level,
        "stem": plain_text(text.stem),
        "key": key,
        "points": write_decimal(item.max_points),
        "unit": text.unit or "",
        "rationale": plain_text(text.rationale or ""),
        "angoff": "" if angoff is None else write_decimal(angoff),
        "enemies": " ".join(item.meta.enemies),
        "source": item.meta.source,
        "licence": item.meta.licence,
    }


def _parts_of(item: Item, text: Text) -> tuple[str, list[str], str] | None:
    """Return kind, options and key as the sheet writes them."""
    match item.interaction, item.answer_key:
        case ChoiceInteraction(max_choices=most, choices=offered), ChoiceKey(choices):
            letters = [
                OPTION_COLUMNS[offered.index(choice)].upper() for choice in choices if len(offered) <= 8
            ]
            kind = "choice" if most == 1 else "multiple"
            return kind, _labels(text, offered), " ".join(letters)
        case OrderInteraction(choices=offered), OrderKey(choices):
            letters = [
                OPTION_COLUMNS[offered.index(choice)].upper() for choice in choices if len(offered) <= 8
            ]
            return "order", _labels(text, offered), " ".join(letters)
        case MatchInteraction() as interaction, MatchKey(pairs):
            key = dict(pairs)
            written = [
                f"{_label(text, source)} → {_label(text, key[source])}" for source in interaction.sources
            ]
            idle = [target for target in interaction.targets if target not in key.values()]
            return "match", written + [f"→ {_label(text, target)}" for target in idle], ""
        case TextEntryInteraction(), TextKey(variants):
            return "text_entry", [], " | ".join(variants)
        case NumericInteraction(), NumericKey(value, tolerance):
            return "numeric", [], f"{write_decimal(value)} ± {write_decimal(tolerance)}"
    return None


def _labels(text: Text, offered: Sequence[str]) -> list[str]:
    return [_label(text, choice) for choice in offered]


def _label(text: Text, choice: str) -> str:
    return plain_text(text.choices[choice])


def write_sheet(rows: Sequence[Mapping[str, str]], path: Path, language: str) -> None:
    """Write rows under the headings of a language: as CSV by the ending `.csv`, else as XLSX."""
    if path.suffix.lower() != ".csv":
        path.write_bytes(build_sheet(rows, language))
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.headings[language] for column in COLUMNS])
    writer.writerows([guard_cell(row[column.name]) for column in COLUMNS] for row in rows)
    # With a mark, or Excel would read windows-1251.
    path.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")


def build_sheet(rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    """Return the workbook of a list."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        _add_list(workbook, rows, language)
    return buffer.getvalue()


def build_template(language: str) -> bytes:
    """Return the empty workbook that authors fill in: headings, and a sheet that says what goes where."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        _add_list(workbook, [], language)
        _add_help(workbook, language)
    return buffer.getvalue()


def _add_list(workbook: Any, rows: Sequence[Mapping[str, str]], language: str) -> None:
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet(_TITLES[language][0])
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column.name, _USUAL_WIDTH), text)
        sheet.write_string(0, place, column.headings[language], heading)
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, place, row[column.name], text)
    sheet.freeze_panes(1, 0)


def _add_help(workbook: Any, language: str) -> None:
    bold = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet(_TITLES[language][1])
    sheet.set_column(0, 0, 30, text)
    sheet.set_column(1, 1, 100, text)
    place = _PLACE_OF_LANGUAGE[language]
    names = {column.name: column.headings[language] for column in COLUMNS}
    words = {
        "kind": ", ".join(known[place] for known in KINDS.values()),
        "level": ", ".join(known[place] for known in LEVELS.values()),
        "language": ", ".join(LANGUAGE_NAMES),
    }
    for number, (name, hint) in enumerate(_HINTS[language].items()):
        sheet.write_string(number, 0, names.get(name, name), bold)
        sheet.write_string(number, 1, hint.format(**words), text)


_TITLES = {
    "uz-Latn": ("Savollar", "Yoʻriqnoma"),
    "ru": ("Вопросы", "Инструкция"),
    "en": ("Questions", "Instructions"),
}
_HINTS = {
    "uz-Latn": {
        "id": "Savolning qisqa kodi. Bir kodli qatorlar bitta savolning turli tillardagi matnidir.",
        "kind": "Quyidagilardan biri: {kind}. Boʻsh qoldirilsa, dastur oʻzi aniqlaydi va buni aytadi.",
        "language": "Quyidagilardan biri: {language}. Boʻsh qoldirilsa, soʻzlaridan aniqlanadi.",
        "level": "Quyidagilardan biri: {level}.",
        "A – H": "Javob variantlari, har biri oʻz ustunida, oldida harfsiz. Moslikda: chap → oʻng.",
        "key": "Toʻgʻri variant harfi: B yoki A C. Matn: javoblar | bilan ajratiladi. Son: 1024 ± 0.5.",
        "points": "Savol bali. Boʻsh boʻlsa 1.",
    },
    "ru": {
        "id": "Короткий код вопроса. Строки с одним кодом – это один вопрос на разных языках.",
        "kind": "Одно из: {kind}. Если пусто, программа определит сама и скажет об этом.",
        "language": "Одно из: {language}. Если пусто, определяется по словам.",
        "level": "Одно из: {level}.",
        "A – H": "Варианты, каждый в своём столбце, без буквы впереди. В соответствии: левое → правое.",
        "key": "Буква верного варианта: B или A C. Текст: ответы через |. Число: 1024 ± 0.5.",
        "points": "Баллы за вопрос. Если пусто, 1.",
    },
    "en": {
        "id": "A short code. Rows with one code are one question in several languages.",
        "kind": "One of: {kind}. If empty, the program tells it by itself and says so.",
        "language": "One of: {language}. If empty, it is told by the words.",
        "level": "One of: {level}.",
        "A – H": "The options, each in its own column, without a letter before it. In a match: left → right.",
        "key": "The letter of the right option: B, or A C. Text: answers divided by |. Number: 1024 ± 0.5.",
        "points": "The points. If empty, 1.",
    },
}
