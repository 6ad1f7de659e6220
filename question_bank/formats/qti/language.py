"""Which language an item is in: by its `xml:lang`, by what the importer says, or by its words."""

import re

from question_bank.formats.contract import Defaults
from question_bank.formats.qti.names import Element
from question_bank.items import LANGUAGES
from question_bank.languages import guess_language, is_cyrillic

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_of(root: Element, defaults: Defaults) -> str:
    """Return the language of an item; one that the bank does not know keeps its own tag ("fr")."""
    tag = root.get("xml:lang")
    body = root.child("item-body")
    words = body.text() if body is not None else ""
    if not _TAG.fullmatch(tag):
        return defaults.language or guess_language(words)[0]
    known = {language.lower(): language for language in LANGUAGES}
    language = tag.lower().split("-")
    if language[0] == "uz":
        return "uz-Cyrl" if "cyrl" in language or is_cyrillic(words) else "uz-Latn"
    return known.get(language[0], language[0])
