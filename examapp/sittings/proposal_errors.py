"""What can be refused when sittings are proposed and accepted."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class DaysWrong(AppError):
    """The days to plan are no stretch of one year that lies ahead."""

    status = 422
    code = "days_wrong"
    message = N_("The last day must not lie before the first, both in one year and not in the past.")


class ProposalNotReady(Conflict):
    """The proposal is being made, is accepted or discarded already."""

    code = "proposal_not_ready"
    message = N_("The proposal is not ready, or was decided in the meantime. Load the page again and look.")


class NothingToMake(Conflict):
    """A proposal without a sitting."""

    code = "nothing_to_make"
    message = N_("The proposal holds no sitting. Look at the causes below, mend them and plan again.")
