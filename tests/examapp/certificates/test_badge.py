"""The Open Badges credential: its proof is recomputed by the specification's words, not by our code."""

import hashlib
import json
import random
import socket
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from examapp.certificates.badge import BadgeInvalid, build_badge, from_base58, read_badge, to_base58
from examapp.certificates.essentials import essentials_of
from tests.examapp.certificates.signed import PAYLOAD_KEY, payload

KEYS = [PAYLOAD_KEY.public_key()]
AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def badge(**changes: object) -> bytes:
    said = payload(code="7KQM4T2D9XHF", **changes)
    return build_badge(said, PAYLOAD_KEY, "https://attestatsiya.example", made_at=AT)


def test_it_says_what_the_certificate_says() -> None:
    assert read_badge(badge(), KEYS) == essentials_of(payload(code="7KQM4T2D9XHF"))
    assert read_badge(badge(rehearsal=True), KEYS).rehearsal


def test_it_is_a_credential_of_open_badges_3() -> None:
    value = json.loads(badge())
    assert value["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert value["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert value["id"] == "https://attestatsiya.example/verify/7KQM4T2D9XHF"
    assert value["validFrom"] == "2026-11-26T00:00:00+05:00"
    assert value["validUntil"] == "2031-11-26T23:59:59+05:00"
    assert value["issuer"]["type"] == ["Profile"]
    subject = value["credentialSubject"]
    assert subject["licenseNumber"] == "KS-TK-2026-000417"
    assert subject["achievement"]["criteria"]
    assert date.fromisoformat(subject["activityEndDate"][:10]) == date(2026, 11, 24)
    assert "REHEARSAL, NOT VALID" in json.loads(badge(rehearsal=True))["name"]


def test_a_stranger_recomputes_the_proof_by_the_specification() -> None:
    secured = json.loads(badge())
    proof = secured.pop("proof")
    signature = base58(proof.pop("proofValue").removeprefix("z"))
    named = base58(proof["verificationMethod"].partition("#")[2].removeprefix("z"))
    assert named[:2] == b"\xed\x01"
    assert secured["issuer"]["id"] == proof["verificationMethod"].partition("#")[0]
    hashes = b"".join(
        hashlib.sha256(
            json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        ).digest()
        for one in (proof, secured)
    )
    Ed25519PublicKey.from_public_bytes(named[2:]).verify(signature, hashes)
    assert named[2:] == KEYS[0].public_bytes_raw()


def base58(text: str) -> bytes:
    number = sum(ALPHABET.index(letter) * 58**place for place, letter in enumerate(reversed(text)))
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def test_base_58_is_the_one_that_others_write() -> None:
    assert to_base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert to_base58(b"\0\0\x28\x7f\xb4\xcd") == "11233QC4"
    assert from_base58("11233QC4") == b"\0\0\x28\x7f\xb4\xcd"


def test_the_same_certificate_has_the_same_badge() -> None:
    assert badge() == badge()


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    assert read_badge(badge(), KEYS)


def test_any_changed_byte_is_refused() -> None:
    genuine, chance = badge(), random.Random(45)
    for at in range(0, len(genuine), 3):
        forged = bytearray(genuine)
        forged[at] ^= 1 << chance.randrange(8)
        with pytest.raises(BadgeInvalid):
            read_badge(bytes(forged), KEYS)


def test_the_same_members_written_otherwise_are_refused() -> None:
    value = json.loads(badge())
    for other in (
        json.dumps(value, indent=1).encode(),
        json.dumps(value).encode(),
        badge() + b"\n",
        badge().replace(b'{"@context"', b'{"name":"x","@context"', 1),
    ):
        with pytest.raises(BadgeInvalid, match="written"):
            read_badge(other, KEYS)


def test_another_key_and_a_swapped_proof_are_refused() -> None:
    stranger = build_badge(payload(), Ed25519PrivateKey.generate(), "https://a.example", made_at=AT)
    with pytest.raises(BadgeInvalid, match="another key"):
        read_badge(stranger, KEYS)
    mine, other = json.loads(badge()), json.loads(badge(name_latn="Karimov Botir"))
    other["proof"] = mine["proof"]
    forged = json.dumps(other, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(BadgeInvalid, match="does not hold"):
        read_badge(forged, KEYS)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"proof":{}}', b'{"proof":1}', b"\xff", b"{" * 9999]
)
def test_what_is_no_badge_is_refused(content: bytes) -> None:
    with pytest.raises(BadgeInvalid):
        read_badge(content, KEYS)
