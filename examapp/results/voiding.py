"""Annulling a candidate's result: one of the commission asks with a reason, the chair decides with a reason.

What is annulled becomes the next revision of the sheet, which the commission signs like any other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.accounts.signed_in import SignedInStaff
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.results.competence import require_competent
from examapp.results.content import CandidateChange, CandidateLine, SheetContent
from examapp.results.corrections import is_annulled
from examapp.results.drawing_up import find_sheet_of
from examapp.results.errors import (
    AskedAlready,
    NobodyToAnnul,
    OwnRequest,
    RequestDecided,
    SheetChanged,
)
from examapp.results.impartiality import require_impartial
from examapp.results.models import ResultSheet, RevisionCause, VoidRequest, VoidState
from examapp.results.outcomes import NOT_THERE, Outcome
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision
from examapp.results.turns import note_sheet_act
from examapp.results.words_typed import read_words

# Nothing is taken from whoever has no result.
_NOTHING_TO_ANNUL: Final = NOT_THERE | {Outcome.VOID}


def ask_to_void(
    db: Session,
    sheet: ResultSheet,
    candidate_code: str,
    by: SignedInStaff,
    *,
    reason: str,
    at: datetime,
) -> VoidRequest:
    """Ask the chair to annul a candidate's result.

    Raises WordsMissing, NobodyToAnnul, AskedAlready, RanTheSitting, SatTheSitting; NotFound for nobody on
    this sheet.
    """
    words = read_words(reason)
    line = find_line(sheet, candidate_code)
    if line.outcome in _NOTHING_TO_ANNUL:
        raise NobodyToAnnul
    require_impartial(db, sheet.sitting_id, [(by.id, by.display_name)])
    db.scalars(select(ResultSheet.id).where(ResultSheet.id == sheet.id).with_for_update()).one()
    if any(one.candidate_code == candidate_code for one in list_void_requests(db, sheet, VoidState.ASKED)):
        raise AskedAlready
    request = VoidRequest(
        code=new_code(8),
        sheet_id=sheet.id,
        candidate_code=candidate_code,
        reason=words,
        asked_by=by.actor,
        asked_by_name=by.display_name,
        asked_at=at,
    )
    db.add(request)
    db.flush()
    _note(db, "void_asked", request, by.actor, at, words)
    return request


def approve_void(db: Session, request: VoidRequest, chair: SignedInStaff, *, at: datetime) -> ResultSheet:
    """Annul the result: return the next revision of the sheet, a draft to be signed.

    Raises OwnRequest, RequestDecided, RanTheSitting, SatTheSitting, NotInOffice, NobodyToAnnul, and what
    `propose_revision` raises.
    """
    sheet = find_sheet_of(db, request.sheet.sitting_id)
    if sheet is None:
        raise SheetChanged
    if find_line(sheet, request.candidate_code).outcome in _NOTHING_TO_ANNUL:
        raise NobodyToAnnul
    _decide(db, request, VoidState.APPROVED, chair, request.reason, at)
    change = CandidateChange(request.candidate_code, request.reason, outcome=Outcome.VOID)
    proposal = Proposal(RevisionCause.VOIDED, request.reason, (change,))
    return propose_revision(db, sheet, proposal, actor=chair.actor, at=at)


def refuse_void(
    db: Session, request: VoidRequest, chair: SignedInStaff, *, reason: str, at: datetime
) -> None:
    """Let the result stand, with a reason; raises WordsMissing, and as `approve_void`."""
    words = read_words(reason)
    _decide(db, request, VoidState.REFUSED, chair, words, at)


def require_able(db: Session, request: VoidRequest, chair: SignedInStaff, at: datetime) -> None:
    """Raise OwnRequest, RanTheSitting, SatTheSitting or NotInOffice for whoever must not decide on it."""
    if is_one_of(db, chair.actor, [request.asked_by]):
        raise OwnRequest
    require_competent(db, [request.sheet.sitting_id], (chair.id, chair.display_name), at)


def _decide(
    db: Session, request: VoidRequest, state: VoidState, chair: SignedInStaff, reason: str, at: datetime
) -> None:
    require_able(db, request, chair, at)
    swapped = changed_rows(
        db,
        update(VoidRequest)
        .where(VoidRequest.id == request.id, VoidRequest.state == VoidState.ASKED)
        .values(
            state=state,
            decided_by=chair.actor,
            decided_by_name=chair.display_name,
            decided_at=at,
            decision_reason=reason,
        ),
    )
    if swapped != 1:
        raise RequestDecided
    db.refresh(request)
    _note(db, f"void_{state.value}", request, chair.actor, at, reason)


def find_line(sheet: ResultSheet, candidate_code: str) -> CandidateLine:
    """Return a candidate's line on a sheet, or raise NotFound."""
    for line in read_content(sheet).lines:
        if line.candidate_code == candidate_code:
            return line
    raise NotFound


def list_annullable(sheet: ResultSheet) -> list[CandidateLine]:
    """Return the lines of a sheet that have a result."""
    return [line for line in read_content(sheet).lines if line.outcome not in _NOTHING_TO_ANNUL]


def list_void_requests(
    db: Session, sheet: ResultSheet, state: VoidState | None = None
) -> Sequence[VoidRequest]:
    """Return the requests on all revisions of a sheet, the oldest first."""
    query = (
        select(VoidRequest)
        .join(VoidRequest.sheet)
        .where(ResultSheet.sitting_id == sheet.sitting_id)
        .order_by(VoidRequest.id)
    )
    if state is not None:
        query = query.where(VoidRequest.state == state)
    return db.scalars(query).all()


def list_lifted(requests: Sequence[VoidRequest], newest: SheetContent) -> frozenset[str]:
    """Return the codes of granted requests whose annulment holds no more by the newest revision.

    Nobody is annulled twice at a time: of several granted for one candidate only the last one can hold.
    """
    granted = [one for one in requests if one.state is VoidState.APPROVED]
    last = {
        one.candidate_code: one.code for one in granted if is_annulled(newest.standing, one.candidate_code)
    }
    return frozenset(one.code for one in granted) - frozenset(last.values())


def get_void_request(db: Session, sheet: ResultSheet, code: str) -> VoidRequest:
    """Return one request on a sheet, or raise NotFound."""
    for request in list_void_requests(db, sheet):
        if request.code == code:
            return request
    raise NotFound


def _note(db: Session, act: str, request: VoidRequest, actor: str, at: datetime, reason: str) -> None:
    facts = {"candidate": request.candidate_code, "request": request.code, "reason": reason}
    note_sheet_act(db, act, request.sheet, actor, at, facts)
