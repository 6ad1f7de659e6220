from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate

from examapp.certificates.keys import anchor_path, payload_signer, read_or_make_authority, read_trust
from examapp.certificates.wording import SIGNER_NAME

AT = datetime(2026, 12, 1, tzinfo=UTC)


def test_the_authority_is_made_once(tmp_path: Path) -> None:
    first = read_or_make_authority(tmp_path, at=AT)
    again = read_or_make_authority(tmp_path, at=AT.replace(year=2030))
    assert again.anchor == first.anchor
    assert again.signer.certificate == first.signer.certificate


def test_the_signer_bears_the_whole_short_name_of_the_installation(tmp_path: Path) -> None:
    authority = read_or_make_authority(tmp_path, at=AT)
    for certificate, suffix in (
        (load_der_x509_certificate(authority.signer.certificate), ""),
        (authority.anchor, " CA"),
    ):
        names = {one.rfc4514_attribute_name: one.value for one in certificate.subject}
        assert (names["CN"], names["O"]) == (SIGNER_NAME + suffix, SIGNER_NAME)


def test_several_at_once_agree_on_one_authority(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: read_or_make_authority(tmp_path, at=AT), range(6)))
    assert len({one.anchor.public_bytes(Encoding.DER) for one in made}) == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"authority", "certificates-ed25519.pem"}, "nothing half-made is left"


def test_nobody_else_reads_the_keys(tmp_path: Path) -> None:
    read_or_make_authority(tmp_path, at=AT)
    folder = anchor_path(tmp_path).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_the_anchor_alone_is_what_is_given_away(tmp_path: Path) -> None:
    read_or_make_authority(tmp_path, at=AT)
    assert b"PRIVATE" not in anchor_path(tmp_path).read_bytes()


def test_the_anchor_file_names_the_key_of_payloads(tmp_path: Path) -> None:
    authority = read_or_make_authority(tmp_path, at=AT)
    trust = read_trust(anchor_path(tmp_path).read_bytes())
    assert trust.anchor == authority.anchor
    assert trust.payload_keys == (payload_signer(tmp_path).public_key(),)


def test_an_older_anchor_file_gets_the_key_while_the_anchors_own_is_there(tmp_path: Path) -> None:
    before = read_or_make_authority(tmp_path, at=AT)
    path = anchor_path(tmp_path)
    old = load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.PEM)
    path.write_bytes(old)
    assert read_or_make_authority(tmp_path, at=AT).anchor == before.anchor
    assert read_trust(path.read_bytes()).payload_keys
    path.write_bytes(old)
    (path.parent / "anchor-key.pem").unlink()
    read_or_make_authority(tmp_path, at=AT)
    assert read_trust(path.read_bytes()).payload_keys == ()


def test_a_strangers_key_below_our_anchor_counts_for_nothing(tmp_path: Path) -> None:
    read_or_make_authority(tmp_path / "ours", at=AT)
    read_or_make_authority(tmp_path / "theirs", at=AT)
    ours, theirs = (anchor_path(tmp_path / name).read_text() for name in ("ours", "theirs"))
    mark = "-----BEGIN"
    mixed = mark + ours.split(mark)[1] + mark + theirs.split(mark)[2]
    assert read_trust(mixed.encode()).payload_keys == ()
