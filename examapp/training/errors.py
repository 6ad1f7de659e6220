"""What can be refused when the register and the versions are kept."""

from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_


class EntryRefused(AppError):
    """A field of an entry cannot stand so; `field` is its name."""

    status = 422
    code = "entry_refused"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ReasonMissing(AppError):
    """Withdrawing needs a reason."""

    status = 422
    code = "reason_missing"
    message = N_("Write why, so that others understand it later.")


class RowsRefused(AppError):
    """A version's rows cannot be published or kept so; `place` is the row's, counted from 1."""

    status = 422
    code = "rows_refused"


class DraftMoved(Conflict):
    """Somebody else saved the draft meanwhile."""

    code = "draft_moved"
    message = N_(
        "Somebody else has saved this draft in the meantime. Copy what you typed, open the draft again "
        "and add it."
    )


class OwnDraft(Forbidden):
    """Who wrote a draft does not publish it."""

    code = "own_draft"
    message = N_("You wrote this draft yourself. Another person reads and publishes it.")
