"""A name on a sheet is mended: the next revision says it, signed by the commission like any other.

Not a note beside the sheet: what the members signed, what is printed and what every reader downloads is the
revision, and a certificate whose holder is not on the sheet that it names would look forged. The former name
stays readable in the revision before, and the new one names it, with reason and document, among its changes.
A mended name is a decision on one candidate: it holds in every later revision, whatever the register of
candidates says by then.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.results.content import CandidateChange, CandidateLine, SheetContent
from examapp.results.drawing_up import find_sheet_of
from examapp.results.models import ResultSheet, RevisionCause
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision


@dataclass(frozen=True, slots=True)
class MendedName:
    """Whose name is mended, and how it is written from now on, Latin and Cyrillic."""

    candidate_code: str
    latn: str
    cyrl: str


def propose_mended_name(
    db: Session, sitting_id: int, mended: MendedName, *, reason: str, actor: str, at: datetime
) -> ResultSheet | None:
    """Propose the revision in which a candidate has the mended name; None where the newest one says it.

    `reason` is printed. Raises what `propose_revision` raises; a returned sheet is answered first.
    """
    sheet = find_sheet_of(db, sitting_id)
    if sheet is None or bears(read_content(sheet), mended):
        return None
    names = (mended.latn, mended.cyrl)
    change = CandidateChange(mended.candidate_code, reason, names=names)
    proposal = Proposal(RevisionCause.NAME_MENDED, reason, (change,))
    return propose_revision(db, sheet, proposal, actor=actor, at=at)


def bears(content: SheetContent, mended: MendedName) -> bool:
    """Tell whether a sheet has this very name of a candidate; True, too, where the candidate is not on it."""
    line = line_of(content, mended.candidate_code)
    return line is None or (line.name_latn, line.name_cyrl) == (mended.latn, mended.cyrl)


def line_of(content: SheetContent, candidate_code: str) -> CandidateLine | None:
    """Return a candidate's line, or None."""
    return next((line for line in content.lines if line.candidate_code == candidate_code), None)
