"""What can be refused about a question list."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class ListBroken(AppError):
    """A sealed list is not what was sealed; the sentence names what differs."""

    status = 503
    code = "list_broken"
    message = N_(
        "The question list %(list)s does not verify: %(part)s %(name)s is not what was sealed. "
        "No test can be held with it. Tell the operator: the list must be restored from a backup."
    )


class ListAlreadyTaken(Conflict):
    """The same list, by its digest, is here already."""

    code = "list_already_taken"
    message = N_("This list is here already, as %(code)s. Nothing was changed.")
