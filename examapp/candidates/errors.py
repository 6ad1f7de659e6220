"""What can be refused when candidates are kept and lists are read."""

from collections.abc import Sequence

from examapp.candidates.findings import Finding
from examapp.core.errors import AppError, Conflict
from examapp.core.i18n import N_


class SheetUnreadable(AppError):
    """The file as a whole cannot be read as a list of people."""

    status = 422
    code = "sheet_unreadable"
    message = N_(
        "The file is neither XLSX nor CSV. Save it in the spreadsheet program as “Excel workbook (XLSX)” "
        "and upload that."
    )


class CandidateKnown(Conflict):
    """Somebody with this PINFL or document is registered already."""

    code = "candidate_known"
    message = N_("%(name)s is already registered with this PINFL or document. Open that record instead.")
    just_now = N_(
        "Somebody has just entered this person: %(name)s. Nobody is registered twice. "
        "Open that record instead."
    )

    def __init__(self, words: str | None = None, *, name: str, candidate: str) -> None:
        super().__init__(words, name=name)
        self.candidate = candidate


class ReasonMissing(Conflict):
    """Somebody similar is registered, and nobody said why this is another person."""

    code = "reason_missing"
    message = N_("Somebody with a similar name is registered: %(names)s. If this is another person, say why.")


class OwnMatter(Conflict):
    """Who asks as a candidate does not decide as an official."""

    code = "own_matter"
    message = N_("This concerns a candidate of your own name. Another person of the working body decides.")


class FactsRefused(AppError):
    """Typed facts of a person are refused; `findings` say what is wrong in which field."""

    status = 422
    code = "facts_refused"
    message = N_("Some facts cannot be registered so. Correct them and send again.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


class ImportPassed(Conflict):
    """The import was written or cancelled meanwhile."""

    code = "import_passed"
    message = N_("This file has been written or cancelled in the meantime. Upload it again if need be.")
