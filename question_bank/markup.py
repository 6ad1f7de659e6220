"""The small subset of HTML that stems and choices may hold, and plain text out of it."""

import html
import re

import nh3

_INLINE = ("br", "strong", "em", "code", "kbd", "sub", "sup", "span")
_BLOCKS = ("p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset(_INLINE + _BLOCKS)
ATTRIBUTES = {"span": {"lang"}}

_TAG = re.compile(r"<[^>]*>")
_VERBATIM = re.compile(r"<(code|kbd)\b.*?</\1>", re.DOTALL)


def clean_html(text: str) -> str:
    """Return the text with nothing left but the subset; scripts and styles go with their content.

    Clean text comes back unchanged, so comparing the two tells whether a text was clean.
    """
    cleaned = nh3.clean(
        text, tags=set(TAGS), attributes=ATTRIBUTES, clean_content_tags={"script", "style"}, url_schemes=set()
    )
    # Numbers hold a no-break space as itself (12 800); nh3 writes its name.
    return cleaned.replace("&nbsp;", "\u00a0")


def plain_text(text: str) -> str:
    """Return what a reader sees, tags as spaces and entities as their characters."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def prose_of(text: str) -> str:
    """Return the plain text without what stands in `code` and `kbd`, which no rule of spelling binds."""
    return plain_text(_VERBATIM.sub(" ", text))
