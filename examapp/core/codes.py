"""Codes that people read aloud and type: no look-alikes, grouped by four, tolerant when they come back.

The alphabet is Crockford's base 32 without U: digits and capital letters, none of which is I, L, O or U.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
# What people type for what we print: look-alikes of the same alphabet, and Cyrillic twins of Latin letters.
_TWINS = str.maketrans("OILUАВЕКМНРСТХОЗЅЈУ", "011VABEKMHPCTX03SJY")


def new_code(length: int) -> str:
    """Return `length` random characters (5 bits each) from the operating system's generator."""
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(length))  # 256 is 8 times 32: no bias


def new_digits(length: int) -> str:
    """Return `length` random decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def read_code(typed: str) -> str:
    """Return a typed code as we keep it: without spaces and hyphens, capitals, twins resolved.

    Whatever else was typed stays as it is, so that a wrong code stays wrong.
    """
    kept = "".join(character for character in typed if not character.isspace() and character not in "-–—_")
    return kept.upper().translate(_TWINS)


def show_code(code: str) -> str:
    """Return a code in groups of four with hyphens, as people are shown it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
