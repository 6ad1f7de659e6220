"""Words brought to a form in which they can be compared although people spelled them in different ways."""

import re

from question_bank.markup import plain_text
from question_bank.scripts import fold_answer, fold_by_look, without_marks

_NUMBER_BEFORE = re.compile(r"^\s*\d{1,4}\s?[.)]\s*")
_NOT_SAID = re.compile(r"[^\w+\-*/=<>%$#&^≤≥≠]|_")
# What lists spell either way: x and h, q and k, oʻ and o and u, ye and e, ts and s, and y between vowels.
_EITHER_WAY = (
    ("oʻ", "o"),
    ("u", "o"),
    ("gʻ", "g"),
    ("q", "k"),
    ("h", "x"),
    ("ye", "e"),
    ("ts", "s"),
    ("y", ""),
)


def fold_label(label: str) -> tuple[str, ...]:
    """Return the forms of an option (HTML): by sound, and by the look of its letters."""
    text = without_marks(plain_text(label))
    return tuple(dict.fromkeys((fold_answer(text), fold_by_look(text))))


def fold_stem(stem: str) -> str:
    """Return the skeleton of a stem (HTML), the same for Latin, Cyrillic and Russian ways to spell it."""
    text = fold_answer(_NUMBER_BEFORE.sub("", without_marks(plain_text(stem))))
    for written, folded in _EITHER_WAY:
        text = text.replace(written, folded)
    return _NOT_SAID.sub("", text.replace("ʻ", "").replace("ʼ", ""))
