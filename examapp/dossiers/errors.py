"""Why a dossier is not given."""

from examapp.core.errors import AppError
from examapp.core.i18n import N_


class NotMarkedYet(AppError):
    """The attempt has no sealed and marked answers yet."""

    status = 409
    code = "not_marked_yet"
    message = N_(
        "This attempt is not sealed and marked yet, so there is nothing to recompute. Come back later."
    )


class NeverStarted(AppError):
    """Nobody answered anything, so nothing will ever be sealed or marked."""

    status = 409
    code = "never_started"
    message = N_(
        "This attempt was never started: it has no answers and no points. What is known of it stands in the "
        "audit log."
    )


class RanTheSitting(AppError):
    """Whoever ran the sitting does not judge it."""

    status = 403
    code = "ran_the_sitting"
    message = N_("You ran this sitting. Somebody who did not must take the dossier.")


class SatTheSitting(AppError):
    """Whoever is examined at a sitting does not judge it, and sees no keys of its questions."""

    status = 403
    code = "sat_the_sitting"
    message = N_("You are a candidate of this sitting. Somebody who is not must take the dossier.")


class ReasonTooShort(AppError):
    """The reason stands in the audit log and must say something."""

    status = 422
    code = "reason_too_short"
    message = N_("Write in a few words what the dossier is for, at least 10 letters.")


class AnswersDeleted(AppError):
    """Two people deleted what a dossier would hold; the proof of that stays."""

    status = 409
    code = "answers_deleted"
    message = N_(
        "The answers of this attempt were deleted after the years of keeping. The proof of that stays."
    )
