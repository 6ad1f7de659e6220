"""Uzbek Latin ⇄ Uzbek Cyrillic, word by word, by sound.

The letter rules are those of the two official alphabets; `loanwords` holds what they do not give. Words with
letters that Uzbek does not have (w, c outside ch, accents) are foreign and keep their Latin form, with a
Cyrillic suffix where they carry one.
"""

import re
from functools import lru_cache

from question_bank.loanwords import INFLECTION, INNER_SPELLINGS, LATIN_WORDS, SOFT_ENDINGS, STEMS, WHOLE_WORDS
from question_bank.protected_text import convert_outside

APOSTROPHES = "'`´‘’‛ʹ′＇ʻʼ"

# The two signs are letters to Unicode, but not here.
_LETTER = r"[^\W\d_ʻʼ]"
# A typewriter apostrophe belongs to a word between letters, and after a g at its end (togʻ).
_PART = rf"{_LETTER}(?:{_LETTER}|[ʻʼ]|[{APOSTROPHES}](?={_LETTER})|(?<=[gG])[{APOSTROPHES}])*"
_LATIN_WORD = re.compile(rf"{_PART}(?:-{_PART})*")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u04ff]+")
_INITIAL = re.compile(r"\.\s?[^\W\d_a-z]")
_ROMAN_NUMERAL = re.compile(r"(?=[IVXLCDM]{2})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_NOT_UZBEK = re.compile(r"c(?!h)|[^abcdefghijklmnopqrstuvxyzʻʼ]")
_SUFFIX = re.compile(INFLECTION)
_APOSTROPHE = re.compile(rf"(?<=[oOgG])[{APOSTROPHES}]|(?<={_LETTER})[{APOSTROPHES}](?={_LETTER})")

_LATIN_LETTERS = {"oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е"}
_LATIN_LETTERS |= dict(zip("abdefghijklmnopqrstuvxyzʼʻ", "абдефгҳижклмнопқрстувхйзъъ", strict=True))
_CYRILLIC_LETTERS = dict(
    zip("абвгдёжзийклмнопрстуфхыэқҳіјһәөүңѳ", "abvgd_jziyklmnoprstufxieqhijhaou_o", strict=True)
)
_CYRILLIC_LETTERS |= {"ё": "yo", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "ў": "oʻ", "ғ": "gʻ"}
_CYRILLIC_LETTERS |= {"ң": "ng", "ї": "yi", "є": "ye", "ь": ""}
_CYRILLIC_VOWELS = "аеёиоуўэюяы"

_INNER = tuple((re.compile(pattern), cyrillic) for pattern, cyrillic in INNER_SPELLINGS)
_STEMS = tuple(sorted(STEMS.items(), key=lambda pair: -len(pair[0])))
_STEMS_BACK = tuple(
    sorted(
        {
            cyrillic: latin for latin, cyrillic in reversed((STEMS | WHOLE_WORDS | SOFT_ENDINGS).items())
        }.items(),
        key=lambda pair: -len(pair[0]),
    )
)


@lru_cache(maxsize=16384)  # a list's texts, rendered for each paper that is handed out
def to_cyrillic(text: str) -> str:
    """Render Uzbek Latin text in Uzbek Cyrillic; markup, placeholders, addresses and product words stay.

    Text that is Cyrillic already, and words of other languages, pass unchanged.
    """
    return convert_outside(text, lambda piece: _LATIN_WORD.sub(_replace_latin, piece))


def to_latin(text: str) -> str:
    """Render Uzbek Cyrillic text in Uzbek Latin by sound; Latin words and markup stay."""
    return convert_outside(text, spell_latin)


def spell_latin(text: str) -> str:
    """Spell every Cyrillic word in Latin letters by sound, wherever it stands."""
    return _CYRILLIC_WORD.sub(_replace_cyrillic, text)


def set_apostrophes(text: str) -> str:
    """Set each apostrophe-like sign right: U+02BB after o and g, else U+02BC between letters."""
    return _APOSTROPHE.sub(lambda found: "ʻ" if found.string[found.start() - 1] in "oOgG" else "ʼ", text)


def _replace_latin(found: re.Match[str]) -> str:
    word = found.group()
    if len(word) == 1 and word.isupper() and word != "U" and not _INITIAL.match(found.string, found.end()):
        return word  # a column, a drive, a key; U is "he, she", and an initial goes with its surname
    return _latin_word_to_cyrillic(word)


@lru_cache(maxsize=8192)
def _latin_word_to_cyrillic(word: str) -> str:
    if word in LATIN_WORDS:
        return word
    return "-".join(_part_to_cyrillic(set_apostrophes(part)) for part in word.split("-"))


def _part_to_cyrillic(word: str) -> str:
    if _ROMAN_NUMERAL.fullmatch(word):
        return word
    kept = _count_kept(word)
    return word[:kept] + _spell_cyrillic(word[kept:])


def _count_kept(word: str) -> int:
    """Return how many letters at the beginning stay Latin: a listed or foreign stem before its suffix."""
    foreign = [found.end() for found in _NOT_UZBEK.finditer(word.lower())]
    for at in range(foreign[-1] if foreign else 1, len(word) + 1):
        stem = word[:at]
        # One letter is a sure suffix of an acronym only (PDFi, but endi and wiki).
        sure = len(word) - at != 1 or (stem.isupper() and at > 1)
        if sure and (foreign or stem in LATIN_WORDS) and _SUFFIX.fullmatch(word, at):
            return at
    return 0


def _spell_cyrillic(word: str) -> str:
    lower = word.lower()
    spelled, at = _begin_cyrillic(lower)
    pieces = [_as_written(word, 0, at, spelled)]
    while at < len(lower):
        spelled, end = _next_cyrillic(lower, at)
        pieces.append(_as_written(word, at, end, spelled))
        at = end
    return "".join(pieces)


def _begin_cyrillic(lower: str) -> tuple[str, int]:
    """Return what a listed word begins with, and how many Latin letters it stands for."""
    inflected = _WHOLE.fullmatch(lower)
    if inflected:
        bare, suffix = inflected.groups()
        if bare in SOFT_ENDINGS:
            return SOFT_ENDINGS[bare] + ("" if suffix else "ь"), len(bare)
        return WHOLE_WORDS[bare], len(bare)
    for latin, cyrillic in _STEMS:
        if lower.startswith(latin):
            return cyrillic, len(latin)
    return "", 0


def _next_cyrillic(lower: str, at: int) -> tuple[str, int]:
    for pattern, cyrillic in _INNER:
        found = pattern.match(lower, at)
        if found:
            return cyrillic, found.end()
    pair = lower[at : at + 2]
    if pair in _LATIN_LETTERS and not (pair == "yo" and lower[at + 2 : at + 3] == "ʻ"):
        return _LATIN_LETTERS[pair], at + 2
    # э stands at the beginning of a word and after a vowel other than и (диета).
    if lower[at] == "e" and (at == 0 or lower[at - 1] in "aoue" or lower[:at].endswith("oʻ")):
        return "э", at + 1
    return _LATIN_LETTERS.get(lower[at], lower[at]), at + 1


def _replace_cyrillic(found: re.Match[str]) -> str:
    return _cyrillic_word_to_latin(found.group())


@lru_cache(maxsize=8192)
def _cyrillic_word_to_latin(word: str) -> str:
    if word == "ЖШШИР":
        return "JShShIR"
    lower, pieces, at = word.lower(), list[str](), 0
    for cyrillic, latin in _STEMS_BACK:
        if lower.startswith(cyrillic):
            at = len(cyrillic)
            pieces.append(_as_written(word, 0, at, latin))
            break
    while at < len(lower):
        pieces.append(_as_written(word, at, at + 1, _cyrillic_letter_to_latin(lower, at)))
        at += 1
    return "".join(pieces)


def _cyrillic_letter_to_latin(lower: str, at: int) -> str:
    letter, before, after = lower[at], lower[at - 1 : at], lower[at + 1 : at + 2]
    match letter:
        case "е":
            return "ye" if at == 0 or before in _CYRILLIC_VOWELS + "ъь" else "e"
        case "ц":
            return "ts" if at and before in _CYRILLIC_VOWELS else "s"
        case "ъ":
            # объект is obyekt, but маъюс is maʼyus.
            return "" if after and after in "еёюя" and before not in _CYRILLIC_VOWELS else "ʼ"
        case "ь":
            return "y" if after == "о" else ""
        case "с":
            return "sʼ" if after == "ҳ" else "s"
        case _:
            return _CYRILLIC_LETTERS.get(letter, letter)


def _as_written(word: str, start: int, end: int, spelled: str) -> str:
    """Give a spelling the capitals of the letters that it stands for."""
    if not word[start:end][:1].isupper():
        return spelled
    if word.isupper() and len(word) > 1:
        return spelled.upper()
    return spelled[:1].upper() + spelled[1:]


_WHOLE = re.compile(rf"({'|'.join(SOFT_ENDINGS | WHOLE_WORDS)})({INFLECTION})")
