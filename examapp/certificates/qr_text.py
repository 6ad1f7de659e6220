"""What stands in the square: the address of the verify page, and behind its `#` the essentials, signed.

A telephone opens the page; whoever has no network reads holder, number, programme and term from the square
alone. What follows the `#` is never sent to a server. The whole text before the signature is covered, the
address too, and it is written in one way only: a text that reads alike and is spelt otherwise is refused.

    https://host/verify/7KQM4T2D9XHF#1.<fields>.<signature>

`fields` is Base64url (RFC 4648, 5, unpadded) of a version's fields: flags, three days since 2000-01-01 as
16-bit numbers (tested, issued, valid until), then number, name and programme, each with its length in a byte
or, from 128 on, in two. The signature is Ed25519 over FORMAT, a line feed and all that stands before it.
"""

import base64
import re
from datetime import date, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from examapp.certificates.essentials import Essentials, essentials_of
from examapp.certificates.payload import CertificatePayload

FORMAT: Final = b"examapp-qr/1"
LONGEST: Final = 2000
_TEXT: Final = re.compile(r"[\x21-\x7e]+/verify/([0-9A-Z-]{12,14})#1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")
_BEGINNING: Final = date(2000, 1, 1)
_REHEARSAL: Final = 1


class QrTextInvalid(ValueError):
    """The text is no certificate's, or not one that its key has signed; it says what is wrong."""


def write_qr_text(payload: CertificatePayload, key: Ed25519PrivateKey, base_url: str) -> str:
    """Return the text of a certificate's square; the same for the same payload, key and address."""
    contents = essentials_of(payload)
    signed = f"{base_url}/verify/{contents.code}#1.{_to_text(_pack(contents))}"
    return f"{signed}.{_to_text(key.sign(_message(signed)))}"


def read_qr_text(text: str, key: Ed25519PublicKey) -> Essentials:
    """Return what a text says that `key` has signed; QrTextInvalid for any other, be it by one character."""
    found = _TEXT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise QrTextInvalid("the text is not that of a certificate's QR code")
    code, fields, signature = found.groups()
    signed = text[: found.end(2)]
    try:
        key.verify(_from_text(signature), _message(signed))
    except InvalidSignature as error:
        raise QrTextInvalid("the QR code's signature does not hold") from error
    return _unpack(_from_text(fields), code)


def _message(signed: str) -> bytes:
    return FORMAT + b"\n" + signed.encode("ascii")


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_text(text: str) -> bytes:
    """Decode; the last character's idle bits must be zero, or the same bytes would have several texts."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise QrTextInvalid("the QR code cannot be read") from error
    if _to_text(data) != text:
        raise QrTextInvalid("the QR code is not written as it was")
    return data


def _pack(contents: Essentials) -> bytes:
    days = (contents.tested_on, contents.issued_on, contents.valid_until)
    texts = (contents.number, contents.name_latn, contents.programme)
    flags = _REHEARSAL if contents.rehearsal else 0
    return b"".join(
        [
            bytes([flags]),
            *((day - _BEGINNING).days.to_bytes(2, "big") for day in days),
            *(_length(text.encode()) + text.encode() for text in texts),
        ]
    )


def _length(text: bytes) -> bytes:
    size = len(text)
    return bytes([size]) if size < 0x80 else bytes([0x80 | size >> 8, size & 0xFF])


def _unpack(data: bytes, code: str) -> Essentials:
    try:
        days = [_BEGINNING + timedelta(int.from_bytes(data[at : at + 2], "big")) for at in (1, 3, 5)]
        at, texts = 7, []
        for _ in range(3):
            size, at = (
                (data[at], at + 1) if data[at] < 0x80 else ((data[at] & 0x7F) << 8 | data[at + 1], at + 2)
            )
            texts.append(data[at : at + size].decode())
            at += size
    except (IndexError, UnicodeDecodeError) as error:
        raise QrTextInvalid("the QR code's fields cannot be read") from error
    contents = Essentials(
        code=code,
        number=texts[0],
        rehearsal=data[0] == _REHEARSAL,
        name_latn=texts[1],
        programme=texts[2],
        tested_on=days[0],
        issued_on=days[1],
        valid_until=days[2],
    )
    if _pack(contents) != data:
        raise QrTextInvalid("the QR code's fields are not those of its version")
    return contents
