"""A rescue file, made as the page makes it."""

import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from examapp.core.codes import read_code
from examapp.core.signing import KeyRing
from examapp.delivery.rescue_seal import MAGIC, describe_rescue, rescue_code
from tests.examapp.delivery.making import Seat, SmallRoom


@cache
def _public_key(keys: KeyRing, sitting: str) -> bytes:
    return bytes.fromhex(str(describe_rescue(keys, sitting)["public"]))


def seal(
    room: SmallRoom,
    seat: Seat,
    entries: list[dict[str, Any]],
    *,
    token: str | None = None,
    sitting: str | None = None,
    code: str | None = None,
) -> bytes:
    """Make a rescue file as the page does, from what the server told it."""
    keys, sitting = room.desk.keys, sitting or room.sitting_code
    public = _public_key(keys, sitting)
    own = ec.generate_private_key(ec.SECP256R1())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
    salt = read_code(code or rescue_code(keys, sitting)).encode()
    key = HKDF(hashes.SHA256(), 32, salt, b"examapp rescue").derive(shared)
    bundle = {"attempt": seat.place.code, "token": token or seat.token, "entries": entries}
    secret = AESGCM(key).encrypt(b"n" * 12, json.dumps(bundle).encode(), None)
    form = serialization.PublicFormat.UncompressedPoint
    return MAGIC + own.public_key().public_bytes(serialization.Encoding.X962, form) + b"n" * 12 + secret
