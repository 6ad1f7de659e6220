"""What can be refused when a result sheet is drawn up, sat over or confirmed."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NotReadyForSheet(Conflict):
    """The sitting's sheet cannot be drawn up yet; the sentence says what is missing."""

    code = "not_ready_for_sheet"
    message = N_("The result sheet cannot be drawn up yet.")


class SheetBroken(Conflict):
    """The stored body is not what its digest names."""

    code = "sheet_broken"
    message = N_(
        "The stored sheet %(number)s does not match its digest. Nothing was confirmed: "
        "tell the administrator, who compares it with a backup."
    )


class SheetChanged(Conflict):
    """The chair looked at another body than the one that is stored now."""

    code = "sheet_changed"
    message = N_("The sheet has changed since you opened it. Look at it again before you confirm.")


class AlreadyConfirmed(Conflict):
    """A confirmed sheet stands."""

    code = "already_confirmed"
    message = N_("The sheet %(number)s is confirmed: who was present cannot be changed any more.")


class NotOnCommission(AppError):
    """A ticked person is not on the commission that hears this sheet."""

    code = "not_on_commission"
    message = N_("A ticked person is not on this commission any more. Reload the page and tick again.")


class RanTheSitting(Conflict):
    """Whoever watched the candidates does not decide on their results."""

    code = "ran_the_sitting"
    message = N_(
        "%(name)s ran this sitting as its proctor and cannot decide on its results. "
        "Leave this person out, or let another one take the place."
    )


class PresenceMissing(Conflict):
    """Nobody has recorded yet who is present."""

    code = "presence_missing"
    message = N_("The members present are not recorded yet. The secretary records them first.")


class NoQuorum(Conflict):
    """The commission cannot decide."""

    code = "no_quorum"
    message = N_(
        "There is no quorum: %(present)s of %(members)s members are present. "
        "The commission needs at least %(least)s members and more than %(percent)s %% of them present."
    )


class ChairNotPresent(Conflict):
    """The one who confirms must be among those present, as chair."""

    code = "chair_not_present"
    message = N_("You are not recorded as present. The secretary records you, then you can confirm.")
