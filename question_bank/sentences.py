"""English sentences that keep their pattern and what was put into it, so that any language can say them.

A sentence is an ordinary `str` wherever English is wanted (the command line, JSON). Where a person reads it,
its pattern is looked up in a catalogue, and the parameters are put into what stands there.
"""

from collections.abc import Mapping
from typing import Self


class Sentence(str):
    """An English sentence with its `pattern` (%-style, by name) and `params`; these may be sentences, too."""

    __slots__ = ("params", "pattern")

    pattern: str
    params: Mapping[str, str | int]

    def __new__(cls, pattern: str, params: Mapping[str, str | int]) -> Self:
        """Put the parameters into the pattern."""
        made = super().__new__(cls, pattern % params)
        made.pattern, made.params = pattern, params
        return made

    def __str__(self) -> str:
        """Stay what it is: `str` of an exception that holds it must not forget the pattern."""
        return self

    def __reduce__(self) -> tuple[type["Sentence"], tuple[str, dict[str, str | int]]]:
        """Travel between processes whole: a file is read in a process of its own."""
        return Sentence, (self.pattern, dict(self.params))


def say(pattern: str, /, **params: object) -> Sentence:
    """Return a sentence of a pattern such as `the key %(key)r names no option`.

    What is neither text nor a number is put in as it reads.
    """
    plain = {name: value if isinstance(value, str | int) else str(value) for name, value in params.items()}
    return Sentence(pattern, plain)
