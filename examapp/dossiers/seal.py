"""Is seal.json signed by key.pem? Ed25519 (RFC 8032) in plain Python, asked by recompute.py."""

import base64
import hashlib
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


def is_sealed(folder: Path, fingerprint: str) -> bool:
    """Tell whether a dossier's seal is signed by its key, and whether that is the key it names."""
    lines = (folder / "key.pem").read_text().splitlines()
    key = base64.b64decode("".join(lines[1:-1]))[-32:]
    text, signature = ((folder / name).read_bytes() for name in ("seal.json", "seal.sig"))
    return is_signed(key, text, signature) and hashlib.sha256(key).hexdigest() == fingerprint
