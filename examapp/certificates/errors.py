"""What can be refused when certificates are issued, looked up or handed out."""

from examapp.core.errors import AppError, Conflict, NotFound
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
