"""One text in several languages as Moodle writes it: `<span lang="ru" class="multilang">…` in a row."""

import re
from collections.abc import Mapping

# A language pack of Moodle is named "uz", whatever its script; ours say the script.
_OURS = {
    "uz": "uz-Latn",
    "uz_latn": "uz-Latn",
    "uz-latn": "uz-Latn",
    "uz_cyrl": "uz-Cyrl",
    "uz-cyrl": "uz-Cyrl",
}
_OURS |= {"uz_cr": "uz-Cyrl", "ru": "ru", "en": "en"}
_THEIRS = {"uz-Latn": "uz", "uz-Cyrl": "uz_cyrl"}

_BEGIN = re.compile(
    r"<span\s+(?:lang=\"(?P<one>[\w-]+)\"\s+class=\"multilang\"|class=\"multilang\"\s+lang=\"(?P<two>[\w-]+)\")\s*>"
    r"|<lang\s+lang=\"(?P<three>[\w-]+)\"\s*>|\{mlang\s+(?P<four>[\w-]+)\}"
)
_END = re.compile(r"(?:</span>|</lang>|\{mlang\})\s*$")


def join_languages(texts: Mapping[str, str]) -> str:
    """Write one text in all its languages; a text that is the same in all stands once and bare."""
    words = set(texts.values())
    if len(words) <= 1:
        return next(iter(words), "")
    return "".join(
        f'<span lang="{_THEIRS.get(language, language)}" class="multilang">{text}</span>'
        for language, text in texts.items()
    )


def split_languages(text: str) -> dict[str, str]:
    """Return the text of each language; "" is the key where the text does not name any.

    A language that is not ours keeps its own code, and it is for the caller to refuse or drop it.
    """
    begins = list(_BEGIN.finditer(text))
    if not begins or text[: begins[0].start()].strip():
        return {"": text}
    texts: dict[str, str] = {}
    ends = [*(found.start() for found in begins[1:]), len(text)]
    for found, end in zip(begins, ends, strict=True):
        body = text[found.end() : end]
        closing = _END.search(body)
        code = next(name for name in found.groups() if name)
        if closing is None or _ours(code) in texts:
            return {"": text}
        texts[_ours(code)] = body[: closing.start()]
    return texts


def _ours(code: str) -> str:
    return _OURS.get(code.lower(), code)
