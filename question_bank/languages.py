"""Which language a text of a question list is in: Uzbek in Latin or Cyrillic letters, Russian or English.

Told by the script first, then by letters that only one of the languages has, by small words and by endings.
"""

import re
from collections.abc import Iterable

from question_bank.markup import prose_of
from question_bank.transliteration import set_apostrophes

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[ʻʼ])*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-zʻʼ]")

_WORDS = {
    "uz-Latn": """va bilan uchun qaysi nima nimani qanday bu deb emas ham kerak mumkin yoki orqali necha
        nechta kim qachon qayerda qayer bir eng hisoblanadi ataladi javob toʻgʻri notoʻgʻri
        boʻlgan boʻlib boʻyicha uning ular barcha har qaysidir asosiy qatordagi soʻz savol agar
        esa keyin oldin ekan nimaga nechanchi qanaqa yangi""",
    "en": """the of is which what to in and a an for with are you how when that on by be not it this
        from can should does do who where why has have was were will if one all its as at or use
        used your""",
    "uz-Cyrl": """ва билан учун қайси нима нимани қандай бу деб эмас ҳам керак мумкин ёки орқали неча нечта
        ким қачон қаерда бир энг ҳисобланади аталади жавоб тўғри нотўғри бўлган бўлиб бўйича унинг
        улар барча ҳар асосий савол агар эса кейин олдин нимага нечанчи янги""",
    "ru": """и в на что какой какая какие какое каких какую какого для это не с по из является
        называется как или при где кто чем если от до к у о об за под над без через между ответ
        верно неверно нужно можно когда сколько чтобы его её их он она они""",
}
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SURE_LETTERS = {
    "uz-Latn": re.compile(r"[og]ʻ|q(?!u)|x[aoiu]", re.IGNORECASE),
    "en": re.compile(r"w|c(?!h)", re.IGNORECASE),
    "uz-Cyrl": re.compile(r"[ўқғҳ]", re.IGNORECASE),
    "ru": re.compile(r"[ыщ]", re.IGNORECASE),
}
_ENDINGS = {
    "uz-Latn": re.compile(r"(ning|lari?|larni|dagi|ladi|nadi|adigan|moq|lik|ini|iga|dan|dir)$"),
    "en": re.compile(r"(tion|ing|ed|ly|ment|ness|able|ies)$"),
    "uz-Cyrl": re.compile(r"(нинг|лари?|ларни|даги|лади|нади|адиган|моқ|лик|ини|ига|дан|дир)$"),
    "ru": re.compile(r"(ый|ий|ая|ое|ого|ние|ния|ость|ости|ется|ться|ет|ами|ов|ой|ать|ить)$"),
}
_PAIRS = {True: ("uz-Cyrl", "ru"), False: ("uz-Latn", "en")}


def guess_language(stem: str, others: Iterable[str] = ()) -> tuple[str, bool]:
    """Return the language of a stem (HTML) and whether it is sure; `others` are asked in doubt.

    A text without any letter is taken for Uzbek in Latin letters, and is not sure.
    """
    language, sure = _guess(prose_of(stem))
    if sure:
        return language, True
    return _guess(" ".join([prose_of(stem), *map(prose_of, others)]))


def is_cyrillic(text: str) -> bool:
    """Tell whether a text has more Cyrillic letters than Latin ones."""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


def _guess(prose: str) -> tuple[str, bool]:
    prose = set_apostrophes(prose)
    native, foreign = _PAIRS[is_cyrillic(prose)]
    words = [word.casefold() for word in _WORD.findall(prose)]
    found = {language: _count_signs(language, words) for language in (native, foreign)}
    return (foreign if found[foreign] > found[native] else native), found[native] != found[foreign]


def _count_signs(language: str, words: list[str]) -> int:
    small, letters, ending = _SMALL_WORDS[language], _SURE_LETTERS[language], _ENDINGS[language]
    count = 0
    for word in words:
        count += 2 * (word in small)
        count += bool(letters.search(word))
        count += len(word) > 4 and bool(ending.search(word))
    return count
