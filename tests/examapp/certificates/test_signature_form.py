"""The form of a signature is the one that pyHanko's own signer writes, and it is read back strictly."""

import pytest
from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.signers.pdf_cms import Signer

from examapp.certificates.signature_form import (
    HEX_DIGITS_RESERVED,
    container_length,
    read_container,
    signature_container,
    signed_attributes,
)
from tests.browser import run_apart
from tests.examapp.certificates.signed import issued

DIGEST = bytes(range(32))


class LibrarySigner(Signer):
    """pyHanko's signer with our key; remembers what it was asked to sign."""

    def __init__(self) -> None:
        self.asked = b""
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(issued().signer.certificate),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        self.asked = data
        return issued().signer.key.sign(data, ec.ECDSA(hashes.SHA256()))


def library_container() -> tuple[bytes, bytes]:
    signer = LibrarySigner()
    return run_apart(signer.async_sign(DIGEST, "sha256", use_pades=True)).dump(), signer.asked


def test_it_is_byte_for_byte_what_the_library_writes():
    container, asked = library_container()
    certificate, value = read_container(container)
    assert certificate == issued().signer.certificate
    assert asked == signed_attributes(DIGEST, certificate)
    assert container == signature_container(DIGEST, certificate, value)


def test_it_fits_the_reserved_room_with_half_to_spare():
    container, _ = library_container()
    assert container_length(container[:8]) == len(container)
    assert 2 * len(container) < HEX_DIGITS_RESERVED * 0.7


@pytest.mark.parametrize("length", [0, 1, 2, 5, 60, 700, 1200])
def test_a_container_cut_short_is_no_container(length: int):
    container, _ = library_container()
    with pytest.raises(ValueError, match=r"ends early|unpack"):
        read_container(container[:length])


@pytest.mark.parametrize("garbage", [b"\x30\x80\x00\x00", b"\x30\x85\x01\x01\x01\x01\x01", b"\xff" * 40])
def test_garbage_is_no_container(garbage: bytes):
    with pytest.raises((ValueError, IndexError)):
        read_container(garbage)
