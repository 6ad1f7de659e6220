"""What this room refuses, each cause with its own code and a sentence that says what to do next."""

from datetime import datetime
from math import ceil

from examapp.core.errors import AppError, Conflict, StorageAway
from examapp.core.i18n import N_, show_time


class TransitionRefused(Conflict):
    """The act is not possible from the attempt's present state."""

    code = "wrong_state"
    message = N_("This cannot be done in the attempt's present state. Reload the page and look again.")


class EntryRefused(AppError):
    """Sitting code, candidate code and PIN do not fit together; which one is wrong is never said."""

    status = 401
    code = "wrong_code"
    message = N_("These codes do not fit together. Check all three on your admission slip, then try again.")


class EntryThrottled(AppError):
    """Too many wrong codes from this place; it says when it takes them again."""

    status = 429
    code = "too_many_requests"
    message = N_(
        "Too many wrong codes. Wait %(minutes)s min, until %(time)s, then type the codes slowly, "
        "or ask the proctor."
    )

    def __init__(self, until: datetime, now: datetime) -> None:
        seconds = max(1, ceil((until - now).total_seconds()))
        super().__init__(minutes=ceil(seconds / 60), time=show_time(until))
        self.retry_after = seconds


class TokenRefused(AppError):
    """The attempt token is missing, forged or too old."""

    status = 401
    code = "token_refused"
    message = N_("This computer is not signed in to the test. Enter your codes again: your answers are kept.")


class NeedsProctor(Conflict):
    """The attempt runs on another computer; only the proctor can move it."""

    code = "needs_proctor"
    message = N_("Your test is open on another computer. Ask the proctor to move it to this one.")


class NotAdmitted(Conflict):
    """The proctor has not yet checked this candidate's identity."""

    code = "not_admitted"
    message = N_("The proctor has not admitted you yet. Show your document and wait at your seat.")


class NotOpen(Conflict):
    """The proctor has not opened the room, or has closed it."""

    code = "not_open"
    message = N_("The room is not open. The test begins when the proctor opens the room.")


class SittingExpired(Conflict):
    """The sitting's first start lies too far back; the room was left open."""

    code = "sitting_expired"
    message = N_(
        "This sitting began more than %(hours)s hours ago: nobody starts or goes on in it any more. "
        "The proctor closes it."
    )


class NotStarted(Conflict):
    """Paper, pictures and answers exist only after the start."""

    code = "not_started"
    message = N_("The test has not been started yet. Press “Start” first.")


class AttemptPaused(Conflict):
    """The clock stands; the attempt cannot be handed in meanwhile."""

    code = "paused"
    message = N_("The test is paused. Wait until the proctor goes on; your time does not run meanwhile.")


class ConsentRefused(Conflict):
    """The candidate has refused the processing of personal data."""

    code = "consent_refused"
    message = N_(
        "You have not agreed to the processing of personal data. "
        "Without it the test cannot start: ask the proctor."
    )


class FormBroken(Conflict):
    """The exam form laid out for this place is not what was sealed, or breaks its blueprint."""

    code = "form_broken"
    message = N_(
        "The test paper %(form)s is not what was sealed: %(named)s. "
        "The test cannot start with it: tell the proctor."
    )


class PaperMissing(Conflict):
    """No exam form has been laid out for this place."""

    code = "paper_missing"
    message = N_("No test paper has been prepared for this seat. Tell the proctor.")


class Malformed(AppError):
    """The message is not of the agreed shape; nothing of it was kept."""

    status = 400
    code = "malformed"
    message = N_(
        "The message is not understood (%(where)s). Reload the page; your answers are kept on this computer."
    )


class TooLarge(AppError):
    """The message is larger than any of its kind can be."""

    status = 413
    code = "too_large"
    message = N_("What you wrote is too long. Shorten it and send it again.")


class BatchTooLarge(TooLarge):
    """A batch holds too many answers, one that is too long, or too much together; none of it was kept."""

    message = N_(
        "Too much was sent at once: a message takes up to 32 answers, each up to 16 KB, together up to "
        "256 KB. Nothing of it was stored. Shorten the longest answer, or send fewer at a time."
    )


class UnknownLease(AppError):
    """Entries name a lease that was never given."""

    status = 422
    code = "unknown_lease"
    message = N_(
        "The message belongs to no seat of this test. "
        "Reload the page; your answers are kept on this computer."
    )


class NotHere(AppError):
    """The attempt does not exist, or the thing does not belong to it."""

    status = 404
    code = "not_found"
    message = N_("This does not belong to your test.")


class TooManyAlerts(AppError):
    """The proctor has been called already."""

    status = 429
    code = "too_many_requests"
    message = N_("The proctor has already been called. Raise your hand if it is urgent.")


class AnswersMissing(Conflict):
    """The page says that it has sent answers which are not here: it must send them again first."""

    code = "missing"
    message = N_(
        "Some answers have not arrived yet. They are being sent again; the test is handed in afterwards."
    )

    def __init__(self, lease: int, seqs: list[int]) -> None:
        super().__init__()
        self.lease = lease
        self.seqs = seqs


class SaveRetry(StorageAway):
    """The answer could not be made durable now; it stays on the candidate's computer and is sent again."""

    message = N_(
        "The server cannot save at this moment. "
        "The answer is kept on this computer and is sent again by itself."
    )
