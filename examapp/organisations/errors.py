"""What can be refused when organisations are kept."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NameRefused(AppError):
    """A name is missing or holds a mark that must not stand in one."""

    status = 422
    code = "name_refused"
    message = N_("The name holds a hidden mark (%(mark)s). Delete the name and type it again by hand.")


class OrganisationCodeTaken(Conflict):
    """Another organisation has this code."""

    code = "organisation_code_taken"
    message = N_(
        "The code %(taken)s belongs to another organisation. Choose another, or leave the field empty."
    )


class DistrictRefused(AppError):
    """The district lies in another region, or there is none of this code."""

    status = 422
    code = "district_refused"
    message = N_("This district does not lie in the chosen region. Choose another, or leave it open.")


class DistrictCodeRefused(AppError):
    """A district's code does not begin with its region's SOATO code, or is not made of digits."""

    status = 422
    code = "district_code_refused"
    message = N_("A district’s code has 7 digits and begins with those of its region: %(soato)s.")


class ParentRefused(AppError):
    """An organisation cannot stand below itself."""

    status = 422
    code = "parent_refused"
    message = N_("An organisation cannot be subordinate to itself. Choose another one above it.")
