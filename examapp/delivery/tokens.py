"""The attempt token and the device secret: who may speak for an attempt, told without asking the database.

The token is the attempt's id and code, the seat's device tag and the time of issue, with a MAC. It holds
nothing secret, dies after a day, and has no page's CSRF token beside it. The device secret stays on the
machine; the server keeps its tag only.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from examapp.delivery.errors import TokenRefused

# As long as a sitting lives by default; in one that lives longer a candidate enters again.
TOKEN_LIFE_SECONDS: Final = 24 * 3600
LONGEST_DEVICE: Final = 200
_SHAPE: Final = re.compile(
    r"a1\.([0-9]{1,18})\.([0-9A-Z]{1,40})\.([0-9a-f]{32})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})"
)


@dataclass(frozen=True, slots=True)
class AttemptToken:
    """Whose token it is and which device holds it."""

    attempt_id: int
    code: str
    device: str
    issued_at: int


def new_device_secret() -> str:
    """Return a fresh secret for a machine that has none."""
    return secrets.token_urlsafe(24)


def device_tag(key: bytes, secret: str) -> str:
    """Return what the server keeps of a device secret: 32 hex digits."""
    return hmac.new(key, b"device" + secret.encode(), hashlib.sha256).hexdigest()[:32]


def _mac(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode().rstrip("=")


def issue_token(key: bytes, *, attempt_id: int, code: str, device: str, at: datetime) -> str:
    """Return the token that speaks for an attempt from one device."""
    text = f"a1.{attempt_id}.{code}.{device}.{int(at.timestamp())}"
    return f"{text}.{_mac(key, text)}"


def read_token(
    key: bytes, header: str | None, at: datetime, *, life_seconds: int | None = TOKEN_LIFE_SECONDS
) -> AttemptToken:
    """Read an Authorization header; raises TokenRefused unless it holds a genuine token that still lives."""
    if header is None or not header.startswith("Bearer "):
        raise TokenRefused
    token = header[7:]
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        raise TokenRefused
    attempt_id, code, device, issued_at, mac = shape.groups()
    if not hmac.compare_digest(mac, _mac(key, token[: -len(mac) - 1])):
        raise TokenRefused
    if life_seconds is not None and int(at.timestamp()) - int(issued_at) > life_seconds:
        raise TokenRefused(error_code="token_expired")
    return AttemptToken(int(attempt_id), code, device, int(issued_at))
