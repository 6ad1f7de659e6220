"""What can be refused when something is to be deleted, or held back from it."""

from examapp.core.errors import AppError, Conflict, Forbidden, NotFound
from examapp.core.i18n import N_


class NoSuchProposal(NotFound):
    """No proposal, hold or proof with this code."""


class OfWholeRepublic(Forbidden):
    """What is kept and for how long is the whole installation's matter."""

    code = "of_whole_republic"
    message = N_("Only people of the whole republic see what is due for deletion.")


class NothingDue(Conflict):
    """There is nothing to propose."""

    code = "nothing_due"
    message = N_("Nothing of this kind is due for deletion today. Load the page again.")


class TermProvisional(Conflict):
    """By a value that nobody has approved nothing is deleted for ever."""

    code = "term_provisional"
    message = N_(
        "The years of keeping are provisional. Have the value approved on “Programmes and policy” first; "
        "until then nothing is deleted."
    )


class ProposalOpen(Conflict):
    """One proposal of a kind at a time, so that no thing stands in two."""

    code = "proposal_open"
    message = N_("A deletion of this kind is proposed or under way already. It has to be ended first.")


class OwnProposal(Forbidden):
    """Who proposes does not approve."""

    code = "own_proposal"
    message = N_("You proposed this deletion yourself. Another person decides on it.")


class NotOurProposal(Forbidden):
    """Only who proposed takes it back."""

    code = "not_our_proposal"
    message = N_("Only the person who proposed this deletion takes it back.")


class ProposalDecided(Conflict):
    """Somebody else was faster."""

    code = "proposal_decided"
    message = N_("This proposal has been decided on already. Load the page again.")


class WordsMissing(AppError):
    """Whoever reads this years later must understand why."""

    code = "words_missing"
    message = N_("Write why in a few words, at least 10 letters: it is kept for good.")


class PaperMissing(AppError):
    """A hold rests on a document."""

    code = "paper_missing"
    message = N_("Name the document that asks for this: its kind, number and date.")


class NothingOfThisCode(AppError):
    """A hold on nothing would keep nothing."""

    code = "nothing_of_this_code"
    message = N_("Nothing of this kind has the code %(code)s. Compare it with the paper, letter by letter.")


class AlreadyLifted(Conflict):
    """A hold is lifted once."""

    code = "already_lifted"
    message = N_("This hold has been lifted already. Load the page again.")


class OwnHold(Forbidden):
    """Who placed a hold does not lift it."""

    code = "own_hold"
    message = N_("You placed this hold yourself. Another person lifts it.")
