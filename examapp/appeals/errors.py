"""What can be refused when somebody appeals, or when an appeal is heard and decided."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NothingToAppeal(Conflict):
    """No result of an attempt is published, or it was a rehearsal."""

    code = "nothing_to_appeal"
    message = N_("There is no published result yet that you could appeal against.")


class WindowClosed(Conflict):
    """The days are over."""

    code = "appeal_window_closed"
    message = N_("An appeal was possible until %(day)s. If you were ill, write to the commission.")


class DaysStillRun(Conflict):
    """Nothing is to be given again."""

    code = "appeal_days_run"
    message = N_("The days for this candidate's appeal are not over yet: it can be sent from the own page.")


class NobodyToHear(AppError):
    """No published official result has this code."""

    status = 422
    code = "nobody_to_hear"
    message = N_(
        "No published result that could be appealed has this code. It stands on the result sheet's workbook, "
        "for example K7QM-4T2D."
    )


class AppealOpen(Conflict):
    """One open appeal an attempt."""

    code = "appeal_open"
    message = N_("Your appeal № %(number)s is open already. Wait for its answer.")


class AppealTooShort(AppError):
    """The commission must understand what is meant."""

    status = 422
    code = "appeal_too_short"
    message = N_("Write what happened in your own words: at least %(letters)s letters.")


class ItemNumberMissing(AppError):
    """No item of the paper has this number."""

    status = 422
    code = "item_number_missing"
    message = N_("Type the number of the question as it stood on your screen.")


class NoCommissionToAppoint(Conflict):
    """The chair is on no commission in force that reaches this region."""

    code = "no_commission_to_appoint"
    message = N_(
        "No commission in force names you for this region, so you cannot appoint a panel. "
        "The operator enters its composition, the administrator approves it."
    )


class PanelTooSmall(AppError):
    """Fewer than the rule asks for."""

    status = 422
    code = "panel_too_small"
    message = N_("A panel has at least %(least)s members of the commission. Tick more of them.")


class RanTheAppealedSitting(Conflict):
    """Whoever ran the sitting does not hear the appeal on it."""

    code = "ran_the_appealed_sitting"
    message = N_(
        "%(name)s took part in running this sitting and cannot hear the appeal on it. Choose somebody else."
    )


class SatTheAppealedSitting(Conflict):
    """Whoever is examined at the sitting, the appellant too, does not hear the appeal on it."""

    code = "sat_the_appealed_sitting"
    message = N_(
        "%(name)s is a candidate of this sitting and cannot hear the appeal on it. Choose somebody else. "
        "If it is only a namesake, the operator enters the member's PINFL in the next composition of the "
        "commission."
    )


class NotOnPanel(AppError):
    """Only the panel decides."""

    status = 403
    code = "not_on_panel"
    message = N_("You are not on the panel that hears this appeal.")


class AppealMovedOn(Conflict):
    """It is answered, or its panel has a decision before it."""

    code = "appeal_moved_on"
    message = N_("This appeal has moved on in the meantime. Reload the page.")


class RemedyRefused(AppError):
    """Verdict and what follows do not fit each other, or the result."""

    status = 422
    code = "remedy_refused"
    message = N_("What follows does not fit the verdict or the present result. Choose again.")


class PointsRefused(AppError):
    """Not a number, or outside of the topic."""

    status = 422
    code = "points_refused"
    message = N_("Type the points of each topic: a number from 0 to the most that the topic gives.")


class PointsUnchanged(AppError):
    """The same as they are."""

    status = 422
    code = "points_unchanged"
    message = N_("These points are the same as now. Change at least one topic, or choose what follows again.")


class DecisionChanged(Conflict):
    """Somebody looked at another text."""

    code = "appeal_decision_changed"
    message = N_("The decision has another text since you opened it. Read it again before you sign.")


class DecisionSignedAlready(Conflict):
    """One signature a person."""

    code = "appeal_decision_signed_already"
    message = N_("You have signed this decision already.")
