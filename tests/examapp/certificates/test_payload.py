"""The payload: every field comes back, one form only, and only its key's signature is taken."""

import dataclasses
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from examapp.certificates.payload import (
    CertificatePayload,
    PayloadInvalid,
    build_payload,
    key_id,
    parse_payload,
    texts,
    verify_payload,
)
from question_bank.sealing import canonical_json
from tests.examapp.certificates.signed import PAYLOAD_KEY, payload

ATTACHMENT = build_payload(payload(), PAYLOAD_KEY)
PUBLIC = PAYLOAD_KEY.public_key()


def changed(**members: object) -> bytes:
    return canonical_json({**json.loads(ATTACHMENT), **members})


def test_every_field_comes_back():
    assert verify_payload(ATTACHMENT, PUBLIC) == payload()
    assert parse_payload(ATTACHMENT) == payload()


def test_a_rehearsal_stays_a_rehearsal():
    assert verify_payload(build_payload(payload(rehearsal=True), PAYLOAD_KEY), PUBLIC).rehearsal


def test_it_holds_the_fields_of_the_rules_and_neither_pinfl_nor_score():
    names = {field.name for field in dataclasses.fields(CertificatePayload)}
    assert names == set(json.loads(ATTACHMENT)["payload"])
    assert not [name for name in names if "pinfl" in name or "score" in name or "birth" in name]


def test_empty_texts_are_left_out_and_the_order_of_languages_does_not_matter():
    assert texts({"uz-Latn": "bir", "ru": "", "en": "one"}) == texts({"en": "one", "uz-Latn": "bir"})


def test_the_same_payload_is_the_same_bytes():
    assert build_payload(payload(), PAYLOAD_KEY) == ATTACHMENT


def test_it_names_its_key():
    assert json.loads(ATTACHMENT)["key"] == key_id(PUBLIC)


def test_another_key_does_not_verify_it():
    with pytest.raises(PayloadInvalid, match="signature"):
        verify_payload(ATTACHMENT, Ed25519PrivateKey.generate().public_key())


def test_any_changed_byte_is_found():
    for at in range(len(ATTACHMENT)):
        forged = bytearray(ATTACHMENT)
        forged[at] ^= 1
        with pytest.raises(PayloadInvalid):
            verify_payload(bytes(forged), PUBLIC)


@pytest.mark.parametrize(
    "member",
    [
        {"name_latn": "Boshqa Odam"},
        {"rehearsal": True},
        {"valid_until": "2099-01-01"},
        {"signatories": []},
    ],
)
def test_a_changed_field_under_the_old_signature_is_found(member: dict[str, object]):
    value = {**json.loads(ATTACHMENT)["payload"], **member}
    with pytest.raises(PayloadInvalid, match="signature"):
        verify_payload(changed(payload=value), PUBLIC)


def test_the_same_json_written_otherwise_is_not_taken():
    spaced = json.dumps(json.loads(ATTACHMENT), ensure_ascii=False).encode()
    with pytest.raises(PayloadInvalid, match="canonical"):
        verify_payload(spaced, PUBLIC)


@pytest.mark.parametrize(
    "garbage",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"{" * 5000, b'{"format":1}', b"9" * 5000, b" " * 100_000],
)
def test_garbage_is_refused_with_one_error(garbage: bytes):
    with pytest.raises(PayloadInvalid):
        parse_payload(garbage)


@pytest.mark.parametrize(
    "member",
    [
        {"number": 417},
        {"rehearsal": "false"},
        {"tested_on": "24.11.2026"},
        {"position": ["uz-Latn"]},
        {"signatories": "A. S."},
        {"programme": {"ru": 5}},
        {"score": "50"},
    ],
)
def test_a_field_of_another_shape_is_refused(member: dict[str, object]):
    value = {**json.loads(ATTACHMENT)["payload"], **member}
    with pytest.raises(PayloadInvalid):
        parse_payload(changed(payload=value))


def test_an_unknown_format_or_another_keys_name_is_refused():
    with pytest.raises(PayloadInvalid, match="format"):
        verify_payload(changed(format="examapp-certificate/2"), PUBLIC)
    with pytest.raises(PayloadInvalid, match="another key"):
        verify_payload(changed(key="0" * 16), PUBLIC)
