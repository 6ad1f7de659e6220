"""Looking a code up for anybody: what the certificate says and where it stands, never a score.

A code that cannot be one and a code that was never issued get the same work and the same answer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.certificates.code_check import LENGTH, is_well_formed
from examapp.certificates.models import Certificate, Replacement
from examapp.certificates.states import CertificateStatus, status_on
from examapp.core.addresses import counted_place
from examapp.core.codes import read_code
from examapp.core.i18n import in_tashkent, say_in
from examapp.core.signing import KeyRing

LONGEST_TYPED: Final = 64


@dataclass(frozen=True)
class Found:
    """What a look-up tells; without a certificate the status is unknown."""

    status: CertificateStatus
    certificate: Certificate | None = None
    replaced_by: Certificate | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether it is a rehearsal's certificate, which is not valid whatever its status."""
        return self.certificate is not None and self.certificate.rehearsal

    def to_json(self) -> dict[str, Any]:
        """Write what programs are given: the fixed members, and more that people see too."""
        found, successor = self.certificate, self.replaced_by
        revocation = found.revocation if found else None
        return {
            "status": self.status.value,
            "rehearsal": self.rehearsal,
            "number": found.number if found else None,
            "holder": found.name_latn if found else None,
            "holder_cyrl": found.name_cyrl if found else None,
            "programme": say_in(found.programme) if found else None,
            "level": (say_in(found.level) or None) if found else None,
            "issued_on": found.issued_on.isoformat() if found else None,
            "valid_until": found.valid_until.isoformat() if found else None,
            "replaced_by": successor.number if successor else None,
            "revoked_on": in_tashkent(revocation.revoked_at).date().isoformat() if revocation else None,
            "reason": revocation.reason if revocation else None,
        }


def look_up(db: Session, typed: str, today: date) -> Found:
    """Return what stands behind a code as a person typed it."""
    return describe(_find(db, Certificate.code == _read(typed)), today)


def is_a_guess(typed: str) -> bool:
    """Tell whether a code that was not found could have been issued; a slip of the hand could not."""
    return is_well_formed(_read(typed))


def _read(typed: str) -> str:
    return read_code(typed[:LONGEST_TYPED])[: LENGTH + 1]


def look_up_number(db: Session, number: str, today: date) -> Found:
    """Return what stands behind a number that a genuine file names."""
    return describe(_find(db, Certificate.number == number), today)


def _find(db: Session, condition: Any) -> Certificate | None:
    return db.scalars(
        select(Certificate)
        .where(condition)
        .options(
            joinedload(Certificate.revocation),
            joinedload(Certificate.replacement).joinedload(Replacement.new),
        )
    ).first()


def describe(certificate: Certificate | None, today: date) -> Found:
    """Return a certificate with its status on a day."""
    if certificate is None:
        return Found(CertificateStatus.UNKNOWN)
    replacement = certificate.replacement
    status = status_on(
        today,
        valid_until=certificate.valid_until,
        revoked=certificate.revocation is not None,
        replaced=replacement is not None,
    )
    return Found(status, certificate, replacement.new if replacement else None)


def address_key(keys: KeyRing, address: str) -> str:
    """Return what is kept of an address, of an IPv6 one only its network."""
    return keys.mac("lookup", counted_place(address).encode())
