"""What can be refused when staff sign in or accounts are kept."""

from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_


class SignInRefused(AppError):
    """Name, password or code is wrong; which of them is not said."""

    status = 401
    code = "sign_in_refused"
    message = N_(
        "Name, password or code is wrong. Check the keyboard's language and type all three again. "
        "If it still fails, ask the administrator for a new one-time code."
    )


class SecondFactorUsed(AppError):
    """The digits are right but have signed somebody in already: each works once (RFC 6238, 5.2)."""

    status = 401
    code = "second_factor_used"
    message = N_(
        "These six digits were used already. Wait for the next ones, at most 30 seconds, and type those."
    )


class SignInThrottled(AppError):
    """Too many wrong tries for this account or from this address."""

    status = 429
    code = "sign_in_throttled"
    message = N_("Too many wrong tries. Wait %(minutes)s min, then try again.")


class ProofRefused(AppError):
    """The second factor that a grave act asks for was wrong."""

    status = 422
    code = "proof_refused"
    message = N_("The six digits are wrong. Look at the telephone again and type the present ones.")


class EnrolmentRefused(AppError):
    """The one-time code is wrong, used or too old."""

    status = 400
    code = "enrolment_refused"
    message = N_("This one-time code is wrong, used or too old. Ask the administrator for a new one.")


class RenewalNeedsTwo(Forbidden):
    """A code by which one could act as another is asked for by one person and handed over by another."""

    code = "renewal_needs_two"
    message = N_(
        "This person signs in already. One asks for the new code and another hands it over: for people of an "
        "organisation the operator asks on its page, for all others one of the administrators."
    )


class SecondFactorWrong(AppError):
    """The six digits do not fit the secret that was just shown."""

    status = 400
    code = "second_factor_wrong"
    message = N_("The six digits do not fit. Scan the square again, wait for the next digits and type those.")


class SecondPersonDecides(Forbidden):
    """What one person has asked for, the same person's other account does not decide."""

    code = "second_person_decides"
    message = N_("You asked for this yourself. Another person decides.")


class LoginNameTaken(Conflict):
    """Another account has this sign-in name."""

    code = "login_name_taken"
    message = N_("The sign-in name “%(login_name)s” is taken. Choose another.")


class LoginNameWrong(AppError):
    """The sign-in name holds other signs than such a name may, or is too short or too long."""

    status = 422
    code = "login_name_wrong"
    message = N_("Type 3 to 60 Latin letters, digits, dots, hyphens or low lines.")


class DisplayNameWrong(AppError):
    """The full name is empty, too long, or holds a mark that nobody sees."""

    status = 422
    code = "display_name_wrong"
    message = N_(
        "Type the full name, at most 160 characters; hidden control and direction marks cannot stand in it."
    )
