"""The parts of a text that keep their letters when its script changes.

Markup, placeholders, markers of gaps, addresses, file names, formulas, key combinations and whatever stands
in `code`, `kbd` or in an element marked as another language than Uzbek.
"""

import re
from collections.abc import Callable

_EXTENSIONS = (
    "docx?|xlsx?|pptx?|pdf|txt|rtf|odt|ods|odp|csv|jpe?g|png|gif|bmp|svg|tiff?|mp3|mp4|avi|wav|mov|zip|rar|7z|"
    "exe|msi|bat|apk|iso|html?|css|js|json|xml|py|ini|log|tmp|bak|dll|sys|lnk|eml|p7s|pfx|key|db"
)
_TOP_DOMAINS = "uz|com|org|net|ru|gov|edu|info|io|example|test|kz"

_PROTECTED = re.compile(
    r"<(?P<verbatim>code|kbd)\b[^>]*>.*?</(?P=verbatim)\s*>"
    r"|<(?P<foreign>\w+)\b[^>]*\blang=[\"'](?!uz)[^\"']*[\"'][^>]*>.*?</(?P=foreign)\s*>"
    r"|</?[A-Za-z][^>]*>"
    r"|&(?:[A-Za-z]+|\#\d+|\#x[0-9A-Fa-f]+);"
    r"|\[\[[^\[\]]+\]\]"
    r"|%\(\w+\)[sdif]|%[sd]"
    r"|\{[^{}\s]*\}"
    r"|(?:https?|ftps?|mailto|file):[^\s<>«»\"]*[\w/]|\bwww\.[^\s<>«»\"]*\w"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?:[\wʻʼ*~-]+\.)*[\wʻʼ*~-]*\.(?:{_EXTENSIONS})(?![\w-]|\.\w)"
    rf"|\b(?:[A-Za-z0-9-]+\.)+(?:{_TOP_DOMAINS})(?:/[^\s<>«»\"]*\w)?(?![\w-])"
    r"|\b[A-Z]:\\[^\s<>«»\"]*|\\\\[^\s<>«»\"]+"
    r"|\bUZ-[A-Z]{2}\b"
    # A page of a site (/verify), a code in two groups, a setting's name, and names that no rule tells.
    r"|(?<![\w/])/[a-z]+(?:[/-][a-z]+)*/?(?!\w)"
    r"|\b[0-9A-Z]{4}-(?=[A-Z]*\d)[0-9A-Z]{4}\b"
    r"|\b[A-Z]+(?:_[A-Z]+)+\b"
    r"|«examapp [^»]*»"
    r"|\b(?:Safe Exam Browser|Browser Exam Key|Config Key|Open Badges|Authorization: Bearer)\b"
    r"|=[A-Z$(][^\s<>«»]*"
    r"|(?<![\w$])\$?[A-Z][A-Za-z]{0,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
    r"|\b(?:Page|Caps|Num|Scroll) (?:Up|Down|Lock)\b|\b(?:End|Del|Ins|Win)(?=\s(?:va|yoki|tugma|klavish))"
    r"|\b[A-Z][A-Za-z]*(?:\s?\+\s?[A-Za-z0-9]+)+\b",
    re.DOTALL,
)


def convert_outside(text: str, convert: Callable[[str], str]) -> str:
    """Convert what lies between the protected parts; these stay as they are."""
    pieces: list[str] = []
    end = 0
    for found in _PROTECTED.finditer(text):
        pieces += [convert(text[end : found.start()]), found.group()]
        end = found.end()
    pieces.append(convert(text[end:]))
    return "".join(pieces)
