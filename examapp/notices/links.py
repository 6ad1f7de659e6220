"""The signed link of a booking: whoever has it sees place and hour and can confirm; it opens nothing else."""

import base64
import hmac
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.signing import KeyRing
from examapp.sittings.models import Booking

# 80 bits in base 32: short enough for an SMS, too many to guess.
SIGNATURE_BYTES: Final = 10


def link_token(keys: KeyRing, booking_code: str) -> str:
    """Return the booking's code with its signature, in letters and digits that survive being retyped."""
    return f"{booking_code}-{_signature(keys, booking_code)}"


def link_url(keys: KeyRing, base_url: str, booking_code: str) -> str:
    """Return the address that a message carries."""
    return f"{base_url}/n/{link_token(keys, booking_code)}"


def get_linked_booking(db: Session, keys: KeyRing, token: str) -> Booking:
    """Return a link's booking, or raise NotFound; a forged link and a booking that is gone look the same."""
    typed, _hyphen, signature = token.upper().rpartition("-")
    code = read_code(typed)
    if not hmac.compare_digest(_signature(keys, code).encode(), signature.encode()):
        raise NotFound
    booking = db.scalars(select(Booking).where(Booking.candidate_code == code)).first()
    if booking is None:
        raise NotFound
    return booking


def _signature(keys: KeyRing, booking_code: str) -> str:
    mac = bytes.fromhex(keys.mac("notice-link", booking_code.encode()))[:SIGNATURE_BYTES]
    return base64.b32encode(mac).decode("ascii")
