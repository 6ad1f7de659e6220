"""Certificate codes: eleven random characters and one that checks them.

The check is a sum in GF(32) with a weight of its own for each place, so that one wrong character, and any two
that changed places, always give a code that was never issued: a slip of the hand cannot show somebody else's
certificate. Guessing is another matter: 55 random bits let it find nothing, and `misses` turns away whoever
tries all the same.
"""

from typing import Final

from examapp.core.codes import ALPHABET, new_code

LENGTH: Final = 12
# x⁵ + x² + 1 is primitive: the powers of x are all 31 elements but zero.
_POLYNOMIAL: Final = 0b100101
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}


def new_certificate_code() -> str:
    """Return a new code from the operating system's generator, with its check character."""
    start = new_code(LENGTH - 1)
    return start + ALPHABET[_checksum(start)]


def is_well_formed(code: str) -> bool:
    """Tell whether a code, as `read_code` returns it, is one that could have been issued."""
    if len(code) != LENGTH or any(letter not in _VALUES for letter in code):
        return False
    return ALPHABET[_checksum(code[:-1])] == code[-1]


def _checksum(letters: str) -> int:
    """Return Σ value × xⁱ, with i from 1: the check character itself stands in place 0."""
    total, weight = 0, 1
    for letter in letters:
        weight = _multiply(weight, 2)
        total ^= _multiply(_VALUES[letter], weight)
    return total


def _multiply(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _POLYNOMIAL
        right >>= 1
    return product
