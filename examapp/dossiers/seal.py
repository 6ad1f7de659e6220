"""Are the files those of seal.json, signed by key.pem? Ed25519 (RFC 8032), asked by recompute.py."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE = b"\x58" + b"\x66" * 31


def add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return the sum of two points of the curve."""
    (x, y), (u, v) = one, other
    t = D * x * y * u * v % P
    return (x * v + u * y) * pow(1 + t, -1, P) % P, (y * v + x * u) * pow(1 - t, -1, P) % P


def times(number: int, one: tuple[int, int]) -> tuple[int, int]:
    """Return a point added to itself so many times."""
    half = times(number // 2, add(one, one)) if number else (0, 1)
    return add(half, one) if number % 2 else half


def point(raw: bytes) -> tuple[int, int] | None:
    """Return the point that 32 bytes name, or None."""
    y = int.from_bytes(raw, "little") % 2**255
    u, v = y * y - 1, D * y * y + 1
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == raw[31] >> 7 else P - x, y) if y < P and (v * x * x - u) % P == 0 else None


def is_signed(key: bytes, text: bytes, signature: bytes) -> bool:
    """Tell whether a signature covers a text under a key of 32 bytes."""
    r, owner, base = point(signature[:32]), point(key), point(BASE)
    number = int.from_bytes(signature[32:], "little")
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    if r is None or owner is None or base is None or len(signature) != len(key) * 2:
        return False
    return number < L and times(number, base) == add(r, times(hashed, owner))


def check_seal(folder: Path) -> tuple[list[str], str]:
    """Return what is not as it was sealed, and the SHA-256 of the key that signed, for comparison by eye."""
    away = [one for one in ("seal.json", "seal.sig", "key.pem") if not (folder / one).is_file()]
    if away:
        return [f"{one}: is missing" for one in away], "none"
    text, signature = ((folder / name).read_bytes() for name in ("seal.json", "seal.sig"))
    key = base64.b64decode("".join((folder / "key.pem").read_text().splitlines()[1:-1]))[-32:]
    owner, files = hashlib.sha256(key).hexdigest(), json.loads(text)["files"]
    found = {one: _hash(folder / one) for one in files}
    faults = [
        f"{one}: {'another file' if found[one] else 'is missing'}"
        for one in files
        if found[one] != files[one]
    ]
    signed = is_signed(key, text, signature) and owner == json.loads(text)["key"]
    return faults + ([] if signed else ["seal.sig: not by key.pem"]), owner


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
