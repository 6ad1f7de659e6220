"""What can be refused around a rehearsal."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class SittingRuns(Conflict):
    """People are being examined in the room."""

    code = "sitting_runs"
    message = N_("A sitting is open in this room. Rehearse before or after it.")


class RehearsalRuns(Conflict):
    """One rehearsal of a room at a time."""

    code = "rehearsal_runs"
    message = N_("This room is being rehearsed already. Wait for its end, or stop it.")


class NothingToRehearse(Conflict):
    """No seat would take part."""

    code = "nothing_to_rehearse"
    message = N_("No workstation of this room is in service. Put one in service first.")


class ReportMalformed(AppError):
    """A seat's words are not of the agreed shape."""

    code = "malformed"
    message = N_("The rehearsal could not read what this computer sent. Load the page again.")


class SeatUnknown(AppError):
    """The token speaks for no seat of a rehearsal that runs."""

    status = 401
    code = "seat_unknown"
    message = N_("This rehearsal is over, or this computer does not take part in it.")
