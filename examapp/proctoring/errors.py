"""What the live room refuses: one sentence per cause, each with the next act."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class RoomNotRunning(Conflict):
    """The sitting is not published yet, or is over."""

    code = "room_not_running"
    message = N_("The sitting %(code)s is not running. Only a published or open sitting has a live room.")


class RoomNotOpen(Conflict):
    """The act needs an open room."""

    code = "room_not_open"
    message = N_("The room is not open. Open it first.")


class DoneByAnother(Conflict):
    """Somebody else has done the same since the page was drawn: whoever wants it twice says so again."""

    code = "done_by_another"
    message = N_(
        "Nothing was done: %(name)s did the same at %(time)s. Look at the room; if it is needed once more, "
        "press again."
    )


class NobodyConcerned(Conflict):
    """An act for the room that would have changed nothing is not written down either."""

    code = "nobody_concerned"
    message = N_("Nothing was done: there is nobody in the room now whom this concerns.")


class EntryIsOver(Conflict):
    """The policy lets nobody in once somebody has started."""

    code = "entry_is_over"
    message = N_(
        "%(name)s cannot be admitted: somebody has already started, and this programme allows no late entry. "
        "At closing the person is recorded as absent."
    )


class AdmittedAlready(Conflict):
    """The attempt has gone on from where a check of identity was needed."""

    code = "admitted_already"
    message = N_("This attempt has ended. Nobody needs to be admitted to it any more.")


class StartedAlready(Conflict):
    """An admission is taken back before the start only: the candidate was faster."""

    code = "started_already"
    message = N_(
        "Too late: %(name)s has started, and the admission stands. While the test runs, press “Pause”, look "
        "at the document, and press “End” with the reason if it must not go on. "
        "After the end report the breach."
    )


class DocumentFirst(Conflict):
    """Whoever was let out on a break goes on only after the document was seen again."""

    code = "document_first"
    message = N_("This person comes back from a break. Press “Check and let go on” and look at the document.")


class CannotBeMoved(Conflict):
    """Only a running attempt is bound to a computer."""

    code = "cannot_be_moved"
    message = N_(
        "Only an attempt that runs can be moved. Before the start the candidate just enters at another seat."
    )


class SeatTaken(Conflict):
    """Somebody works at the chosen seat."""

    code = "seat_taken"
    message = N_("Seat %(seat)s is taken. Choose a free one.")


class NoSuchReason(Conflict):
    """The reason does not fit the state that the attempt has now."""

    code = "no_such_reason"
    message = N_("This reason does not fit the attempt as it is now. Reload the page and choose again.")


class Unresolved(Conflict):
    """The sitting cannot be closed: the sentence names what is open."""

    code = "unresolved"
    message = N_("The sitting cannot be closed yet. Still open: %(names)s.")


class NothingSeen(AppError):
    """A report of a breach says in words what was seen."""

    status = 422
    code = "nothing_seen"
    message = N_("Write in at least %(letters)s letters what you have seen: the commission reads it.")


class NoItemToShow(Conflict):
    """The call names no item of this candidate's paper."""

    code = "no_item_to_show"
    message = N_("This call is about no question. Go to the seat.")


class RoomHandedOver(Conflict):
    """The one who acts has handed the room to somebody else."""

    code = "room_handed_over"
    message = N_("You have handed this room to %(name)s. Only that proctor acts in it now.")


class NotToBeHanded(Conflict):
    """The room cannot be offered to this person, or not now."""

    code = "not_to_be_handed"
    message = N_("The room can be handed to another active proctor of this centre only, one at a time.")


class OfferIsOver(Conflict):
    """Somebody has settled the offer already, or it was for somebody else."""

    code = "offer_is_over"
    message = N_("This offer of the room is over. Look at “My sittings”.")


class TimesDeleted(Conflict):
    """Two people deleted what the minutes are drawn up from; the proof of that stays."""

    code = "times_deleted"
    message = N_(
        "The minutes cannot be drawn up: answers and times of this sitting were deleted after the years of "
        "keeping. The result sheet and the proof of the deletion stay."
    )
