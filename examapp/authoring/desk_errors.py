"""What can be refused at the desk of the items."""

from collections.abc import Sequence

from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_
from question_bank.findings import Finding


class DraftChanged(Conflict):
    """Another save came first; what was typed is still on the page."""

    code = "draft_changed"
    message = N_(
        "This item was saved meanwhile, as revision %(revision)s. What you typed is still here: compare, and "
        "save again."
    )


class WrongState(Conflict):
    """The item's state does not allow this."""

    code = "wrong_state"
    message = N_(
        "The item has moved on, and this can no longer be done to it. Reload the page and look again."
    )


class WriterCannotReview(Forbidden):
    """Nobody reviews what they wrote."""

    code = "writer_cannot_review"
    message = N_("You wrote a part of this version. Another person has to review it.")


class InsiderCannotApprove(Forbidden):
    """Author, reviewer and approver of a version are three people, and no translator of it approves."""

    code = "insider_cannot_approve"
    message = N_(
        "You wrote, translated or reviewed this version. Author, reviewer and approver are three people: a "
        "third person has to approve it."
    )


class AlreadyAccepted(Conflict):
    """The acceptance stands already."""

    code = "already_accepted"
    message = N_("This version has been accepted already.")


class RemarkMissing(AppError):
    """A return or a comment without words helps nobody."""

    status = 422
    code = "remark_missing"
    message = N_("Say in a few words what is to be changed.")


class NotAnItem(AppError):
    """The draft cannot be made into an item yet."""

    status = 422
    code = "not_an_item"
    message = N_("The item is not whole yet. Mend what is marked, then send it again.")


class NotApprovable(AppError):
    """A check found something; `findings` says what."""

    status = 422
    code = "not_approvable"
    message = N_("The item cannot be approved: the checks found something. Return it with a note.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


class LanguageNotReady(AppError):
    """A translation is not whole, so it cannot be called ready."""

    status = 422
    code = "language_not_ready"
    message = N_(
        "Some texts are still empty. What you typed is saved; fill in the rest, then say it is ready."
    )


class PictureRefused(AppError):
    """A picture that must not come onto a candidate's page."""

    status = 422
    code = "picture_refused"
    message = N_("This picture cannot be taken. Send a PNG, a JPEG or a plain SVG.")


class NewerVersionThere(Conflict):
    """Another version was begun already."""

    code = "newer_version_there"
    message = N_("Version %(version)s of this item has been begun already.")


class ReasonMissing(AppError):
    """Sealed items are opened for a reason that stands in the audit log."""

    status = 422
    code = "reason_missing"
    message = N_("Say why the items are opened, in at least ten letters. It stands in the audit log.")
