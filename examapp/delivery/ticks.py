"""Ticks: small opaque notes of the server that an event carries as proof of when it was made.

An event with a tick was made after it. A tick also covers the head that the seat had shown before, and so
proves that those events were made before it, even to a server that has lost its own record of it.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

_MAC_BYTES: Final = 16
LONGEST_TICK: Final = 400


@dataclass(frozen=True, slots=True)
class SeatHead:
    """The last event that a seat says it has made: `seq` is -1 and `id` empty before the first."""

    lease: int
    seq: int
    id: str


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick says: whose, which one, time used, when, and what the seat had made by then."""

    attempt: str
    number: int
    used_ms: int
    at: str
    head: SeatHead | None


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, b"tick" + payload, hashlib.sha256)[:_MAC_BYTES]


def issue_tick(
    key: bytes, *, attempt: str, number: int, used_ms: int, at: datetime, head: SeatHead | None
) -> str:
    """Return the opaque string of a new tick."""
    seen = [head.lease, head.seq, head.id] if head else None
    payload = orjson.dumps([attempt, number, used_ms, at.isoformat(timespec="milliseconds"), seen])
    return base64.urlsafe_b64encode(_mac(key, payload) + payload).decode().rstrip("=")


def read_tick(key: bytes, attempt: str, text: str | None) -> Tick | None:
    """Return what a tick says; one that is absent, forged or another attempt's is None and proves nothing."""
    if text is None or len(text) > LONGEST_TICK:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, payload)):
        return None
    fields: list[Any] = orjson.loads(payload)
    whose, number, used_ms, at, seen = fields
    if whose != attempt:
        return None
    return Tick(whose, number, used_ms, at, SeatHead(*seen) if seen else None)
