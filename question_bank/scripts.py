"""Scripts of Uzbek: names set right, two alphabets, typed answers and search keys made comparable.

Real lists hold Cyrillic look-alikes inside Latin words, seven signs for one apostrophe and marks that
nobody sees. Names are repaired and each repair is reported; a typed answer is folded, so that nobody loses a
point to a script or an apostrophe. The order of letters is the Uzbek one.
"""

import re
import unicodedata
from dataclasses import dataclass

from question_bank.transliteration import APOSTROPHES, set_apostrophes, spell_latin, to_cyrillic, to_latin

__all__ = [
    "Repair",
    "ScriptError",
    "fold_answer",
    "fold_by_look",
    "is_forbidden_mark",
    "list_mixed_words",
    "mixes_scripts",
    "normalise_name",
    "search_key",
    "sort_key",
    "to_cyrillic",
    "to_latin",
    "without_marks",
]

_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LOOK_ALIKES = dict(zip("аеорсухіјһАВЕКМНОРСТУХІЈҺ", "aeopcyxijhABEKMHOPCTYXIJH", strict=True))
_TO_LOOK = str.maketrans(_LOOK_ALIKES)
# Apostrophes belong to the word, or a Cyrillic о before one would not be seen as mixed (о`zbek).
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{APOSTROPHES}])*")
_SPACES = re.compile(r"\s+")
# Printable ASCII without apostrophes, its words one space apart: there is nothing in it to set right.
_PLAIN = re.compile(r"[!-&(-_a-~]+(?: [!-&(-_a-~]+)*")
_NOT_OF_LETTERS = APOSTROPHES.replace("ʻ", "")
# At a word's end one cannot tell the sign from a closing quotation mark, so neither counts.
_LOOSE_APOSTROPHE = re.compile(rf"(?<![^\W\d_])[{_NOT_OF_LETTERS}]|[{_NOT_OF_LETTERS}](?![^\W\d_])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_UZBEK_ORDER = (*"abcdefghijklmnopqrstuvwxyz", "oʻ", "gʻ", "sh", "ch")
_RANK = {letter: rank for rank, letter in enumerate(_UZBEK_ORDER, start=100)}


class ScriptError(ValueError):
    """The text holds a control or direction mark; `mark` names it, `at` is its place."""

    def __init__(self, mark: str, at: int) -> None:
        super().__init__(f"a mark that must not stand in text: {mark} at {at}")
        self.mark = mark
        self.at = at


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was set right: its kind, and the text before and after.

    Kinds: composed, space, zero_width, apostrophe, look_alike, transliterated.
    """

    kind: str
    before: str
    after: str


def normalise_name(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Set a name right by the rules of the register; return it with every repair, for the receipt.

    Raises ScriptError at control and direction marks, which are refused rather than repaired.
    """
    if _PLAIN.fullmatch(text):  # so are most cells of a long list
        return text, ()
    repairs: list[Repair] = []
    _refuse_marks(text)

    def repair_whole(kind: str, repaired: str) -> str:
        if repaired != text:
            repairs.append(Repair(kind, text, repaired))
        return repaired

    def repair_word(found: re.Match[str]) -> str:
        word = found.group()
        if not mixes_scripts(word):
            return word
        kind, repaired = _repair_mixed(word)
        repairs.append(Repair(kind, word, repaired))
        return repaired

    text = repair_whole("composed", unicodedata.normalize("NFC", text))
    text = repair_whole("zero_width", text.translate(_ZERO_WIDTH))
    text = repair_whole("space", _SPACES.sub(" ", text).strip())
    text = _WORD.sub(repair_word, text)
    return repair_whole("apostrophe", set_apostrophes(text)), tuple(repairs)


def mixes_scripts(word: str) -> bool:
    """Tell whether a word holds both Latin and Cyrillic letters."""
    return not word.isascii() and _has_script(word, "LATIN") and _has_script(word, "CYRILLIC")


def list_mixed_words(text: str) -> list[str]:
    """Return the words of a text that mix Latin and Cyrillic letters."""
    return [word for word in _WORD.findall(text) if mixes_scripts(word)]


def is_forbidden_mark(sign: str) -> bool:
    """Tell whether a character is a control mark, a direction mark or half a surrogate pair."""
    return sign in _DIRECTION_MARKS or unicodedata.category(sign) in {"Cc", "Cs"}


def without_marks(text: str) -> str:
    """Return the text without control marks, direction marks and halves of pairs; tabs and line ends stay."""
    return _MARKS.sub("", text)


def fold_answer(text: str) -> str:
    """Fold a typed answer for comparison: script by sound, apostrophes, case, spaces, decimal comma.

    Raises ScriptError at control and direction marks; tabs and line ends count as spaces.
    """
    if _PLAIN.fullmatch(text):
        return _DECIMAL_COMMA.sub(".", text.casefold())
    repaired, _ = normalise_name(_SPACES.sub(" ", text))
    latin = set_apostrophes(spell_latin(repaired)).casefold()
    return _DECIMAL_COMMA.sub(".", _SPACES.sub(" ", _LOOSE_APOSTROPHE.sub("", latin)).strip())


def fold_by_look(text: str) -> str:
    """Fold a typed answer, but read Cyrillic look-alikes as the Latin letters that they look like.

    For codes such as B2 or Ctrl+C, typed on a keyboard that was left in Cyrillic.
    """
    by_look = _WORD.sub(lambda found: _read_by_look(found.group()), text)
    return fold_answer(by_look)


def search_key(text: str) -> str:
    """Return a name's key for searching: Latin by sound, lower case, without ʻ and ʼ.

    Raises ScriptError at control and direction marks.
    """
    return fold_answer(text).replace("ʻ", "").replace("ʼ", "")


def sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """Return a key that sorts in Uzbek order: a … z, then oʻ gʻ sh ch; Cyrillic sorts with its Latin twin."""
    folded = fold_answer(text).replace("ʼ", "")
    ranks: list[int] = []
    at = 0
    while at < len(folded):
        letter = folded[at : at + 2] if folded[at : at + 2] in _RANK else folded[at]
        # Signs and digits before the letters, letters of other alphabets after them.
        ranks.append(_RANK.get(letter, ord(letter[0]) + (0 if letter[0] < "a" else 1000)))
        at += len(letter)
    return tuple(ranks), text


def _refuse_marks(text: str) -> None:
    if text.isprintable():  # and so nearly every text is done with
        return
    for at, sign in enumerate(text):
        if is_forbidden_mark(sign):
            raise ScriptError(unicodedata.name(sign, f"U+{ord(sign):04X}"), at)


def _has_script(word: str, script: str) -> bool:
    return any(unicodedata.name(sign, "").startswith(script) for sign in word)


def _repair_mixed(word: str) -> tuple[str, str]:
    by_look = _read_by_look(word)
    return ("look_alike", by_look) if by_look != word else ("transliterated", spell_latin(word))


def _read_by_look(word: str) -> str:
    """Replace look-alikes if the word has no other Cyrillic letter; else leave it."""
    replaced = word.translate(_TO_LOOK)
    return word if _has_script(replaced, "CYRILLIC") else replaced
