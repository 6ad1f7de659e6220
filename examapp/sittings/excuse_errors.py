"""What can be refused when an absence is excused."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class ExcuseTooLate(Conflict):
    """The papers are due within some working days after the sitting."""

    code = "excuse_too_late"
    message = N_("The papers were due until %(day)s. The absence counts as one without a valid reason.")


class NothingToExcuse(Conflict):
    """The sitting is not published yet, or was cancelled."""

    code = "nothing_to_excuse"
    message = N_("Nobody is awaited at this sitting, so there is no absence to excuse.")


class ExcusedAlready(Conflict):
    """A reason stands or waits for this sitting."""

    code = "excused_already"
    message = N_("A reason is recorded for this sitting. Open it in the list of absences.")


class ReasonNotTold(AppError):
    """Another reason that is not told, or a refusal without a word."""

    status = 422
    code = "reason_not_told"
    message = N_("Write the reason in your own words.")


class OwnExcuse(Conflict):
    """Who recorded a reason does not agree to it."""

    code = "own_excuse"
    message = N_("You recorded this reason yourself. Another person of the working body decides.")


class ExcuseDecided(Conflict):
    """Somebody else was faster."""

    code = "excuse_decided"
    message = N_("Somebody has decided meanwhile. Look at the decision.")
