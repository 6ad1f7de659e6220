"""What can be refused when candidate lists are kept."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class ListMoved(Conflict):
    """Somebody else has submitted, returned or accepted the list meanwhile."""

    code = "list_moved"
    message = N_("The list is in another state meanwhile. Load the page again and look before you act.")


class ListNotOpen(Conflict):
    """The list is on its way and cannot be changed where it is."""

    code = "list_not_open"
    message = N_("The list is submitted and cannot be changed now. Ask to have it returned, then change it.")


class ListExists(Conflict):
    """The organisation has a list of this programme and year."""

    code = "list_exists"
    message = N_("Your organisation has a list of this programme and year already. Open that one.")


class ListEmpty(AppError):
    """An empty list cannot be submitted."""

    status = 422
    code = "list_empty"
    message = N_("There is nobody on the list. Add the people first.")


class ListHasUnfit(AppError):
    """Somebody on the list may not be attested in this year."""

    status = 422
    code = "list_has_unfit"
    message = N_("%(number)s people on the list may not be attested in this year. Take them off first.")


class RemarkNeeded(AppError):
    """A return and a late change need a reason."""

    status = 422
    code = "remark_needed"
    message = N_("Write why. The reason stands in the history of the list.")


class YearRefused(AppError):
    """No list is kept for such a year."""

    status = 422
    code = "year_refused"
    message = N_("Choose this year or the next one.")


class AlreadyOnList(Conflict):
    """The person stands on this list."""

    code = "already_on_list"
    message = N_("%(name)s stands on this list already.")


class MappingIncomplete(AppError):
    """The chosen columns do not say who the people are."""

    status = 422
    code = "mapping_incomplete"
    message = N_(
        "Say which columns hold the name (family name and given name, or the full name) and the PINFL, or "
        "document and birth date."
    )


class MappingDoubled(AppError):
    """Two columns were given the same meaning."""

    status = 422
    code = "mapping_doubled"
    message = N_("Two columns are both “%(column)s”. Leave one of them out.")


class OrderRefused(AppError):
    """The file of the order on attendance cannot be taken."""

    status = 422
    code = "order_refused"
    message = N_("The paper is taken as PDF, JPEG or PNG. Scan it and upload that.")


class DayRefused(AppError):
    """A date that cannot be."""

    status = 422
    code = "day_refused"
    message = N_("This day lies in the future, or long ago. Type day, month and year: 07.03.2027.")


class AcquaintanceNotKept(Conflict):
    """The programme's policy does not have the acquaintance with the schedule recorded."""

    code = "acquaintance_not_kept"
    message = N_(
        "The acquaintance with the schedule is not recorded: the programme’s policy does not ask it."
    )


class TokenRefused(AppError):
    """The API token is missing, wrong or revoked."""

    status = 401
    code = "unauthorised"
    message = N_("The token is missing, wrong or revoked. Send it as “Authorization: Bearer …”.")


class ScopeMissing(AppError):
    """The API token does not allow this call."""

    status = 403
    code = "scope_missing"
    message = N_("The token does not allow this: it needs the scope %(scope)s. Make another one.")


class TooManyCalls(AppError):
    """The token has called too often within a minute."""

    status = 429
    code = "too_many_requests"
    message = N_("Too many calls within a minute. Wait %(seconds)s s, then go on.")


class BodyRefused(AppError):
    """What a program sent is not what the OpenAPI document says."""

    status = 422
    code = "body_refused"
    message = N_("The request does not fit the OpenAPI document: %(what)s")
