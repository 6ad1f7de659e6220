"""Two texts compared word by word, for pages that box what changed."""

import re
from difflib import SequenceMatcher

Parts = list[tuple[str, bool]]

_WORDS = re.compile(r"\s+|</?[a-zA-Z][^<>]*>|[\w'ʻʼ’-]+|[^\w\s]")


def mark_changes(before: str, after: str) -> tuple[Parts, Parts]:
    """Return both texts as (piece, changed) in order; the pieces of a side joined give that text."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: Parts = []
    right: Parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        _put(left, "".join(old[a:b]), changed=kind != "equal")
        _put(right, "".join(new[c:d]), changed=kind != "equal")
    return left, right


def _put(parts: Parts, piece: str, *, changed: bool) -> None:
    if not piece:
        return
    # Spaces stand outside the box: a box around one says nothing.
    words = piece.strip() if changed else ""
    before, found, after = piece.partition(words) if words else (piece, "", "")
    parts.extend((text, mark) for text, mark in ((before, False), (found, True), (after, False)) if text)
