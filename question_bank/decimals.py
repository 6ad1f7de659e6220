"""Decimals as the model writes them and as people type them.

Points, tolerances and mapped values are exact decimals; binary floats would make a sum of tenths miss the
pass mark. In JSON they stand as plain strings ("0.5"), never in scientific notation.
"""

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?", re.ASCII)
# Whole part in one run or in groups of three; the fraction after one separator.
_TYPED = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?: \d{3})+|\d+)?(?:[.,](?P<fraction>\d+))?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+)", re.ASCII)
_MINUS_SIGNS = str.maketrans(dict.fromkeys("\u2212\u2013\u2010\u2011", "-"))
_LONGEST = 40


def read_plain_decimal(text: str) -> Decimal | None:
    """Read a decimal of the model, or None: at most one point, no exponent, no leading zeros."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def write_decimal(value: Decimal) -> str:
    """Write a decimal as the model reads it, digit for digit ("0.50" stays "0.50")."""
    return format(value, "f")


def read_typed_number(text: str) -> Decimal | None:
    """Read a number as a candidate types it, or None.

    Decimal comma and decimal point are both right, spaces of any width separate thousands, and a minus may be
    any dash. With both separators present the last one is the decimal one, if the groups are of three.
    """
    cleaned = " ".join(text.split()).translate(_MINUS_SIGNS)
    cleaned = re.sub(r"^([+-]) ", r"\1", cleaned)
    if len(cleaned) > _LONGEST:
        return None
    if _GROUPED.fullmatch(cleaned):
        decimal_mark = max(",", ".", key=cleaned.rindex)
        thousands_mark = "." if decimal_mark == "," else ","
        cleaned = cleaned.replace(thousands_mark, "")
    found = _TYPED.fullmatch(cleaned)
    if found is None or not (found["whole"] or found["fraction"]):
        return None
    whole = (found["whole"] or "0").replace(" ", "")
    return Decimal(f"{found['sign']}{whole}.{found['fraction'] or '0'}")


def write_short_decimal(value: Decimal) -> str:
    """Write a decimal without zeros at its end."""
    text = write_decimal(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
