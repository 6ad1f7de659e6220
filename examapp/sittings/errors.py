"""What can be refused when a sitting is planned, published or opened."""

from flask_babel import gettext

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_, say_in
from question_bank.blueprint import TOPIC_TITLES
from question_bank.infeasible import ENEMIES, EXPOSURE, NOT_FOUND, OVERLAP, Infeasible, LackingCell


class SittingLocked(Conflict):
    """The sitting is not planned any more: its list of candidates and its forms stand."""

    code = "sitting_locked"
    message = N_("The sitting %(code)s is published: its candidates and forms cannot be changed any more.")
    cancelled = N_("The sitting %(code)s is cancelled: nothing of it can be changed any more.")
    over = N_("%(code)s is opened, closed or cancelled: nobody comes or goes any more.")


class RoomFull(Conflict):
    """No workstation in service is free."""

    code = "room_full"
    message = N_("The room has %(seats)s workstations in service, and all are taken. Choose a larger room.")


class SeparateRoomNeeded(Conflict):
    """Somebody who is granted a separate room would sit beside others."""

    code = "separate_room_needed"
    message = N_(
        "%(name)s is granted a separate room and is examined alone. "
        "Plan a sitting of their own, in another room or at another hour."
    )


class AccessibleSeatNeeded(Conflict):
    """Somebody who is granted an accessible workstation would get another one."""

    code = "accessible_seat_needed"
    message = N_(
        "%(name)s is granted an accessible workstation, and those of the room are taken: %(seats)s. "
        "Choose another sitting, or take somebody off such a seat and book anew."
    )
    none_marked = N_(
        "%(name)s is granted an accessible workstation, and this room has none. "
        "Choose another room, or mark one on the room's plan."
    )
    out_of_service = N_(
        "%(name)s is granted an accessible workstation, and those of the room are out of service: %(seats)s. "
        "Choose another room, or put one of them into service."
    )


class BookedElsewhere(Conflict):
    """The candidate sits somewhere else at that hour."""

    code = "booked_elsewhere"
    message = N_("%(name)s is booked for %(code)s at that time.")


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
        "An official sitting is not published or opened while a value that it uses is provisional: %(keys)s. "
        "The commission's chair approves them on the programme's page."
    )


class CancelReasonMissing(AppError):
    """A sitting is cancelled for a reason that people can read."""

    status = 422
    code = "cancel_reason_missing"
    message = N_("Type why the sitting is cancelled, in at most %(most)s characters.")


class TooLateToCancel(Conflict):
    """The room has been opened: it is closed, not cancelled."""

    code = "too_late_to_cancel"
    message = N_("The sitting %(code)s has been opened and cannot be cancelled. The proctor closes it.")


class SampleList(Conflict):
    """A sample list serves rehearsals only."""

    code = "sample_list"
    message = N_(
        "The list %(code)s is a sample, approved for rehearsals only. Choose the approved official list."
    )


class FormsCannotBeAssembled(Conflict):
    """The list does not hold enough items for the blueprint; the sentence names the cells.

    Where every cell could be filled alone, it says what stands in the way.
    """

    code = "forms_cannot_be_assembled"
    message = N_("The list has too few items for the forms: %(cells)s.")

    def __init__(self, failure: Infeasible) -> None:
        self.cells = failure.cells
        if failure.cells:
            super().__init__(cells="; ".join(map(str, failure.cells)))
        else:
            super().__init__(_REASONS[failure.reason])

    def sentence(self) -> str:
        """Name the cells by their topics' titles, in the language of the request."""
        if not self.cells:
            return super().sentence()
        return str(gettext(self.message, cells="; ".join(map(_say_cell, self.cells))))


_REASONS = {
    ENEMIES: N_(
        "No form can be made: questions of different topics that must not meet exclude each other. "
        "Add questions, or look through those marked so."
    ),
    OVERLAP: N_(
        "The forms cannot differ as much as the policy asks. Add questions, or let forms share more of them."
    ),
    NOT_FOUND: N_(
        "No forms were found that differ as much as the policy asks, and there may be none. "
        "Add questions, or let forms share more of them."
    ),
    EXPOSURE: N_(
        "So many forms would use some questions more often than the policy allows. "
        "Add questions, or allow more."
    ),
}


def _say_cell(cell: LackingCell) -> str:
    topic = say_in(dict(TOPIC_TITLES.get(cell.topic, {"en": cell.topic})))
    words = gettext(
        "%(needed)s needed, %(pool)s in the list, %(apart)s of them may meet, %(lacks)s more to write",
        needed=cell.needed,
        pool=cell.pool,
        apart=cell.apart,
        lacks=cell.lacks,
    )
    return f"{topic}: {words}"


class ListNotInForce(Conflict):
    """The list is not sealed, retired, or its last day lies before the sitting."""

    code = "list_not_in_force"
    message = N_(
        "The question list %(list)s is not in force on that day. Choose another list, or an earlier day."
    )
