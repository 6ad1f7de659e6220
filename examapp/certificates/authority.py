"""The installation's own certificate authority for PDF signatures: P-256, one anchor, one signer below it.

Whoever has the anchor can check a certificate without the network. Times are arguments; keys are PEM bytes
for the caller to keep (mode 0600). Signatures have the lower of their two possible forms, so that nobody
can write a second valid one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_YEARS = 25
SIGNER_YEARS = 6
# RFC 9336: id-kp-documentSigning.
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
# Of our own, below the arc for UUIDs (X.667): such a certificate must never pass for a signer of documents.
PAYLOAD_SIGNING = x509.ObjectIdentifier("2.25.209186417034981265471850311845573120071")

# X.520 allows a name 64 characters, the library counts them in UTF-8.
_NAME_BYTES = 64

# The order of P-256's group (FIPS 186-4, D.1.2.3).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class AuthorityFiles:
    """PEM bytes of a new authority; only `anchor` is given away, and no log shows the keys."""

    anchor: bytes
    anchor_key: bytes = field(repr=False)
    signer: bytes
    signer_key: bytes = field(repr=False)


def create_authority(*, organisation: str, at: datetime) -> AuthorityFiles:
    """Make an anchor and a document signer in the name of `organisation`, valid from `at` on."""
    anchor_key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(organisation, suffix=" CA")
    anchor = _sign_low(
        _builder(subject, subject, anchor_key.public_key(), at, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(certificates=True), critical=True),
        anchor_key,
    )
    signer, signer_key = issue_signer(
        anchor.public_bytes(Encoding.PEM), _to_pem(anchor_key), organisation=organisation, at=at
    )
    return AuthorityFiles(anchor.public_bytes(Encoding.PEM), _to_pem(anchor_key), signer, signer_key)


def issue_signer(anchor: bytes, anchor_key: bytes, *, organisation: str, at: datetime) -> tuple[bytes, bytes]:
    """Return a new signer's certificate and key as PEM; also how an ageing signer is followed by another."""
    issuer = x509.load_pem_x509_certificate(anchor)
    issuer_key = load_p256_key(anchor_key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign_low(
        _builder(
            _name(organisation),
            issuer.subject,
            key.public_key(),
            at,
            SIGNER_YEARS,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        ),
        issuer_key,
    )
    return certificate.public_bytes(Encoding.PEM), _to_pem(key)


def certify_payload_key(
    anchor: bytes, anchor_key: bytes, key: Ed25519PublicKey, organisation: str, *, at: datetime
) -> bytes:
    """Return a certificate as PEM by which the anchor says that an Ed25519 key signs this body's payloads.

    It lasts as long as the anchor: a QR code on paper cannot be signed anew.
    """
    issuer = x509.load_pem_x509_certificate(anchor)
    issuer_key = load_p256_key(anchor_key)
    certificate = _sign_low(
        _builder(_name(organisation, suffix=" QR"), issuer.subject, key, at, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([PAYLOAD_SIGNING]), critical=True),
        issuer_key,
    )
    return certificate.public_bytes(Encoding.PEM)


def is_payload_certificate(certificate: x509.Certificate, anchor: x509.Certificate) -> bool:
    """Tell whether the anchor has issued a certificate for signing payloads."""
    try:
        certificate.verify_directly_issued_by(anchor)
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return PAYLOAD_SIGNING in purposes


def load_p256_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a PEM file; TypeError for any other kind of key."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("the file does not hold a P-256 key")
    return key


def is_low(signature: bytes) -> bool:
    """Tell whether a DER ECDSA signature is strictly encoded and the lower of its two forms."""
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, s) == signature and s <= P256_ORDER // 2


def to_low(signature: bytes) -> bytes:
    """Return the lower of the signature's two forms: (r, s) and (r, order - s) verify alike."""
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, P256_ORDER - s))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | Ed25519PublicKey,
    at: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # A day's grace for a reader's clock that is behind.
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, *, suffix: str = "") -> x509.Name:
    common_name = _cut(organisation, _NAME_BYTES - len(suffix)) + suffix
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "UZ"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, _NAME_BYTES)),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _cut(text: str, size: int) -> str:
    """Return the text, or as many of its whole words as fit; a first word that is longer is cut."""
    if len(text.encode()) <= size:
        return text
    start = text.encode()[: size + 1].decode(errors="ignore")
    whole, space, _part = start.rpartition(" ")
    return whole if space else text.encode()[:size].decode(errors="ignore")


def _sign_low(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    while True:
        certificate = builder.sign(key, hashes.SHA256())
        if is_low(certificate.signature):
            return certificate


def _to_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
