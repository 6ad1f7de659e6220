"""What can be refused when certificates are issued, looked up or handed out."""

from examapp.core.errors import AppError, Conflict, Forbidden, NotFound
from examapp.core.i18n import N_


class FileBroken(Conflict):
    """The file in the installation's folder is not the one that was issued."""

    code = "file_broken"
    message = N_(
        "The stored file of certificate %(number)s is missing or is not the one that was issued. "
        "Tell the administrator, who restores it from a backup."
    )


class NotConfirmedYet(Conflict):
    """Certificates follow the commission's decision."""

    code = "not_confirmed"
    message = N_(
        "The commission has not confirmed the result sheet of %(sitting)s yet: no certificate is due."
    )


class LookupThrottled(AppError):
    """Too many codes from this address were not found."""

    status = 429
    code = "lookup_throttled"
    message = N_("Too many codes from your address were not found. Wait %(minutes)s min, then try again.")


class NoSuchCertificate(NotFound):
    """No certificate with this number, or not for this person: the two look the same."""


class NoLongerStands(Conflict):
    """Only a certificate that stands can be revoked or replaced."""

    code = "no_longer_stands"
    message = N_(
        "Certificate %(number)s no longer stands, or another is being made in its place. Load the page again."
    )


class SheetUnderWay(Conflict):
    """A name on a sheet is mended when nothing else is being decided about it."""

    code = "sheet_under_way"
    message = N_(
        "The name on the sheet %(number)s cannot be mended here now: its certificate comes first, or the "
        "commission is deciding on a revision. Load the page again later."
    )


class RequestWaits(Conflict):
    """A certificate has one waiting request at a time."""

    code = "request_waits"
    message = N_(
        "A request for certificate %(number)s waits for a decision already. "
        "It has to be decided on or withdrawn first."
    )


class ReasonMissing(AppError):
    """Whoever reads the log years later must understand why."""

    code = "reason_missing"
    message = N_("Write the reason in a few words, at least 10 letters: it is kept with the certificate.")


class DocumentMissing(AppError):
    """A certificate ends by a document, not by word of mouth."""

    code = "document_missing"
    message = N_("Name the document that this rests on: its kind, number and date.")


class NameUnchanged(AppError):
    """A replacement is made because a name is another."""

    code = "name_unchanged"
    message = N_(
        "Write the name as it shall stand on the new certificate. It must differ from the present one."
    )


class NotOurRequest(Forbidden):
    """Who asks does not decide, and only who asked takes it back."""

    code = "not_our_request"
    message = N_("Whoever asked does not decide, and nobody else withdraws the request.")


class RequestDecided(Conflict):
    """Somebody else was faster."""

    code = "request_decided"
    message = N_("This request has been decided on already. Load the page again.")
