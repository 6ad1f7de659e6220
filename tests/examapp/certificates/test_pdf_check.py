"""The check: genuine to the last byte or not genuine, with the reason, and never an exception."""

import dataclasses
import hashlib
import random
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from examapp.certificates import pdf_check
from examapp.certificates.authority import P256_ORDER, create_authority
from examapp.certificates.payload import build_payload
from examapp.certificates.pdf_check import PdfVerdict, Reason, check_pdf
from examapp.certificates.pdf_signature import load_signer, sign_pdf
from examapp.certificates.signature_form import read_container, signature_container
from tests.examapp.certificates.signed import PAYLOAD_KEY, authority, issue, issued, payload
from tests.examapp.documents.paper import LATIN_NAME, MADE_AT


def check(pdf: bytes, **changes: object) -> PdfVerdict:
    return check_pdf(pdf, **{"trust": issued().anchor, "payload_key": PAYLOAD_KEY.public_key(), **changes})


def gap(pdf: bytes) -> tuple[int, int]:
    """Where the signature's digits begin and end."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def with_digits(pdf: bytes, digits: bytes) -> bytes:
    start, end = gap(pdf)
    assert len(digits) == end - start
    return pdf[:start] + digits + pdf[end:]


def container_of(pdf: bytes) -> bytes:
    start, end = gap(pdf)
    room = bytes.fromhex(pdf[start:end].decode())
    return room[: 4 + int.from_bytes(room[2:4], "big")]


def with_container(pdf: bytes, container: bytes) -> bytes:
    start, end = gap(pdf)
    return with_digits(pdf, container.hex().upper().encode().ljust(end - start, b"0"))


def sign_by(pdf: bytes, files: object, **changes: object) -> bytes:
    options = {"signed_at": MADE_AT, "reason": "Sertifikat", "location": "Toshkent", **changes}
    return sign_pdf(pdf, load_signer(files.signer, files.signer_key), **options)


def test_a_certificate_as_issued_is_genuine_and_says_what_it_certifies():
    verdict = check(issued().pdf)
    assert verdict.genuine
    assert verdict.reason is Reason.GENUINE
    assert verdict.payload == payload()
    assert verdict.signed_at == MADE_AT
    assert "Kompyuter savodxonligi attestatsiyasi" in verdict.signer


def test_it_is_checked_without_the_payloads_key_too():
    assert check(issued().pdf, payload_key=None).payload == payload()


def test_lesson_40_one_changed_letter_of_the_name_is_found():
    with pikepdf.open(BytesIO(issued().pdf)) as document:
        document.docinfo["/Title"] = LATIN_NAME.replace("Oʻg", "Og")
        output = BytesIO()
        document.save(output)
    verdict = check(output.getvalue())
    assert not verdict.genuine
    assert verdict.payload is None


def test_lesson_40_any_changed_byte_is_found():
    chance = random.Random(40)
    pdf = issued().pdf
    start, end = gap(pdf)
    places = [chance.randrange(len(pdf)) for _ in range(300)]
    places += [chance.randrange(start - 1, end + 1) for _ in range(300)]
    places += [0, start - 1, start, end - 1, end, len(pdf) - 1]
    for at in places:
        forged = bytearray(pdf)
        forged[at] = (forged[at] + chance.randrange(1, 256)) % 256
        verdict = check(bytes(forged))
        assert not verdict.genuine, f"byte {at}"
        assert verdict.payload is None


def test_a_byte_taken_out_or_put_in_is_found():
    chance = random.Random(41)
    pdf = issued().pdf
    for _ in range(100):
        at = chance.randrange(len(pdf))
        assert not check(pdf[:at] + pdf[at + 1 :]).genuine
        assert not check(pdf[:at] + bytes([chance.randrange(256)]) + pdf[at:]).genuine


def test_a_file_cut_short_anywhere_is_found():
    chance = random.Random(42)
    assert not any(check(issued().pdf[: chance.randrange(len(issued().pdf))]).genuine for _ in range(100))


@pytest.mark.parametrize("ending", [b"\n", b"\x00", b"%%EOF\n", b" " * 2000])
def test_anything_added_at_the_end_is_found(ending: bytes):
    assert check(issued().pdf + ending).reason is Reason.ADDED_TO


def test_an_incremental_update_after_the_signature_is_found():
    writer = IncrementalPdfFileWriter(BytesIO(issued().pdf))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    assert output.getvalue().startswith(issued().pdf)
    assert check(output.getvalue()).reason is Reason.ADDED_TO


def test_a_second_signature_is_found():
    assert check(sign_by(issued().pdf, authority(), field_name="Second")).reason is Reason.SEVERAL_SIGNATURES


def test_the_same_digits_in_lower_case_are_found():
    start, end = gap(issued().pdf)
    digits = issued().pdf[start:end]
    assert not check(with_digits(issued().pdf, digits.lower())).genuine
    first = next(at for at, digit in enumerate(digits) if digit in b"ABCDEF")
    one = digits[:first] + digits[first : first + 1].lower() + digits[first + 1 :]
    assert not check(with_digits(issued().pdf, one)).genuine


@pytest.mark.parametrize("place", [0, 1, -1])
def test_changed_padding_is_found(place: int):
    start, end = gap(issued().pdf)
    digits = bytearray(issued().pdf[start:end])
    used = 2 * len(container_of(issued().pdf))
    digits[-1 if place < 0 else used + place] = ord("1")
    verdict = check(with_digits(issued().pdf, bytes(digits)))
    assert (verdict.genuine, verdict.reason) == (False, Reason.CHANGED)
    assert "room" in verdict.detail


def test_white_space_among_the_digits_is_found():
    start, end = gap(issued().pdf)
    digits = issued().pdf[start:end]
    assert not check(with_digits(issued().pdf, digits[:-2] + b"\n0")).genuine


def test_the_other_form_of_the_signatures_value_is_found():
    pdf = issued().pdf
    start, end = gap(pdf)
    certificate, value = read_container(container_of(pdf))
    r, s = decode_dss_signature(value)
    digest = hashlib.sha256(pdf[: start - 1] + pdf[end + 1 :]).digest()
    twin = signature_container(digest, certificate, encode_dss_signature(r, P256_ORDER - s))
    assert not check(with_container(pdf, twin)).genuine


def test_a_container_with_something_more_in_it_is_found():
    container = container_of(issued().pdf)
    longer = container[:2] + (int.from_bytes(container[2:4], "big") + 2).to_bytes(2, "big") + container[4:]
    assert not check(with_container(issued().pdf, longer + b"\x05\x00")).genuine


def test_another_installations_certificate_is_not_ours():
    stranger = create_authority(organisation="Kompyuter savodxonligi attestatsiyasi", at=MADE_AT)
    verdict = check(sign_by(issued().unsigned, stranger))
    assert verdict.reason is Reason.ANOTHER_SIGNER
    theirs = x509.load_pem_x509_certificate(stranger.anchor)
    assert check(issued().pdf, trust=theirs).reason is Reason.ANOTHER_SIGNER


def test_the_anchor_itself_may_not_sign_documents():
    files = authority()
    anchor_signs = dataclasses.replace(files, signer=files.anchor, signer_key=files.anchor_key)
    assert check(sign_by(issued().unsigned, anchor_signs)).reason is Reason.ANOTHER_SIGNER


@pytest.mark.parametrize("days", [-400, 365 * 7])
def test_a_time_at_which_the_signer_was_not_valid_is_found(days: int):
    late = sign_by(issued().unsigned, authority(), signed_at=MADE_AT + timedelta(days=days))
    assert check(late).reason is Reason.SIGNER_NOT_VALID_THEN


def test_a_certificate_without_payload_is_not_genuine():
    assert check(issue(attachment=b"").pdf).reason is Reason.NO_PAYLOAD


def test_a_payload_of_another_key_is_found():
    foreign = build_payload(payload(), Ed25519PrivateKey.generate())
    assert check(issue(foreign).pdf).reason is Reason.PAYLOAD_INVALID


def test_an_unsigned_file_says_so():
    assert check(issued().unsigned).reason is Reason.UNSIGNED


def test_what_is_no_pdf_says_so():
    assert check(b"").reason is Reason.NOT_A_PDF
    assert check(b"PK\x03\x04 a spreadsheet").reason is Reason.NOT_A_PDF


def test_a_huge_file_is_refused_before_it_is_read():
    huge = b"%PDF-1.7\n" + b"/ByteRange " * 1_000_000
    assert check(huge).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "numbers", ["0 1 2", "0 0 0 0", "0 10 20 99999999999", "0 9999999999 9999999999 0", "-1 5 9 2", "a b c d"]
)
def test_senseless_ranges_are_not_genuine(numbers: str):
    assert not check(b"%PDF-1.7\n/ByteRange [" + numbers.encode() + b"]\n<00>\n").genuine


def test_random_garbage_never_raises_and_is_never_genuine():
    chance = random.Random(43)
    for size in (0, 1, 10, 100, 5000):
        for _ in range(40):
            body = chance.randbytes(size)
            assert not check(body).genuine
            assert not check(b"%PDF-1.7\n" + body + b"/ByteRange [0 9 4107 0]" + body).genuine


def test_a_file_is_not_parsed_before_its_signature_holds(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a forged file was parsed")

    monkeypatch.setattr(pdf_check.pikepdf, "open", refuse)
    forged = bytearray(issued().pdf)
    forged[1000] ^= 1
    assert "AssertionError" not in check(bytes(forged)).detail
    assert "AssertionError" in check(issued().pdf).detail
