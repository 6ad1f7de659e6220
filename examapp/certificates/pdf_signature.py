"""PAdES signatures by pyHanko: one certifying signature over the whole file, which stays PDF/A-3.

pyHanko writes the field, the placeholder and the byte range; the container comes from `signature_form`, in
microseconds and in the one form that checking accepts. The library's own way costs 117 CPU-ms a file.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from examapp.certificates.authority import load_p256_key, to_low
from examapp.certificates.signature_form import HEX_DIGITS_RESERVED, signature_container, signed_attributes

DIGEST = "sha256"
FIELD_NAME = "Certificate"


@dataclass(frozen=True, slots=True)
class DocumentSigner:
    """A P-256 key that stays in memory, with its certificate in DER; made by `load_signer`."""

    certificate: bytes
    key: ec.EllipticCurvePrivateKey

    def sign(self, document_digest: bytes) -> bytes:
        """Return the signature container for a document's SHA-256; no chance is in it (RFC 6979)."""
        attributes = signed_attributes(document_digest, self.certificate)
        value = self.key.sign(attributes, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return signature_container(document_digest, self.certificate, to_low(value))


class _FaithfulWriter(IncrementalPdfFileWriter):
    """Adds the signature and nothing else: no new dates, no random identifier.

    So the same file signed at the same time by the same key is the same file, and a job may run twice.
    """

    def _update_meta(self) -> None:
        """Leave the metadata as rendered; Info and XMP must go on saying the same (ISO 19005-3, 6.6.3)."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return ArrayObject([ByteStringObject(first.original_bytes), ByteStringObject(second)])


def load_signer(certificate: bytes, key: bytes) -> DocumentSigner:
    """Return the signer of a PEM certificate and its PEM key; ValueError if they do not belong together."""
    parsed, private = x509.load_pem_x509_certificate(certificate), load_p256_key(key)
    if parsed.public_key() != private.public_key():
        raise ValueError("the signer's key is not the one of its certificate")
    return DocumentSigner(parsed.public_bytes(Encoding.DER), private)


def sign_pdf(
    pdf: bytes,
    signer: DocumentSigner,
    *,
    signed_at: datetime,
    reason: str,
    location: str,
    field_name: str = FIELD_NAME,
) -> bytes:
    """Return `pdf` with one certifying signature that permits no change after it.

    `signed_at` (aware) stands in the file and is covered; the attachments stay as they are, byte for byte.
    """
    writer = _FaithfulWriter(BytesIO(pdf))
    embedding = PdfCMSEmbedder(SigFieldSpec(field_name)).write_cms(field_name, writer)
    next(embedding)
    placeholder = SignatureObject(
        timestamp=signed_at.astimezone(UTC),
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        bytes_reserved=HEX_DIGITS_RESERVED,
    )
    permissions = SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    embedding.send(SigObjSetup(placeholder, mdp_setup=permissions))
    prepared, output = embedding.send(SigIOSetup(DIGEST, output=BytesIO()))
    embedding.send(signer.sign(prepared.document_digest))
    signed: bytes = output.getvalue()
    return signed
