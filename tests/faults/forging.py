"""Forgeries of PDFs, QR texts and badges, one kind a function; never the genuine bytes themselves.

A PDF's forgery gets the genuine file and another genuine one; what it returns must be refused.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from examapp.certificates.authority import P256_ORDER, create_authority
from examapp.certificates.badge import build_badge
from examapp.certificates.payload import FILE_NAME, build_payload
from examapp.certificates.pdf_signature import load_signer, sign_pdf
from examapp.certificates.qr_text import write_qr_text
from examapp.certificates.signature_form import container_length, read_container
from tests.examapp.certificates.signed import PAYLOAD_KEY, authority, issue, payload
from tests.examapp.documents.paper import MADE_AT

BASE = "https://attestatsiya.example"
STRANGER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAMES = ("Oʻgʻiloy Gʻulomjonovna Qoʻchqorova-Oʻrmonjonova", "Karimov Botir Abduvohidovich", "Zokirov Akbar")


@dataclass(frozen=True)
class Genuine:
    """One certificate in its three forms."""

    pdf: bytes
    unsigned: bytes
    qr: str
    badge: bytes


@cache
def genuine(which: int) -> Genuine:
    """The certificate of one of three people, made once a process."""
    said = payload(number=f"KS-TK-2026-00041{which}", code=f"7KQM4T2D9XH{which}", name_latn=NAMES[which])
    made = issue(build_payload(said, PAYLOAD_KEY))
    badge = build_badge(said, PAYLOAD_KEY, BASE, made_at=MADE_AT)
    return Genuine(made.pdf, made.unsigned, write_qr_text(said, PAYLOAD_KEY, BASE), badge)


def flip_bit(data: bytes, chance: Random) -> bytes:
    """Change one bit."""
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def change_bytes(data: bytes, chance: Random) -> bytes:
    """Change some bytes that lie together."""
    at, number = chance.randrange(len(data)), chance.randrange(2, 40)
    fresh = bytes(byte ^ chance.randrange(1, 256) for byte in data[at : at + number])
    return data[:at] + fresh + data[at + number :]


def take_out(data: bytes, chance: Random) -> bytes:
    """Leave some bytes out."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 9) :]


def put_in(data: bytes, chance: Random) -> bytes:
    """Put some bytes in."""
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.randrange(1, 9)) + data[at:]


def cut(data: bytes, chance: Random) -> bytes:
    """Cut the end off."""
    return data[: chance.randrange(len(data))]


def append(data: bytes, chance: Random) -> bytes:
    """Add something at the end."""
    return data + chance.choice([b"\n", b" ", b"\0", b"%%EOF\n", chance.randbytes(chance.randrange(1, 3000))])


def _gap(pdf: bytes) -> tuple[int, int]:
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def _used(pdf: bytes) -> int:
    start, end = _gap(pdf)
    return 2 * container_length(bytes.fromhex(pdf[start:end].decode()))


def recase(pdf: bytes, chance: Random) -> bytes:
    """Write one or all of the signature's digits in small letters."""
    start, end = _gap(pdf)
    if chance.random() < 0.1:
        return pdf[:start] + pdf[start:end].lower() + pdf[end:]
    places = [at for at in range(start, end) if pdf[at : at + 1] in b"ABCDEF"]
    at = chance.choice(places)
    return pdf[:at] + pdf[at : at + 1].lower() + pdf[at + 1 :]


def repad(pdf: bytes, chance: Random) -> bytes:
    """Change the zeros behind the signature: other digits, white space, or no hexadecimal at all."""
    start, end = _gap(pdf)
    at = chance.randrange(start + _used(pdf), end)
    return pdf[:at] + chance.choice([b"1", b"F", b"a", b" ", b"\n", b"G", b"\0"]) + pdf[at + 1 :]


def shorten_padding(pdf: bytes, chance: Random) -> bytes:
    """Leave zeros of the padding out, with and without a range that says so."""
    start, end = _gap(pdf)
    number = 2 * chance.randrange(1, (end - start - _used(pdf)) // 2)
    shorter = pdf[: end - number] + pdf[end:]
    if chance.random() < 0.5:
        return shorter
    return _with_range(shorter, lambda zero, first, second, rest: (zero, first, second - number, rest))


def widen_range(pdf: bytes, chance: Random) -> bytes:
    """Give the signature another range, and something it then leaves out."""
    added = b" " * chance.randrange(1, 50)
    number = len(added)
    changes = (
        lambda zero, first, second, rest: (zero, first, second + number, rest),
        lambda zero, first, second, rest: (zero, first - number, second, rest),
        lambda zero, first, second, rest: (zero, first, second, rest - number),
        lambda zero, first, second, rest: (number, first, second, rest),
    )
    return _with_range(chance.choice([pdf, pdf + added]), chance.choice(changes))


def _with_range(pdf: bytes, change: Callable[..., tuple[int, int, int, int]]) -> bytes:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf)
    assert found
    numbers = change(*(int(number) for number in found.groups()))
    text = b"/ByteRange [%d %d %d %d]" % numbers
    return pdf[: found.start()] + text.ljust(found.end() - found.start()) + pdf[found.end() :]


