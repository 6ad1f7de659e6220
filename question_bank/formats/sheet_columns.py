"""The columns of a list in a spreadsheet: their headings in three languages, and other names for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from question_bank.scripts import ScriptError, fold_answer, fold_by_look

MOST_OPTIONS = 8
OPTION_COLUMNS = tuple("abcdefgh")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the program, its headings by language, other headings that mean it."""

    name: str
    headings: dict[str, str]
    others: tuple[str, ...] = ()


def _column(name: str, uzbek: str, russian: str, english: str, *others: str) -> Column:
    return Column(name, {"uz-Latn": uzbek, "ru": russian, "en": english}, others)


COLUMNS = (
    _column("id", "ID", "ID", "ID", "код", "kod", "code", "№ savol"),
    _column("kind", "Savol turi", "Вид вопроса", "Kind", "tur", "вид", "тип", "type"),
    _column("language", "Til", "Язык", "Language", "lang"),
    _column("topic", "Mavzu", "Тема", "Topic", "category", "категория", "boʻlim", "раздел"),
    _column("subtopic", "Kichik mavzu", "Подтема", "Subtopic"),
    _column("level", "Daraja", "Уровень", "Level", "qiyinlik", "сложность"),
    _column(
        "stem",
        "Savol",
        "Вопрос",
        "Question",
        "savol matni",
        "текст вопроса",
        "question text",
        "stem",
        "savollar",
        "вопросы",
        "text",
    ),
    *(_column(name, name.upper(), name.upper(), name.upper()) for name in OPTION_COLUMNS),
    _column(
        "key",
        "Toʻgʻri javob",
        "Правильный ответ",
        "Answer key",
        "kalit",
        "ключ",
        "key",
        "javob",
        "ответ",
        "answer",
        "correct",
        "correct answer",
        "right answer",
        "toʻgʻri",
        "верный ответ",
        "правильный",
        "верный",
        "correct option",
        "correct choice",
    ),
    _column("points", "Ball", "Баллы", "Points", "балл", "score"),
    _column("unit", "Oʻlchov birligi", "Единица", "Unit"),
    _column("rationale", "Izoh", "Пояснение", "Rationale", "explanation", "обоснование", "комментарий"),
    _column("angoff", "Angoff", "Ангофф", "Angoff"),
    _column("enemies", "Birga kelmaydigan savollar", "Несовместимые вопросы", "Enemies"),
    _column("source", "Manba", "Источник", "Source"),
    _column("licence", "Litsenziya", "Лицензия", "Licence", "license"),
)

KINDS = {
    "choice": ("bitta javob", "один ответ", "one answer", "choice", "single"),
    "multiple": ("bir nechta javob", "несколько ответов", "several answers", "multiple", "multi"),
    "order": ("tartib", "порядок", "order", "ordering"),
    "match": ("moslik", "соответствие", "match", "matching"),
    "text_entry": ("matn", "текст", "text", "text_entry", "short answer"),
    "numeric": ("son", "число", "number", "numeric"),
}
LEVELS = {
    "know": ("bilish", "знание", "know", "knowledge"),
    "apply": ("qoʻllash", "применение", "apply", "application"),
    "analyse": ("tahlil", "анализ", "analyse", "analyze", "analysis"),
}
LANGUAGE_NAMES = {
    "uz-Latn": ("uz-latn", "uz", "oʻzbekcha", "oʻzbek", "uzbek", "lotin", "узбекский"),
    "uz-Cyrl": ("uz-cyrl", "kirill", "oʻzbekcha (kirill)"),
    "ru": ("ru", "ruscha", "rus", "русский", "russian"),
    "en": ("en", "inglizcha", "ingliz", "английский", "english"),
}

