"""Which language an item is in: by its `xml:lang`, by what the importer says, or by its letters."""

import re

from question_bank.formats.contract import Defaults
from question_bank.formats.qti.names import Element
from question_bank.items import LANGUAGES

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
_UZBEK_CYRILLIC = re.compile(r"[ўқғҳЎҚҒҲ]")
_UZBEK_LATIN = re.compile(r"[oOgG][ʻʼ‘’`']|\b(va|qaysi|uchun|bilan|emas|qanday)\b", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_of(root: Element, defaults: Defaults) -> str:
    """Return the language of an item; one that the bank does not know keeps its own tag ("fr")."""
    tag = root.get("xml:lang")
    body = root.child("item-body")
    words = body.text() if body is not None else ""
    if not _TAG.fullmatch(tag):
        return defaults.language or _guess(words)
    known = {language.lower(): language for language in LANGUAGES}
    language = tag.lower().split("-")
    if language[0] == "uz":
        return "uz-Cyrl" if "cyrl" in language or _is_cyrillic(words) else "uz-Latn"
    return known.get(language[0], language[0])


def _guess(words: str) -> str:
    if _is_cyrillic(words):
        return "uz-Cyrl" if _UZBEK_CYRILLIC.search(words) else "ru"
    return "uz-Latn" if _UZBEK_LATIN.search(words) else "en"


def _is_cyrillic(words: str) -> bool:
    return 2 * len(_CYRILLIC.findall(words)) > len(_LETTER.findall(words))
