import json
from datetime import UTC, date, datetime

import pytest
from cryptography import x509

from examapp.certificates.authority import create_authority
from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.pdf_signature import load_signer
from examapp.certificates.register import RegisterEntry, RegisterRefused, read_register, write_register
from examapp.certificates.states import CertificateStatus
from question_bank.sealing import canonical_json

AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)
ENTRIES = [
    RegisterEntry("KS-TK-2026-000001", "a" * 64, False, "2031-11-27", False, None),
    RegisterEntry("KS-TK-2026-000002", "b" * 64, True, "2031-11-27", True, "KS-TK-2026-000003"),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return read_or_make_authority(tmp_path_factory.mktemp("keys"), at=AT)


def test_a_register_is_read_with_nothing_but_the_anchor(authority) -> None:
    register = read_register(write_register(ENTRIES, authority.signer, at=AT), authority.anchor)
    assert register.made_at == AT
    assert [register.find(entry.number) for entry in ENTRIES] == ENTRIES
    assert register.find("KS-TK-2026-000009") is None


def test_the_same_register_is_the_same_file(authority) -> None:
    assert write_register(ENTRIES, authority.signer, at=AT) == write_register(
        ENTRIES, authority.signer, at=AT
    )


def test_one_changed_state_is_refused(authority) -> None:
    value = json.loads(write_register(ENTRIES, authority.signer, at=AT))
    value["certificates"][1]["revoked"] = False
    with pytest.raises(RegisterRefused, match="not what was signed"):
        read_register(canonical_json(value), authority.anchor)


def test_a_register_of_another_installation_is_refused(authority) -> None:
    files = create_authority(organisation="Another", at=AT)
    foreign = load_signer(files.signer, files.signer_key)
    with pytest.raises(RegisterRefused, match="not one of this anchor"):
        read_register(write_register(ENTRIES, foreign, at=AT), authority.anchor)


def test_a_register_signed_outside_its_signers_time_is_refused(authority) -> None:
    late = AT.replace(year=2040)
    with pytest.raises(RegisterRefused, match="not valid then"):
        read_register(write_register(ENTRIES, authority.signer, at=late), authority.anchor)


def test_the_anchor_itself_signs_no_register(authority, tmp_path) -> None:
    files = create_authority(organisation="One", at=AT)
    anchor = x509.load_pem_x509_certificate(files.anchor)
    signer = load_signer(files.anchor, files.anchor_key)
    with pytest.raises(RegisterRefused):
        read_register(write_register(ENTRIES, signer, at=AT), anchor)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"signer": 1}', b"\xff\xfe", b'"x"'])
def test_whatever_else_the_bytes_are_they_are_no_register(authority, data: bytes) -> None:
    with pytest.raises(RegisterRefused):
        read_register(data, authority.anchor)


def test_an_entry_tells_its_status_on_a_day() -> None:
    assert ENTRIES[0].status(date(2031, 11, 27)) is CertificateStatus.VALID
    assert ENTRIES[0].status(date(2031, 11, 28)) is CertificateStatus.EXPIRED
    assert ENTRIES[1].status(date(2031, 11, 27)) is CertificateStatus.REVOKED
