"""What can be refused when an item is put before the commission, proposed on, decided or undone."""

from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class NoSuchItem(AppError):
    """The code is of no item of the list."""

    code = "no_such_item"
    message = N_("The list %(list)s has no item %(item)s. Compare the code with the paper or the incident.")


class PutAlready(Conflict):
    """The item is before the commission, or was."""

    code = "put_already"
    message = N_("The item %(item)s is before the commission already. Open its page.")


class KeyUnfit(AppError):
    """The item cannot have this key."""

    code = "key_unfit"
    message = N_(
        "This answer cannot be the key of this item. Choose another one, or decide without a key: "
        "neutralise the item or give everybody the points."
    )


class KindNotAllowed(AppError):
    """The policy does not know this decision."""

    code = "kind_not_allowed"
    message = N_("The policy of the programme does not allow this decision. Choose another one.")


class MatterChanged(Conflict):
    """Somebody else has acted on the matter meanwhile."""

    code = "matter_changed"
    message = N_("The matter has changed since you opened it. Look at it again before you decide.")


class OwnProposal(Conflict):
    """A decision on an item takes two people."""

    code = "own_proposal"
    message = N_("You proposed this yourself. Another person decides.")


class OtherRegion(Conflict):
    """The item was served where the decider has no say."""

    code = "other_region"
    message = N_(
        "The item was served in other regions, too. The chair of the republican commission decides on it."
    )


class DecidedAlready(Conflict):
    """A sheet that follows from the decision is confirmed."""

    code = "decided_already"
    message = N_(
        "The sheet %(number)s is confirmed under this decision, so it cannot be undone any more. "
        "Propose another decision on the item's page; a single result is changed by an appeal."
    )


class NothingProposed(Conflict):
    """Only what is proposed has effects to be shown."""

    code = "nothing_proposed"
    message = N_("Nothing is proposed on this item at present. Open its page.")


class SameDecision(Conflict):
    """What counts already needs no second decision."""

    code = "same_decision"
    message = N_("This decision is in force already. Propose another one, or leave it.")


class PassesTaken(Conflict):
    """Nobody loses a pass without the commission's explicit word."""

    code = "passes_taken"
    message = N_(
        "People who would lose their pass by this decision: %(number)s. If that is meant, tick it here; "
        "else refuse the proposal."
    )
