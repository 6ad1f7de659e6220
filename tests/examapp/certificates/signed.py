"""Signed certificates for tests: an authority, keys and a file, each made once a process."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from examapp.certificates.authority import AuthorityFiles, create_authority
from examapp.certificates.payload import FILE_NAME, CertificatePayload, build_payload, texts
from examapp.certificates.pdf_signature import DocumentSigner, load_signer, sign_pdf
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.rendering import render
from tests.examapp.documents.paper import (
    CYRILLIC_NAME,
    LATIN_NAME,
    MADE_AT,
    POSITION_RU,
    POSITION_UZ,
    certificate,
    paper_fonts,
)

ORGANISATION = "Kompyuter savodxonligi attestatsiyasi"
PAYLOAD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass(frozen=True)
class SignedCertificate:
    """A file as issued, and what checks it."""

    pdf: bytes
    unsigned: bytes
    payload: bytes
    anchor: x509.Certificate
    signer: DocumentSigner


@cache
def authority() -> AuthorityFiles:
    return create_authority(organisation=ORGANISATION, at=MADE_AT)


def payload(**changes: object) -> CertificatePayload:
    """The payload of the sample certificate, with what is named changed."""
    members: dict[str, object] = {
        "number": "KS-TK-2026-000417",
        "code": "7KQM-4T2D-9XHF",
        "rehearsal": False,
        "name_latn": LATIN_NAME,
        "name_cyrl": CYRILLIC_NAME,
        "organisation": texts(
            {"uz-Latn": "Oltiariq tumani hokimligi", "ru": "Хокимият Алтыарыкского района"}
        ),
        "position": texts({"uz-Latn": POSITION_UZ, "ru": POSITION_RU}),
        "programme": texts({"uz-Latn": "Minimal kompyuter savodxonligi"}),
        "level": texts({"uz-Latn": "minimal", "ru": "минимальный"}),
        "tested_on": date(2026, 11, 24),
        "issued_on": date(2026, 11, 26),
        "valid_until": date(2031, 11, 26),
        "commission": texts({"uz-Latn": "Attestatsiya komissiyasi"}),
        "decision": "TK-2026-0147",
        "signatories": ("A. S. Raxmatullayev", "M. K. Tursunova"),
    }
    return CertificatePayload(**{**members, **changes})


def issue(attachment: bytes | None = None) -> SignedCertificate:
    """Render and sign the sample certificate with the given attachment, or with none if it is empty."""
    attached = build_payload(payload(), PAYLOAD_KEY) if attachment is None else attachment
    files = [EmbeddedFile(FILE_NAME, attached, "Certificate data")] if attached else []
    unsigned = render(
        "certificate", certificate(), fonts=paper_fonts(), language="uz-Latn", attachments=files
    )
    signer = load_signer(authority().signer, authority().signer_key)
    pdf = sign_pdf(unsigned, signer, signed_at=MADE_AT, reason="Sertifikat", location="Toshkent")
    anchor = x509.load_pem_x509_certificate(authority().anchor)
    return SignedCertificate(pdf, unsigned, attached, anchor, signer)


@cache
def issued() -> SignedCertificate:
    """The sample certificate, signed."""
    return issue()
