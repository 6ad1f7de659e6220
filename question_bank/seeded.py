"""A stream of choices that follows from a seed, the same for ever and in every language.

Python's own generator is promised for no version; SHA-256 is. Block n of the stream is
SHA-256(seed ‖ 0x00 ‖ label ‖ 0x00 ‖ n as eight bytes, big-endian), seed and label in UTF-8, so a stranger can
recompute a form from its seed years later with ten lines of any language.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class SeededStream:
    """The stream of one seed and one label; what is drawn depends on nothing else."""

    def __init__(self, seed: str, label: str) -> None:
        self._prefix = seed.encode() + b"\0" + label.encode() + b"\0"
        self._block = 0
        self._bytes = b""

    def take(self, count: int) -> bytes:
        """Take the next bytes of the stream."""
        while len(self._bytes) < count:
            self._bytes += hashlib.sha256(self._prefix + self._block.to_bytes(8, "big")).digest()
            self._block += 1
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken

    def below(self, bound: int) -> int:
        """Draw a whole number from 0 to bound - 1, each equally likely; `bound` is at least 1."""
        length = (bound.bit_length() + 7) // 8
        # The tail that does not divide evenly is drawn again, or small numbers would come more often.
        limit = 256**length - 256**length % bound
        while True:
            drawn = int.from_bytes(self.take(length), "big")
            if drawn < limit:
                return drawn % bound

    def shuffle(self, values: Sequence[T]) -> list[T]:
        """Return the values in a random order (Fisher and Yates, from the end)."""
        shuffled = list(values)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled

    def new_id(self, length: int = 6) -> str:
        """Draw an id that says nothing: a letter, then letters and digits without look-alikes."""
        first = _ID_LETTERS[self.below(23)]
        return first + "".join(_ID_LETTERS[self.below(len(_ID_LETTERS))] for _ in range(length - 1))
