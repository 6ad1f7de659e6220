"""The columns of a candidate list: what each is called in our template, and what people call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from examapp.core.i18n import N_
from question_bank.scripts import ScriptError, search_key

_PARTS = re.compile(r"[\n/|]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Column:
    """One column: label and hint as msgids, headings of the template, other words by which it is known.

    The words are folded: Latin by sound, small letters, nothing between them.
    """

    name: str
    label: str
    hint: str
    headings: dict[str, str]
    words: frozenset[str]
    in_template: bool = True


def _column(name: str, label: str, hint: str, headings: tuple[str, str, str], words: str = "") -> Column:
    by_language = dict(zip(("uz-Latn", "ru", "en"), headings, strict=True))
    known = {fold_heading(heading) for heading in headings} | set(words.split())
    return Column(name, label, hint, by_language, frozenset(known), in_template=name != "full_name")


def fold_heading(text: str) -> str:
    """Return a heading as its words are compared: Latin by sound, letters and digits only."""
    try:
        return _NOT_LETTERS.sub("", search_key(" ".join(text.split())))
    except ScriptError:
        return ""


REQUIRED: Final = N_("Always needed.")
OPTIONAL: Final = N_("May stay empty.")
COLUMNS: Final = (
    _column(
        "family_name",
        N_("Family name"),
        REQUIRED,
        ("Familiya", "Фамилия", "Family name"),
        "familiyasi familya famili surname lastname",
    ),
    _column("given_name", N_("Given name"), REQUIRED, ("Ism", "Имя", "Given name"), "ismi firstname"),
    _column(
        "patronymic",
        N_("Patronymic"),
        OPTIONAL,
        ("Otasining ismi", "Отчество", "Patronymic"),
        "sharifi sharif otaismi otasi otasiismi middlename",
    ),
    _column(
        "pinfl",
        N_("PINFL"),
        N_("14 digits as text. Without it, document and birth date are needed."),
        ("JShShIR", "ПИНФЛ", "PINFL"),
        "jshshr jshir jshshiri jshshirraqami pnfl pin jshshirpinfl pinfljshshir",
    ),
    _column(
        "document",
        N_("Document"),
        N_("Two Latin letters and seven digits."),
        ("Hujjat", "Документ", "Document"),
        "pasport passport idkarta idcard hujjatseriyasivaraqami pasportseriyasivaraqami seriyaraqam "
        "seriyainomer seriyainomerpasporta seriyainomerdokumenta pasportseriyaraqami seriyasivaraqami",
    ),
    _column(
        "birth_date",
        N_("Birth date"),
        N_("Day, month, year."),
        ("Tugʻilgan sana", "Дата рождения", "Birth date"),
        "tugilgankuni tugilgansanasi tugilganvaqti dataroj dateofbirth dob",
    ),
    _column(
        "organisation",
        N_("Organisation"),
        N_("Its code, or its name as in the list of organisations."),
        ("Tashkilot", "Организация", "Organisation"),
        "tashkilotkodi tashkilotnomi organizatsiyakodi kodorganizatsii ishjoyi mestoraboti organization "
        "muassasa",
    ),
    _column(
        "position",
        N_("Position"),
        OPTIONAL,
        ("Lavozim", "Должность", "Position"),
        "lavozimi ishlavozimi",
    ),
    _column(
        "position_ru",
        N_("Position in Russian"),
        OPTIONAL,
        ("Lavozim, ruscha", "Должность на русском", "Position in Russian"),
        "lavozimiruscha lavozimrustilida",
    ),
    _column(
        "language",
        N_("Language"),
        N_("uz-Latn, uz-Cyrl, ru, kaa or en. Empty: Uzbek, Latin script."),
        ("Til", "Язык", "Language"),
        "tili sinovtili imtihontili yaziktesta",
    ),
    _column(
        "full_name",
        N_("Full name"),
        REQUIRED,
        ("F.I.Sh.", "Ф.И.О.", "Full name"),
        "fio fish fishi familiyaismisharifi familiyaismsharif familiyasiismisharifi familiyaimyaotchestvo "
        "familiyaismotasiningismi familiyasiismiotasiningismi toliqismi polnoeimya polnoyeimya",
    ),
)
COLUMN_LABELS: Final = {column.name: column.label for column in COLUMNS}
_BY_WORD: Final = {word: column.name for column in COLUMNS for word in column.words}


def recognise_columns(headings: Sequence[str]) -> dict[int, str]:
    """Return which cell of a heading row is which column; the first of two equal ones counts."""
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = _recognise(heading)
        if name and name not in found.values():
            found[place] = name
    return found


def _recognise(heading: str) -> str:
    whole = _IN_BRACKETS.sub(" ", heading)
    for part in [*_PARTS.split(whole), whole]:
        name = _BY_WORD.get(fold_heading(part))
        if name:
            return name
    return ""


def is_heading(columns: dict[int, str]) -> bool:
    """Tell whether a row names enough columns to be the heading of a list of people."""
    names = set(columns.values())
    return ({"family_name", "given_name"} <= names or "full_name" in names) and len(names) > 1


def missing_columns(columns: Sequence[str]) -> list[str]:
    """Return the columns without which no row can be taken."""
    names = set(columns)
    missing = []
    if "full_name" not in names:
        missing += [name for name in ("family_name", "given_name") if name not in names]
    if "pinfl" not in names and not {"document", "birth_date"} <= names:
        missing.append("pinfl")
    return missing
