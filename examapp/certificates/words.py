"""What a reader is told about a certificate or a file, in the language of the request."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.certificates.lookup import Found
from examapp.certificates.models import Certificate, RequestKind, RequestState
from examapp.certificates.pdf_check import Reason
from examapp.certificates.register_search import Sought
from examapp.certificates.states import CertificateStatus
from examapp.core.i18n import N_, current_language

_CYRILLIC: Final = frozenset({"uz-Cyrl", "ru"})
_HEADLINES: Final[Mapping[CertificateStatus, str]] = {
    CertificateStatus.VALID: N_("The certificate is genuine and valid"),
    CertificateStatus.EXPIRED: N_("The certificate is genuine, its term is over"),
    CertificateStatus.REVOKED: N_("The certificate is revoked and not valid"),
    CertificateStatus.REPLACED: N_("The certificate was replaced by another"),
    CertificateStatus.UNKNOWN: N_("No certificate with this code was found. Compare the code with the paper"),
}
_FILE_REASONS: Final[Mapping[Reason, str]] = {
    Reason.NOT_A_PDF: N_("This is not a PDF file."),
    Reason.TOO_LARGE: N_("The file is far larger than any certificate."),
    Reason.UNSIGNED: N_("The file bears no signature of ours: it may be a scan, a copy or a print to PDF."),
    Reason.SEVERAL_SIGNATURES: N_("Something was signed into the file after us."),
    Reason.ADDED_TO: N_("Something was added to the file after it was issued."),
    Reason.CHANGED: N_("The file was changed after it was issued."),
    Reason.ANOTHER_SIGNER: N_("The file is signed, but not by us."),
    Reason.SIGNER_NOT_VALID_THEN: N_("The signature was made at a time when its key was not valid."),
    Reason.NO_PAYLOAD: N_("The file is signed by us, but it is no certificate."),
    Reason.PAYLOAD_INVALID: N_("The certificate's data inside the file are not ours."),
}


_SOUGHT: Final[Mapping[Sought, str]] = {
    Sought.VALID: N_("Valid"),
    Sought.ENDS_SOON: N_("End within six months"),
    Sought.EXPIRED: N_("Expired"),
    Sought.REVOKED: N_("Revoked"),
    Sought.REPLACED: N_("Replaced"),
    Sought.ASKED: N_("Wait for a decision"),
    Sought.OTHER_NAME: N_("Another name than in the register of candidates"),
}
REQUEST_WORDS: Final[Mapping[RequestKind, str]] = {
    RequestKind.REVOKE: N_("Revoke the certificate"),
    RequestKind.REPLACE: N_("Issue another with a mended name"),
}
_SETTLED: Final[Mapping[RequestState, str]] = {
    RequestState.WAITING: N_("Waits for a decision"),
    RequestState.GRANTED: N_("Granted"),
    RequestState.REFUSED: N_("Refused"),
    RequestState.WITHDRAWN: N_("Withdrawn"),
}


def sought_words(state: Sought) -> str:
    """Return the name of a state that can be sought."""
    return str(gettext(_SOUGHT[state]))


def asked_words(kind: RequestKind) -> str:
    """Return what a request asks for."""
    return str(gettext(REQUEST_WORDS[kind]))


def settled_words(state: RequestState) -> str:
    """Return where a request stands."""
    return str(gettext(_SETTLED[state]))


def headline(found: Found) -> str:
    """Return the verdict's first line; of a rehearsal it never says valid."""
    if found.rehearsal and found.status is CertificateStatus.VALID:
        return str(gettext("Rehearsal: this certificate is not valid"))
    return str(gettext(_HEADLINES[found.status]))


def file_reason(reason: Reason) -> str:
    """Return why a file is not the one that was issued."""
    return str(gettext(_FILE_REASONS[reason])) if reason in _FILE_REASONS else ""


def holder_names(certificate: Certificate) -> tuple[str, str]:
    """Return the name in the script of the page's language, then in the other."""
    names = (certificate.name_latn, certificate.name_cyrl)
    return names[::-1] if current_language() in _CYRILLIC else names
