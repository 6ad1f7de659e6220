"""What can be refused when accommodations are asked for and decided."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NothingAsked(AppError):
    """A request without a kind, or extra time without its percentage."""

    status = 422
    code = "nothing_asked"
    message = N_("Tick at least one kind of help; for extra time choose how much.")


class EvidenceMissing(AppError):
    """A request that no document supports."""

    status = 422
    code = "evidence_missing"
    message = N_("Type which document supports this: what it is, its number and date.")


class AskedAlready(Conflict):
    """The candidate has this help, or it has been asked for."""

    code = "asked_already"
    message = N_("This has been asked for already, or is approved. Open it in the list instead.")


class SettledAlready(Conflict):
    """Somebody has decided or withdrawn it meanwhile."""

    code = "accommodation_settled"
    message = N_("This has been decided or withdrawn in the meantime. Load the page again and look.")


class ReasonOfRefusalMissing(AppError):
    """A refusal or a withdrawal that says no reason."""

    status = 422
    code = "reason_of_refusal_missing"
    message = N_("Type the reason: the candidate and the HR officer read it.")


class LastDayPassed(AppError):
    """An approval that would end before it begins."""

    status = 422
    code = "last_day_passed"
    message = N_("Choose a last day that lies ahead.")
