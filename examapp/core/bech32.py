"""Bech32 (BIP 173), in which keys of the format age are written: prefix, bytes, six signs of checksum."""

from collections.abc import Iterable
from typing import Final

_SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_SIGNS: Final = 6


class Bech32Error(ValueError):
    """The text is not as it was written: a sign is missing, wrong, or of another case."""


def write_bech32(prefix: str, raw: bytes) -> str:
    """Write bytes in small letters behind their prefix."""
    values = _regroup(raw, 8, 5, pad=True)
    check = _polymod([*_spread(prefix), *values, *[0] * _CHECK_SIGNS]) ^ 1
    values += [check >> 5 * (_CHECK_SIGNS - 1 - place) & 31 for place in range(_CHECK_SIGNS)]
    return f"{prefix}1" + "".join(_SIGNS[value] for value in values)


def read_bech32(text: str) -> tuple[str, bytes]:
    """Return prefix and bytes; raises Bech32Error."""
    if text not in {text.lower(), text.upper()}:
        raise Bech32Error("small and capital letters are mixed")
    prefix, mark, rest = text.lower().rpartition("1")
    if not mark or not prefix or len(rest) < _CHECK_SIGNS or any(sign not in _SIGNS for sign in rest):
        raise Bech32Error("a sign is missing or wrong")
    values = [_SIGNS.index(sign) for sign in rest]
    if _polymod([*_spread(prefix), *values]) != 1:
        raise Bech32Error("a sign is wrong: the checksum does not fit")
    return prefix, bytes(_regroup(values[:-_CHECK_SIGNS], 5, 8, pad=False))


def _spread(prefix: str) -> list[int]:
    return [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check


def _regroup(values: Iterable[int], old: int, new: int, *, pad: bool) -> list[int]:
    held, bits, made = 0, 0, []
    for value in values:
        held, bits = held << old | value, bits + old
        while bits >= new:
            bits -= new
            made.append(held >> bits & (1 << new) - 1)
        held &= (1 << bits) - 1
    if pad and bits:
        made.append(held << new - bits & (1 << new) - 1)
    elif not pad and (bits >= old or held):
        raise Bech32Error("signs are left over")
    return made
