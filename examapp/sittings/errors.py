"""What can be refused when a sitting is planned, published or opened."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class SittingLocked(Conflict):
    """The sitting is published or later: its list of candidates and its forms stand."""

    code = "sitting_locked"
    message = N_("The sitting %(code)s is published: its candidates and forms cannot be changed any more.")


class RoomFull(Conflict):
    """No workstation in service is free."""

    code = "room_full"
    message = N_("The room has %(seats)s workstations in service, and all are taken. Choose a larger room.")


class AlreadyBooked(Conflict):
    """The candidate has a place at this sitting."""

    code = "already_booked"
    message = N_("%(name)s already has a place at this sitting.")


class NotAProctor(AppError):
    """Only a proctor can watch a sitting."""

    code = "not_a_proctor"
    message = N_("%(name)s is not a proctor. Choose somebody with that role.")


class NotReadyToPublish(Conflict):
    """Something that a published sitting needs is missing; the sentence names it."""

    code = "not_ready"
    message = N_("The sitting cannot be published yet.")


class NotReadyToOpen(Conflict):
    """The room cannot be opened; the sentence says why."""

    code = "not_ready_to_open"
    message = N_("The room cannot be opened in this state.")


class ProvisionalPolicy(Conflict):
    """An official sitting uses values that nobody has approved."""

    code = "provisional_policy"
    message = N_(
        "An official sitting cannot be opened while a value that it uses is provisional: %(keys)s. "
        "The commission's chair approves them on the programme's page."
    )


class SampleList(Conflict):
    """A sample list serves rehearsals only."""

    code = "sample_list"
    message = N_(
        "The list %(code)s is a sample, approved for rehearsals only. Choose the approved official list."
    )


class FormsCannotBeAssembled(Conflict):
    """The list does not hold enough items for the blueprint; the sentence names the cells."""

    code = "forms_cannot_be_assembled"
    message = N_("The list has too few items for the forms: %(cells)s.")


class ListNotInForce(Conflict):
    """The list is not sealed, retired, or its last day lies before the sitting."""

    code = "list_not_in_force"
    message = N_(
        "The question list %(list)s is not in force on that day. Choose another list, or an earlier day."
    )
