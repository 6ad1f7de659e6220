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


class TooManyWorkstations(AppError):
    """More workstations than a room can hold, or none."""

    status = 422
    code = "too_many_workstations"
    message = N_("A room holds from 1 to %(most)s workstations; it has %(have)s now. Type a smaller number.")