def update(pdf: bytes, chance: Random) -> bytes:
    """Append an incremental update, as an editor does: another title, language or field value."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Lang"] = writer.root["/Lang"]
    if chance.random() < 0.5:
        writer.root["/PageMode"] = writer.root["/Lang"]
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def save_anew(pdf: bytes, chance: Random) -> bytes:
    """Write the document anew, signature and all."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.docinfo["/Title"] = f"Sertifikat {chance.randrange(1000)}"
        output = BytesIO()
        document.save(output, linearize=chance.random() < 0.3)
    return output.getvalue()


def swap_attachment(pdf: bytes, chance: Random) -> bytes:
    """Attach the payload of somebody else, or one that was changed under the old signature."""
    other = json.loads(build_payload(payload(name_latn=f"Karimov {chance.randrange(10**6)}"), PAYLOAD_KEY))
    if chance.random() < 0.5:
        with pikepdf.open(BytesIO(pdf)) as document:
            own = json.loads(document.attachments[FILE_NAME].get_file().read_bytes())
        own["payload"]["name_latn"] = other["payload"]["name_latn"]
        other = own
    content = json.dumps(other, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.attachments[FILE_NAME] = pikepdf.AttachedFileSpec(document, content, filename=FILE_NAME)
        output = BytesIO()
        document.save(output)
    return output.getvalue()


def transplant(pdf: bytes, chance: Random) -> bytes:
    """Give the file another file's signature."""
    other = genuine(chance.randrange(3)).pdf
    if other == pdf:
        other = next(one for one in (genuine(n).pdf for n in range(3)) if one != pdf)
    start, end = _gap(pdf)
    theirs, theirs_end = _gap(other)
    return pdf[:start] + other[theirs:theirs_end] + pdf[end:]


def twin(pdf: bytes, chance: Random) -> bytes:
    """Write the signature's value in its other form, or with a needless zero."""
    start, end = _gap(pdf)
    container = bytes.fromhex(pdf[start : start + _used(pdf)].decode())
    _, value = read_container(container)
    r, s = decode_dss_signature(value)
    other = encode_dss_signature(r, P256_ORDER - s)
    if chance.random() < 0.3:
        other = value[:-1] + bytes([value[-1] ^ 1])
    changed = (
        container.replace(value, other)
        if len(other) == len(value)
        else container.replace(value, other.ljust(len(value), b"\0")[: len(value)])
    )
    return pdf[:start] + changed.hex().upper().encode().ljust(end - start, b"0") + pdf[end:]


def sign_again(pdf: bytes, _chance: Random) -> bytes:
    """Sign the signed file once more, with our own key."""
    files = authority()
    signer = load_signer(files.signer, files.signer_key)
    return sign_pdf(pdf, signer, signed_at=MADE_AT, reason="r", location="l", field_name="Second")


@cache
def _stranger() -> Any:
    return create_authority(organisation="Kompyuter savodxonligi attestatsiyasi", at=MADE_AT)


def sign_by_a_stranger(_pdf: bytes, chance: Random) -> bytes:
    """Sign the same paper by an authority of the same name."""
    files = _stranger()
    signer = load_signer(files.signer, files.signer_key)
    unsigned = genuine(chance.randrange(3)).unsigned
    return sign_pdf(unsigned, signer, signed_at=MADE_AT, reason="Sertifikat", location="Toshkent")


PDF_FORGERIES: Mapping[str, tuple[int, Callable[[bytes, Random], bytes]]] = {
    # Name: weight, function. What costs little is tried more often.
    "one bit flipped": (14, flip_bit),
    "bytes changed": (10, change_bytes),
    "bytes taken out": (6, take_out),
    "bytes put in": (6, put_in),
    "cut short": (4, cut),
    "bytes appended": (8, append),
    "hexadecimal re-cased": (10, recase),
    "padding changed": (10, repad),
    "padding shortened": (4, shorten_padding),
    "another range": (6, widen_range),
    "incremental update": (3, update),
    "saved anew": (2, save_anew),
    "attachment swapped": (3, swap_attachment),
    "another file's signature": (6, transplant),
    "the signature's twin": (4, twin),
    "signed again": (1, sign_again),
    "signed by a stranger": (1, sign_by_a_stranger),
}


def _fields(text: str) -> tuple[str, str, str]:
    head, fields, signature = text.rsplit(".", 2)
    return head, fields, signature


def change_letter(text: str, chance: Random) -> str:
    """Change one character for another that can be printed."""
    at = chance.randrange(len(text))
    letters = [chr(code) for code in range(0x21, 0x7F) if chr(code) != text[at]]
    return text[:at] + chance.choice(letters) + text[at + 1 :]


def recase_text(text: str, chance: Random) -> str:
    """Write one letter in the other case, or everything in capitals."""
    if chance.random() < 0.05:
        return text.upper()
    at = chance.choice([place for place, letter in enumerate(text) if letter.isalpha()])
    return text[:at] + text[at].swapcase() + text[at + 1 :]


def shuffle_text(text: str, chance: Random) -> str:
    """Leave a character out, write one twice, or swap two that differ."""
    at = chance.randrange(len(text) - 1)
    if chance.random() < 0.5 or text[at] == text[at + 1]:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def surround(text: str, chance: Random) -> str:
    """Add something at an end: white space, padding, another fragment."""
    added = chance.choice([" ", "\n", "\t", "=", "==", "#", "?a=b", ".", "A", "\u00a0", "\0"])
    return chance.choice([text + added, added + text])


def change_fields(text: str, chance: Random) -> str:
    """Change what is said, and keep the signature."""
    head, fields, signature = _fields(text)
    said = flip_bit(urlsafe_b64decode(fields + "=" * (-len(fields) % 4)), chance)
    return ".".join([head, urlsafe_b64encode(said).rstrip(b"=").decode(), signature])


def idle_bits(text: str, chance: Random) -> str:
    """Write the same bytes by other characters: idle bits set, the other alphabet, padding."""
    head, fields, signature = _fields(text)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet[alphabet.index(signature[-1]) ^ chance.randrange(1, 16)]
    return chance.choice(
        [
            f"{head}.{fields}.{signature[:-1]}{last}",
            f"{head}.{fields}=.{signature}",
            f"{head}.{fields}.{signature}==",
        ]
    )


def borrow_signature(text: str, chance: Random) -> str:
    """Take another text's signature, or its fields."""
    others = [genuine(number).qr for number in range(3) if genuine(number).qr != text]
    other = _fields(chance.choice(others))
    head, fields, signature = _fields(text)
    mixtures = ((head, fields, other[2]), (head, other[1], signature), (head, other[1], other[2]))
    return ".".join(chance.choice(mixtures))


def another_host(text: str, chance: Random) -> str:
    """Send whoever scans it elsewhere."""
    return text.replace("attestatsiya.example", f"attestatsiya{chance.randrange(100)}.example")


def strangers_text(_text: str, chance: Random) -> str:
    """Sign a text of the same form by another key."""
    return write_qr_text(payload(code=f"7KQM4T2D9X{chance.randrange(10, 100)}"), STRANGER_KEY, BASE)


QR_FORGERIES: Mapping[str, tuple[int, Callable[[str, Random], str]]] = {
    "QR: a character changed": (12, change_letter),
    "QR: re-cased": (10, recase_text),
    "QR: left out or swapped": (10, shuffle_text),
    "QR: something added": (6, surround),
    "QR: fields changed": (12, change_fields),
    "QR: the same bytes otherwise": (8, idle_bits),
    "QR: a borrowed signature": (6, borrow_signature),
    "QR: another host": (4, another_host),
    "QR: a stranger's": (4, strangers_text),
}


def rewrite(data: bytes, chance: Random) -> bytes:
    """Write the same members otherwise."""
    value = json.loads(data)
    return chance.choice([json.dumps(value, indent=1).encode(), json.dumps(value).encode(), data + b"\n"])


def change_member(data: bytes, chance: Random) -> bytes:
    """Say something else under the old proof."""
    value = json.loads(data)
    subject = value["credentialSubject"]
    place, name = chance.choice(
        [
            (subject["identifier"][0], "identityHash"),
            (subject, "licenseNumber"),
            (value, "validUntil"),
            (value, "id"),
        ]
    )
    place[name] = f"{place[name]}{chance.randrange(10**6)}"
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def strangers_badge(_data: bytes, chance: Random) -> bytes:
    """Prove a badge by another key."""
    return build_badge(
        payload(number=f"KS-TK-2026-{chance.randrange(10**6):06d}"), STRANGER_KEY, BASE, made_at=MADE_AT
    )


BADGE_FORGERIES: Mapping[str, tuple[int, Callable[[bytes, Random], bytes]]] = {
    "badge: one bit flipped": (6, flip_bit),
    "badge: written otherwise": (3, rewrite),
    "badge: a member changed": (5, change_member),
    "badge: a stranger's": (2, strangers_badge),
}
