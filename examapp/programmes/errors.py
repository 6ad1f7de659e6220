"""What can be refused when programmes are made and policy values are proposed or approved."""

from examapp.core.errors import AppError, Conflict, Forbidden
from examapp.core.i18n import N_


class PolicyValueWrong(AppError):
    """A value does not fit its key; `member` names the part of it that is wrong, where it has parts."""

    status = 422
    code = "policy_value_wrong"
    message = N_("This value does not fit. Correct it and send again.")

    def __init__(self, message: str | None = None, *, member: str = "value", **parameters: object) -> None:
        super().__init__(message, error_code=None, **parameters)
        self.member = member


class BlueprintMismatch(Conflict):
    """The counts per topic and the number of questions disagree."""

    code = "blueprint_mismatch"
    message = N_(
        "The counts per topic add up to %(sum)s, but the exam has %(count)s questions. "
        "Approve the two together, or have one of them proposed anew."
    )


class DocumentMissing(AppError):
    """A value without a document cannot be approved."""

    status = 422
    code = "document_missing"
    message = N_(
        "No document stands behind this value. The operator proposes it with document, number and date first."
    )


class ProposerCannotApprove(Forbidden):
    """Nobody approves what they proposed."""

    code = "proposer_cannot_approve"
    message = N_("You proposed this value yourself. Another person has to approve it.")


class ProposalPassed(Conflict):
    """The proposal was approved or replaced meanwhile."""

    code = "proposal_passed"
    message = N_("This proposal has been approved or replaced in the meantime. Look at the list again.")


class ProgrammeCodeTaken(Conflict):
    """Another programme has this code."""

    code = "programme_code_taken"
    message = N_("The code %(taken)s is taken. Choose another.")
