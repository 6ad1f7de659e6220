"""The authority: one anchor, one signer below it that may sign documents and nothing else."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from examapp.certificates.authority import (
    DOCUMENT_SIGNING,
    P256_ORDER,
    create_authority,
    is_low,
    issue_signer,
    load_p256_key,
    to_low,
)
from tests.examapp.certificates.signed import authority
from tests.examapp.documents.paper import MADE_AT


def read(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def test_the_signer_is_issued_by_the_anchor_and_the_anchor_by_itself():
    anchor, signer = read(authority().anchor), read(authority().signer)
    signer.verify_directly_issued_by(anchor)
    anchor.verify_directly_issued_by(anchor)


def test_the_anchor_signs_certificates_only_and_has_no_second_level():
    anchor = read(authority().anchor)
    constraints = anchor.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = anchor.extensions.get_extension_for_class(x509.KeyUsage)
    assert constraints.critical
    assert usage.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature


def test_the_signer_signs_documents_only():
    signer = read(authority().signer)
    usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
    assert not signer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert DOCUMENT_SIGNING in signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value


def test_both_are_valid_from_the_given_day_for_years():
    anchor, signer = read(authority().anchor), read(authority().signer)
    for certificate, years in ((anchor, 20), (signer, 5)):
        assert certificate.not_valid_before_utc <= MADE_AT
        assert certificate.not_valid_after_utc > MADE_AT + timedelta(days=365 * years)


def test_an_ageing_signer_is_followed_by_another_of_the_same_anchor():
    files = authority()
    certificate, key = issue_signer(files.anchor, files.anchor_key, organisation="Vorisi", at=MADE_AT)
    read(certificate).verify_directly_issued_by(read(files.anchor))
    assert certificate != files.signer
    assert load_p256_key(key).public_key() == read(certificate).public_key()


def common_name(pem):
    return read(pem).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def test_a_long_name_in_any_script_keeps_the_whole_words_that_certificates_allow():
    files = create_authority(organisation="Давлат хизматчилари компьютер саводхонлиги " * 3, at=MADE_AT)
    assert common_name(files.signer) == "Давлат хизматчилари компьютер"
    assert common_name(files.anchor) == "Давлат хизматчилари компьютер CA"
    assert common_name(create_authority(organisation="я" * 50, at=MADE_AT).signer) == "я" * 32


def test_the_other_form_of_a_signature_verifies_but_is_not_low():
    key = ec.generate_private_key(ec.SECP256R1())
    low = to_low(key.sign(b"message", ec.ECDSA(hashes.SHA256())))
    r, s = decode_dss_signature(low)
    high = encode_dss_signature(r, P256_ORDER - s)
    key.public_key().verify(high, b"message", ec.ECDSA(hashes.SHA256()))
    assert is_low(low)
    assert not is_low(high)
    assert to_low(high) == low


def test_only_p256_keys_are_taken():
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(TypeError, match="P-256"):
        load_p256_key(pem)


def test_a_printed_authority_shows_no_key():
    assert "PRIVATE KEY" in authority().signer_key.decode()
    assert "PRIVATE KEY" not in repr(authority())
