"""Words as an author types them, and as the item holds them: a small subset of HTML.

A stem is typed as paragraphs with empty lines between them; signs such as < and & are typed as they are.
Tags of the subset may be typed where they are needed. Both ways together change nothing.
"""

import re

_TOKEN = re.compile(r"(</?[a-zA-Z][^<>]*>)")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
_WRITTEN_AMPERSAND = re.compile(r"&amp;(?!#?\w+;)")
_WRITTEN_LESS = re.compile(r"&lt;(?![/a-zA-Z])")
_PARAGRAPHS = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BLOCK = re.compile(r"</?(p|ul|ol|li|table|thead|tbody|tr|th|td)\b")


def read_inline(typed: str) -> str:
    """Return the HTML of what was typed in one line or several, without paragraphs."""
    parts = _TOKEN.split(_unix(typed).strip())
    return "".join(part if place % 2 else _write_signs(part) for place, part in enumerate(parts))


def read_paragraphs(typed: str) -> str:
    """Return the HTML of a typed stem: its paragraphs, unless blocks were typed as tags."""
    html = read_inline(typed)
    if not html or _BLOCK.search(html):
        return html
    return "".join(f"<p>{paragraph.strip()}</p>" for paragraph in _EMPTY_LINES.split(html))


def show_typed(html: str) -> str:
    """Return words as the author types them; what has no plainer form stays as HTML."""
    paragraphs = _PARAGRAPHS.findall(html)
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    if paragraphs and whole == html:
        typed = "\n\n".join(map(_show_signs, paragraphs))
        if read_paragraphs(typed) == html:
            return typed
    shown = _show_signs(html)
    return shown if read_inline(shown) == html else html


def _unix(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _write_signs(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _show_signs(html: str) -> str:
    parts = _TOKEN.split(html)
    return "".join(
        part if place % 2 else _WRITTEN_AMPERSAND.sub("&", _WRITTEN_LESS.sub("<", part).replace("&gt;", ">"))
        for place, part in enumerate(parts)
    )
