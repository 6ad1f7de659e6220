"""What can be refused when centres, rooms and workstations are kept."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class CentreCodeTaken(Conflict):
    """Another centre has this code."""

    code = "centre_code_taken"
    message = N_("The code %(taken)s belongs to another centre. Choose another, or leave the field empty.")


class RoomNameTaken(Conflict):
    """The centre has a room of this name."""

    code = "room_name_taken"
    message = N_("This centre already has a room “%(name)s”. Give the new one another name.")


class PlaceUnreadable(AppError):
    """A column or a row of the plan is no number of the grid."""

    status = 422
    code = "place_unreadable"
    message = N_("Workstation %(number)s: column and row are numbers from 1 to %(most)s, or both stay empty.")


class PlaceTaken(AppError):
    """Two workstations would stand on one place."""

    status = 422
    code = "place_taken"
    message = N_(
        "Workstations %(first)s and %(second)s stand on one place: column %(column)s, row %(row)s. "
        "Move one of them."
    )


class SpotUnreadable(AppError):
    """Floor, column or row of a room is no number of the sketch, or a place is told by half."""

    status = 422
    code = "spot_unreadable"
    message = N_(
        "Room %(room)s: the floor is a number from 0 to %(floors)s or empty; the column is one from 1 to "
        "%(columns)s and the row one from 1 to %(rows)s, or both stay empty."
    )


class SpotTaken(AppError):
    """Two rooms of one floor would lie on one place."""

    status = 422
    code = "spot_taken"
    message = N_("The rooms %(first)s and %(second)s lie on one place of one floor. Move one of them.")


class EntranceUnreadable(AppError):
    """The column before the entrance is no number of the sketch."""

    status = 422
    code = "entrance_unreadable"
    message = N_("The column before the entrance is a number from 1 to %(most)s, or stays empty.")


class OutOfServiceReasonMissing(AppError):
    """A workstation is taken out of service for a reason."""

    status = 422
    code = "out_of_service_reason_missing"
    message = N_("Type why the workstation is out of service, for example: the screen is broken.")


class ReadingsMalformed(AppError):
    """What a computer says of itself is not of the agreed shape."""

    status = 422
    code = "readings_malformed"
    message = N_("The check's result could not be read. Load the page again and repeat the check.")


class PairingRefused(AppError):
    """The room's code is wrong or too old, or the room has no workstation of this number."""

    status = 401
    code = "pairing_refused"
    message = N_(
        "The code and the number do not fit. Look at the number on the desk, and ask for a new code if it is "
        "older than eight hours."
    )


class WorkstationUnknown(AppError):
    """The computer's token is missing, forged, or another computer has taken its place."""

    status = 401
    code = "workstation_unknown"
    message = N_("This computer does not know yet which workstation it is. Type the room's code.")


class TooManyWorkstations(AppError):
    """More workstations than a room can hold, or none."""

    status = 422
    code = "too_many_workstations"
    message = N_("A room holds from 1 to %(most)s workstations; it has %(have)s now. Type a smaller number.")
