"""What can be refused about a question list."""

from collections.abc import Sequence

from flask_babel import gettext

from examapp.authoring.finding_words import say_finding
from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_, current_language
from question_bank.findings import Finding


class ListBroken(AppError):
    """A sealed list is not what was sealed; the sentence names what differs."""

    status = 503
    code = "list_broken"
    message = N_(
        "The question list %(list)s does not verify: %(part)s %(name)s is not what was sealed. "
        "No test can be held with it. Tell the operator: the list must be restored from a backup."
    )


class ListAlreadyTaken(Conflict):
    """The same list, by its digest, is here already."""

    code = "list_already_taken"
    message = N_("This list is here already, as %(known)s. Nothing was changed.")


class ListNotSealed(Conflict):
    """The list is composed and not signed by both officials yet, or was withdrawn."""

    code = "list_not_sealed"
    message = N_("The list %(list)s is not in force: two sealing officials have to sign it first.")


class ListHasFindings(Conflict):
    """Something is wrong with the items that were chosen."""

    code = "list_has_findings"
    message = N_("The list cannot be composed: %(count)s findings, the first is %(first)s. Mend the items.")

    def __init__(self, faults: Sequence[Finding]) -> None:
        self.first = faults[0]
        super().__init__(count=len(faults), first=self._name_first("en"))

    def sentence(self) -> str:
        """Return the message in the language of the request, the first finding's words included."""
        told = self.parameters | {"first": self._name_first(current_language())}
        return str(gettext(self.message, **told))

    def _name_first(self, language: str) -> str:
        said = say_finding(self.first.kind, self.first.text, language).whole
        return f"{self.first.item}: {said}" if self.first.item else said


class BlueprintNotMet(Conflict):
    """The items that were chosen cannot fill a form."""

    code = "blueprint_not_met"
    message = N_("The items cannot fill the blueprint: %(cells)s. Approve more items of these topics.")


class NotASealingOfficial(Forbidden):
    """Only the sealing officials sign lists."""

    code = "not_a_sealing_official"
    message = N_("Only a sealing official signs a question list.")


class NotComposed(Conflict):
    """The list is sealed or withdrawn already."""

    code = "not_composed"
    message = N_("The list %(list)s is no longer waiting for signatures. Reload the page.")


class NotInForce(Conflict):
    """Only a list in force can be retired."""

    code = "not_in_force"
    message = N_("The list %(list)s is not in force. Reload the page.")


class AlreadySigned(Conflict):
    """One official signs once; the other signature is another person's."""

    code = "already_signed"
    message = N_("You have signed this list already. The other signature has to be another official's.")


class CodeRefused(AppError):
    """The six digits were wrong."""

    status = 422
    code = "code_refused"
    message = N_("The six digits are wrong. Look at the telephone again and type the present ones.")
