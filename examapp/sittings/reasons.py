"""The reason that a person types for an act that others will have to understand."""

from typing import Final

from examapp.core.errors import AppError
from examapp.core.i18n import N_
from question_bank.scripts import ScriptError, normalise_name

LONGEST_REASON: Final = 500


class ReasonMissing(AppError):
    """An act that wants a reason that people can read."""

    status = 422
    code = "reason_missing"
    message = N_("Type the reason, in at most %(most)s characters.")


def read_reason(typed: str) -> str:
    """Return a typed reason as it is kept. Raises ReasonMissing."""
    try:
        words, _repairs = normalise_name(" ".join(typed.split()))
    except ScriptError as error:
        raise ReasonMissing(most=LONGEST_REASON) from error
    if not words or len(words) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    return words
