"""What this room refuses, each cause with its own code and a sentence that says what to do next."""

from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_


class LockdownFailed(AppError):
    """A call came from another browser than the sitting's locked one.

    A save that is refused so is neither stored nor acknowledged: it stays in the queue of the page, which
    repeats it for ever, and counts by the ordinary rules as soon as the check passes or an exception is
    granted. Stored "as evidence" it would take its number in the lease's chain. The same answer, sent again
    from the right browser, would then be a duplicate that does not count, and whoever has a stolen token
    could spoil the numbers of an honest seat.
    """

    status = 403
    code = "lockdown"
    message = N_(
        "The check of the locked browser has failed. Ask the proctor. "
        "Your answers are kept on this computer and are sent by themselves afterwards."
    )


class PageValueMissing(Conflict):
    """The address lacks the attempt's own value: the page asks for it and moves there."""

    code = "lockdown_page"
    message = N_("This page has not got its own address yet. Reload it; your answers are kept.")


class NotLocked(Conflict):
    """The sitting's policy asks for no locked browser."""

    code = "not_locked"
    message = N_("The policy of this sitting asks for no Safe Exam Browser. Nothing needs to be made.")


class NoConfiguration(Conflict):
    """Nobody has made the configuration yet."""

    code = "no_configuration"
    message = N_("There is no configuration yet. Make it first.")


class ConfigurationMissing(Conflict):
    """The room cannot be opened: its sitting asks for a locked browser that nobody has set up."""

    code = "configuration_missing"
    message = N_(
        "This sitting asks for Safe Exam Browser, and there is no configuration yet. "
        "Make it on “Browsers and notes” and give its file to the workstations, or let two people grant "
        "an exception for the whole sitting there. Then open the room."
    )


class AddressRefused(AppError):
    """The installation's address holds a sign that browsers hash differently."""

    code = "address_refused"
    message = N_(
        "The address of this installation holds a quote, a backslash or a control sign. "
        "The administrator has to change EXAMAPP_BASE_URL first."
    )


class ExamKeyMalformed(AppError):
    """A Browser Exam Key is 64 hexadecimal digits."""

    code = "exam_key_malformed"
    message = N_(
        "A Browser Exam Key has 64 digits and letters a–f. Copy it from the browser's configuration program."
    )


class ReasonTooShort(AppError):
    """An exception needs a reason that somebody else understands later."""

    code = "reason_too_short"
    message = N_("Write the reason in a few words, at least 10 letters: it is kept with the attempt.")


class SecondPersonNeeded(Forbidden):
    """Who asked for an exception does not decide on it."""

    code = "second_person_needed"
    message = N_("You have asked for this exception yourself. Another person has to decide on it.")


class DecidedAlready(Conflict):
    """Somebody else was faster."""

    code = "decided_already"
    message = N_("This exception has been decided on already. Reload the page.")


class NothingToWithdraw(Conflict):
    """No exception holds, or somebody else has taken it back a moment ago."""

    code = "nothing_to_withdraw"
    message = N_("There is no exception to take back here, or it was taken back already. Reload the page.")


class SignalsMalformed(AppError):
    """The records are not of the agreed shape; nothing of them was kept, and no answer depends on them."""

    code = "malformed"
    message = N_("The records of this page are not understood (%(where)s). The answers are not concerned.")
