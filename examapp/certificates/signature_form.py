"""The one form that our PDF signatures have: CMS SignedData, DER, for a given digest, signer and value.

A signature's own bytes are the only part of a PDF that the signature does not cover. So the form is fixed
here, member by member, and checking compares byte for byte. It is what pyHanko's own signer writes for PAdES
baseline B (ETSI EN 319 142-1); a test compares them, so another form is found here and not years later.
"""

import hashlib

from cryptography import x509

HEX_DIGITS_RESERVED = 4096
"""Room for the signature in the PDF, in hexadecimal digits; with P-256 some 2,600 are used."""

_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE, _SET = b"\x02", b"\x04", b"\x05", b"\x06", b"\x30", b"\x31"
_CONTEXT_0, _DIRECTORY_NAME = b"\xa0", b"\xa4"

_DATA = bytes.fromhex("2a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_SHA256 = bytes.fromhex("608648016503040201")
_ECDSA_WITH_SHA256 = bytes.fromhex("2a8648ce3d040302")


def signed_attributes(document_digest: bytes, certificate: bytes) -> bytes:
    """Return what is signed: the DER set of content type, document digest and signing certificate."""
    return _der(_SET, _attributes(document_digest, x509.load_der_x509_certificate(certificate), certificate))


def signature_container(document_digest: bytes, certificate: bytes, value: bytes) -> bytes:
    """Return the DER of the whole container; `certificate` is DER, `value` the DER ECDSA signature."""
    signer = x509.load_der_x509_certificate(certificate)
    version = _der(_INTEGER, b"\x01")
    signer_info = _der(
        _SEQUENCE,
        version,
        _der(_SEQUENCE, signer.issuer.public_bytes(), _integer(signer.serial_number)),
        _sha256(),
        _der(_CONTEXT_0, _attributes(document_digest, signer, certificate)),
        _der(_SEQUENCE, _der(_OID, _ECDSA_WITH_SHA256)),
        _der(_OCTETS, value),
    )
    signed_data = _der(
        _SEQUENCE,
        version,
        _der(_SET, _sha256()),
        _der(_SEQUENCE, _der(_OID, _DATA)),
        _der(_CONTEXT_0, certificate),
        _der(_SET, signer_info),
    )
    return _der(_SEQUENCE, _der(_OID, _SIGNED_DATA), _der(_CONTEXT_0, signed_data))


def read_container(container: bytes) -> tuple[bytes, bytes]:
    """Return certificate (DER) and signature value that stand where the form has them; ValueError if none do.

    What is read here proves nothing yet: `signature_container` of it must equal what was read.
    """
    _content_type, explicit = _members(_open(container))
    signed_data = _members(_open(_open(explicit)))
    certificate, signer_infos = _open(signed_data[3]), _open(signed_data[4])
    value = _members(_open(signer_infos))[-1]
    return certificate, _open(value)


def container_length(start: bytes) -> int:
    """Return how many bytes the container that begins with `start` has, as its own header says."""
    return _measure(start, 0)[1]


def _attributes(document_digest: bytes, signer: x509.Certificate, certificate: bytes) -> bytes:
    issuer = _der(_SEQUENCE, _der(_DIRECTORY_NAME, signer.issuer.public_bytes()))
    reference = _der(
        _SEQUENCE,
        _der(_OCTETS, hashlib.sha256(certificate).digest()),
        _der(_SEQUENCE, issuer, _integer(signer.serial_number)),
    )
    members = (
        _attribute(_CONTENT_TYPE, _der(_OID, _DATA)),
        _attribute(_MESSAGE_DIGEST, _der(_OCTETS, document_digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, _der(_SEQUENCE, _der(_SEQUENCE, reference))),
    )
    # DER orders the members of a set by their bytes (X.690, 11.6).
    return b"".join(sorted(members))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _der(_SEQUENCE, _der(_OID, kind), _der(_SET, value))


def _sha256() -> bytes:
    return _der(_SEQUENCE, _der(_OID, _SHA256), _der(_NULL))


def _integer(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: bytes, *contents: bytes) -> bytes:
    body = b"".join(contents)
    length = len(body)
    if length < 0x80:
        return tag + bytes([length]) + body
    size = (length.bit_length() + 7) // 8
    return tag + bytes([0x80 | size]) + length.to_bytes(size, "big") + body


def _measure(data: bytes, at: int) -> tuple[int, int]:
    """Return where the contents of the element at `at` begin and where they end."""
    if at + 2 > len(data):
        raise ValueError("the signature ends early")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 3:
            raise ValueError("the signature has a length that DER does not allow or that is out of reason")
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    return start, start + length


def _open(element: bytes) -> bytes:
    start, end = _measure(element, 0)
    if end > len(element):
        raise ValueError("an element of the signature ends early")
    return element[start:end]


def _members(body: bytes) -> list[bytes]:
    members, at = [], 0
    while at < len(body):
        _, end = _measure(body, at)
        members.append(body[at:end])
        at = end
    return members
