"""Signing: valid to others' validators, still PDF/A-3, nothing else touched, and repeatable."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from examapp.certificates.pdf_signature import load_signer, sign_pdf
from tests.browser import run_apart
from tests.examapp.certificates.signed import authority, issued
from tests.examapp.documents.paper import MADE_AT, check_pdf_a, read_text


def sign_again(**changes: object) -> bytes:
    options = {"signed_at": MADE_AT, "reason": "Sertifikat", "location": "Toshkent", **changes}
    return sign_pdf(issued().unsigned, issued().signer, **options)


def validate(pdf: bytes):
    """Ask pyHanko's own validator, which shares no code with ours."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    anchor = asn1_x509.Certificate.load(issued().anchor.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[anchor], allow_fetching=False, moment=MADE_AT)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"},
        extd_key_usage={"1.3.6.1.5.5.7.3.36"},
    )
    return signature, run_apart(
        async_validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=usage)
    )


def test_another_validator_finds_it_intact_trusted_and_covering_everything():
    signature, status = validate(issued().pdf)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_it_certifies_and_permits_no_change():
    signature, status = validate(issued().pdf)
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert status.docmdp_ok


def test_another_validator_finds_a_changed_letter():
    _, status = validate(issued().pdf.replace(b"(Sertifikat)", b"(Sertifikot)"))
    assert not status.intact


def test_time_reason_and_place_stand_in_the_signature():
    signature, _ = validate(issued().pdf)
    assert signature.self_reported_timestamp == MADE_AT
    assert signature.sig_object["/Reason"] == "Sertifikat"
    assert signature.sig_object["/Location"] == "Toshkent"
    assert signature.field_name == "Certificate"


def test_a_reason_in_cyrillic_is_kept():
    (signature,) = PdfFileReader(BytesIO(sign_again(reason="Сертификат Ўзбекистон"))).embedded_signatures
    assert signature.sig_object["/Reason"] == "Сертификат Ўзбекистон"


def test_it_stays_pdf_a_3a_and_says_the_same():
    check_pdf_a(issued().pdf)
    assert read_text(issued().pdf) == read_text(issued().unsigned)


def test_what_was_there_before_stays_byte_for_byte():
    assert issued().pdf.startswith(issued().unsigned)
    with pikepdf.open(BytesIO(issued().pdf)) as document:
        assert document.attachments["payload.json"].get_file().read_bytes() == issued().payload


def test_signing_twice_gives_the_same_file():
    assert sign_again() == issued().pdf


def test_another_time_gives_another_file():
    assert sign_again(signed_at=MADE_AT + timedelta(seconds=1)) != issued().pdf


def test_the_identifiers_first_half_stays_and_its_second_changes():
    with pikepdf.open(BytesIO(issued().unsigned)) as before, pikepdf.open(BytesIO(issued().pdf)) as after:
        assert bytes(before.trailer.ID[0]) == bytes(after.trailer.ID[0])
        assert bytes(before.trailer.ID[1]) != bytes(after.trailer.ID[1])


def test_a_key_that_is_not_the_certificates_is_refused():
    with pytest.raises(ValueError, match="not the one"):
        load_signer(authority().signer, authority().anchor_key)
