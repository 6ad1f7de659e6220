"""Reasons and remarks that people type: one line of words, long enough to mean something."""

from typing import Final

from examapp.results.errors import WordsMissing

SHORTEST: Final = 10


def read_words(typed: str) -> str:
    """Return the words without idle space; raises WordsMissing for fewer than ten letters."""
    words = " ".join(typed.split())
    if len(words) < SHORTEST:
        raise WordsMissing(letters=SHORTEST)
    return words