_CYRILLIC = "АБВГДЕЖЗ"
# Folded: notoʻgʻri javob, muqobil javob, неправильный (неверный) ответ, wrong (incorrect) answer, distractor.
_WRONG = re.compile(
    r"(?:notogri|muqobil|xato)(?: javob| variant)?(?:lar)?\s*\d?"
    r"|(?:nepravilniy|neverniy)(?: otvet| variant)?\s*\d?"
    r"|(?:wrong|incorrect)(?: answer| option)?\s*\d?|distractor\s*\d?|distraktor\s*\d?"
)
_OPTION = re.compile(
    r"(?:variant(?: otveta)?|option|javob|otvet|answer|choice)?\s*([a-h1-8])\s*[).]?"
    r"(?:\s*-?\s*(?:variant|javob))?"
)
_ONLY_CYRILLIC = re.compile(r"[БГДЖЗбгджз]\s*[).]?")
_OF_LETTER = re.compile(r"(?:ВАРИАНТ(?: ОТВЕТА)?|ОТВЕТ|ЖАВОБ)?\s*([А-З])")
# Quiz programs write advice into the heading itself: "Answer 1 - max 75 characters".
_ADVICE = re.compile(r"\s+[-–—]\s+.*|\s*\(s\)", re.DOTALL)


def fold_heading(text: str) -> str:
    """Fold a heading or a word of a fixed list: script, case, apostrophes, marks at its end."""
    try:
        return fold_answer(text).strip(" .:*#№").replace("ʻ", "").replace("ʼ", "")
    except ScriptError:
        return ""


_BY_HEADING = {
    fold_heading(heading): column.name
    for column in COLUMNS
    for heading in (*column.headings.values(), *column.others)
}


def recognise_columns(cells: Sequence[str]) -> dict[int, str]:
    """Return the columns that a row of headings names, by place; each name once.

    Where columns hold wrong answers, that of the key holds the right one: it is `right`, they are b, c, d ….
    """
    letters = _cyrillic_letters(cells)
    wrong = iter(OPTION_COLUMNS[1:])
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells):
        is_wrong = _WRONG.fullmatch(fold_heading(cell)) is not None
        name = next(wrong, "") if is_wrong else letters.get(place) or _recognise(cell)
        if name and name not in columns.values():
            columns[place] = name
    if any(_WRONG.fullmatch(fold_heading(cell)) for cell in cells):
        return {place: "right" if name == "key" else name for place, name in columns.items()}
    return columns


def letters_are_cyrillic(headings: Sequence[str], keys: Iterable[str]) -> bool:
    """Tell whether options are named А, Б, В, Г, where В is the third: one of them looks like no Latin."""
    return bool(_cyrillic_letters(headings)) or any(_ONLY_CYRILLIC.fullmatch(key.strip()) for key in keys)


def has_headings(columns: Mapping[int, str]) -> bool:
    """Tell whether the columns are those of a list: a question, and what is right."""
    return "stem" in columns.values() and bool({"key", "right"} & set(columns.values()))


def _cyrillic_letters(cells: Sequence[str]) -> dict[int, str]:
    """Return the options by place where their headings are А, Б, В, Г; without a Б they are read by look."""
    found = [_OF_LETTER.fullmatch(cell.strip(" .):").upper()) for cell in cells]
    letters = [letter[1] if letter else "" for letter in found]
    if "Б" not in letters:
        return {}
    return {
        place: OPTION_COLUMNS[_CYRILLIC.index(letter)]
        for place, letter in enumerate(letters)
        if letter and letter in _CYRILLIC
    }


def _recognise(heading: str) -> str:
    heading = _ADVICE.sub("", heading)
    folded = fold_heading(heading)
    if folded in _BY_HEADING:
        return _BY_HEADING[folded]
    try:
        looks = fold_by_look(heading).strip(" .:")
    except ScriptError:
        return ""
    found = _OPTION.fullmatch(folded) or _OPTION.fullmatch(looks)
    if found is None or not heading.strip():
        return ""
    return found[1] if found[1].isalpha() else OPTION_COLUMNS[int(found[1]) - 1]


def recognise_word(text: str, words: dict[str, tuple[str, ...]]) -> str:
    """Return the name of a word of a fixed list (kind, level, language), or nothing."""
    folded = fold_heading(text)
    return next((name for name, known in words.items() if folded in map(fold_heading, known)), "")
