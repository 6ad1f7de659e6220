"""Where a certificate stands on a day: one function for the page, the register and the command line."""

from datetime import date
from enum import StrEnum


class CertificateStatus(StrEnum):
    """What a reader is told; `unknown` is also the answer to a code that cannot be one."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


def status_on(day: date, *, valid_until: date, revoked: bool, replaced: bool) -> CertificateStatus:
    """Return the state on a day in Tashkent; the last day of validity still counts.

    A revocation says more than a replacement, and either more than the calendar.
    """
    if revoked:
        return CertificateStatus.REVOKED
    if replaced:
        return CertificateStatus.REPLACED
    return CertificateStatus.EXPIRED if day > valid_until else CertificateStatus.VALID
