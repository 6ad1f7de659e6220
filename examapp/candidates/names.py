"""Names of people: read as given, shown in both scripts, searched by sound.

What was typed is kept as it is; what is shown is set right by the rules for names, in the given script and
rendered in the other. Source: the rules of the attestation, "Names and scripts" 1–4.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from examapp.candidates.cells import Cell, Reading
from examapp.candidates.findings import Finding
from question_bank.scripts import ScriptError, normalise_name, search_key, to_cyrillic, to_latin

LONGEST_NAME = 80
_SIGNS = frozenset(" -ʻʼ.")
_LOWER_WORDS = frozenset({"oʻgʻli", "qizi", "ўғли", "қизи", "ugli", "kizi", "угли", "кизи", "оглы", "кызы"})
_WORD = re.compile(r"[^\s-]+")
# Latin surnames write -aev and -oev for what Cyrillic writes -аев and -оев; by the rule e would become э.
_SURNAME_END = re.compile(r"(?<=[aou])ev(?=a?\b)")
# Spellings of one name that differ by habit, not by person, are folded to one sound.
_SOUNDS = (
    ("kh", "x"),
    ("dj", "j"),
    ("zh", "j"),
    ("yu", "u"),
    ("ya", "a"),
    ("yo", "o"),
    ("ye", "e"),
    ("ts", "s"),
)
_LETTERS = {"q": "k", "x": "h", "w": "v", "o": "a", "e": "i", "-": " "}
_COARSE = str.maketrans({**_LETTERS, "y": None})
_LETTER_BY_LETTER = str.maketrans(_LETTERS)
_DOUBLE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class DisplayNames:
    """A person's name as it is shown: family name, given name, patronymic, in each script."""

    latn: str
    cyrl: str
    search_key: str


def read_name(cell: Cell, column: str) -> Reading:
    """Read one part of a name; hidden marks and signs that no name has are refused, the rest is repaired."""
    try:
        value, repairs = normalise_name(cell.text)
    except ScriptError as error:
        return Reading(None, [Finding("hidden_mark", column, {"mark": error.mark})])
    for sign in value:
        if not (sign.isalpha() or sign in _SIGNS):
            return Reading(None, [Finding("not_a_name", column, {"sign": sign})])
    if len(value) > LONGEST_NAME:
        return Reading(None, [Finding("too_long", column, {"most": LONGEST_NAME})])
    kinds = list(dict.fromkeys(repair.kind for repair in repairs))
    capitals = set_capitals(value)
    if capitals != value:
        kinds.append("case")
    return Reading(capitals, [Finding(kind, column) for kind in kinds])


def read_text(cell: Cell, column: str, most: int) -> Reading:
    """Read free text such as a position: repaired like a name, without its bounds on signs."""
    try:
        value, repairs = normalise_name(cell.text)
    except ScriptError as error:
        return Reading(None, [Finding("hidden_mark", column, {"mark": error.mark})])
    if len(value) > most:
        return Reading(None, [Finding("too_long", column, {"most": most})])
    kinds = dict.fromkeys(repair.kind for repair in repairs)
    return Reading(value, [Finding(kind, column) for kind in kinds])


def set_capitals(name: str) -> str:
    """Return a name with its capitals set, where it came in capitals only or in small letters only."""
    if not (name.isupper() or name.islower()):
        return name
    if len(re.sub(r"[\W_]", "", name)) < 2:  # an initial
        return name

    def one(found: re.Match[str]) -> str:
        word = found.group().lower()
        return word if word in _LOWER_WORDS else word[:1].upper() + word[1:]

    return _WORD.sub(one, name)


def split_full_name(full: str) -> tuple[str, str, str]:
    """Return family name, given name and patronymic of a full name; the patronymic may have two words."""
    family, given, *rest = [*full.split(), "", ""]
    return family, given, " ".join(rest).strip()


def display_names(family: str, given: str, patronymic: str) -> DisplayNames:
    """Return a name in both scripts, each part rendered from the script in which it was given."""
    parts = [part for part in (family, given, patronymic) if part]
    latn = " ".join(to_latin(part) for part in parts)
    cyrl = " ".join(name_to_cyrillic(part) for part in parts)
    return DisplayNames(latn, cyrl, name_key(latn))


def name_to_cyrillic(name: str) -> str:
    """Return a Latin name in Uzbek Cyrillic; a Cyrillic one stays as it is."""
    return to_cyrillic(_SURNAME_END.sub("yev", name))


def sound_key(name: str) -> str:
    """Return a coarse key of family and given name: equal keys propose that two records are one person."""
    return fold_sounds(name_key(" ".join(name.split()[:2])))


def name_key(name: str) -> str:
    """Return a name's `search_key`, word by word: words come again and again in lists."""
    return " ".join(filter(None, map(fold_word, name.split())))


@lru_cache(maxsize=50_000)  # to fold a word costs ten times a look-up
def fold_word(word: str) -> str:
    """Return the `search_key` of one word."""
    return search_key(word)


def fold_sounds(key: str) -> str:
    """Fold a search key once more: spellings that differ by habit (x and h, o and a, q and k) become one."""
    for spelling, sound in _SOUNDS:
        key = key.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", key.translate(_COARSE))


def fold_letters(key: str) -> str:
    """Fold a search key letter by letter, so that each beginning of a word has the beginning of its key."""
    return _DOUBLE.sub(r"\1", key.translate(_LETTER_BY_LETTER))
