"""What can be refused when the year's schedule is drafted, approved and changed."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class YearStands(Conflict):
    """The year has its schedule."""

    code = "year_stands"
    message = N_("There is a schedule for %(year)s already. Open it in the list.")


class PeriodWrong(AppError):
    """The days of a row, or its number, do not do; the sentence says which and why."""

    status = 422
    code = "period_wrong"
    message = N_("The last day lies before the first. Correct one of them.")
    other_year = N_("Both days must lie in %(year)s.")
    no_working_day = N_("There is no working day in this period. Choose other days.")
    number = N_("Type how many people are expected: a whole number from 1 to %(most)s.")

    def __init__(self, message: str | None = None, *, member: str, most: int = 0, year: int = 0) -> None:
        super().__init__(message, most=most, year=year)
        self.member = member


class PeriodsOverlap(Conflict):
    """The organisation has a period for the programme in these days."""

    code = "periods_overlap"
    message = N_("This organisation has a period for this programme in these days. Change that one instead.")


class ScheduleNotOpen(Conflict):
    """The schedule lies before the working body, or has moved on meanwhile."""

    code = "schedule_not_open"
    message = N_("The schedule is not in the state that this needs. Load the page again and look.")
    submitted = N_("The schedule lies before the working body. Wait for its answer, then change it.")


class ScheduleEmpty(Conflict):
    """Nothing to approve."""

    code = "schedule_empty"
    message = N_("The schedule has no row yet. Add the organisations first.")


class DrafterCannotApprove(Conflict):
    """Two people stand behind a schedule."""

    code = "drafter_cannot_approve"
    message = N_("Whoever drafted or submitted the schedule cannot approve it.")


class ScheduleDocumentMissing(AppError):
    """An approval names its document."""

    status = 422
    code = "schedule_document_missing"
    message = N_("Type the document that approves the schedule: its title, number and date.")
