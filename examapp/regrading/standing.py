"""How a matter stands: what waits for the chair, who may decide, what is confirmed under a decision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.accounts.signed_in import SignedInStaff
from examapp.core.permissions import same_region
from examapp.grading.models import ItemMatter, MatterState
from examapp.regrading.errors import MatterChanged, OtherRegion, OwnProposal
from examapp.regrading.later import find_proposal, find_replaced
from examapp.regrading.models import ItemMatterDecision, ItemMatterSheet
from examapp.regrading.queries import list_reached
from examapp.results.competence import require_competent
from examapp.results.models import ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Sitting
from question_bank.regrading import DecisionKind


def require_able(db: Session, matter: ItemMatter, chair: SignedInStaff, at: datetime) -> None:
    """Raise OwnProposal, OtherRegion, RanTheSitting, SatTheSitting or NotInOffice for who must not decide."""
    proposal = find_proposal(db, matter)
    if proposal is not None and is_one_of(db, chair.actor, [proposal.proposed_by]):
        raise OwnProposal
    require_competent_for(db, matter, chair, at)


def require_competent_for(db: Session, matter: ItemMatter, chair: SignedInStaff, at: datetime) -> None:
    """Raise the same for who must not undo a decision; whoever proposed it may."""
    reached = list_reached(db, matter)
    if not all(same_region(chair, sheet.region_code) for sheet in reached):
        raise OtherRegion
    require_competent(db, [sheet.sitting_id for sheet in reached], (chair.id, chair.display_name), at)


def find_confirmed(db: Session, matter: ItemMatter) -> ResultSheet | None:
    """Return a sheet that the commission has confirmed under a decision that is in force, or None.

    A sheet of a later sitting, which was first drawn up under the decision, is one as well. Where the key
    stayed as it always was no mark hangs on the decision, and the question may be opened again at any time.
    """
    keeps = matter.decision is DecisionKind.KEEP and find_replaced(db, matter) is None
    if matter.state is not MatterState.IN_FORCE or keeps:
        return None
    # Only the decisions of a canonical body name an item in this way.
    named = ResultSheet.body.contains(f'"item":"{matter.item_id}"', autoescape=True)
    return db.scalars(
        select(ResultSheet)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .where(
            Sitting.list_id == matter.list_id,
            ResultSheet.state.in_([SheetState.CONFIRMED, SheetState.SUPERSEDED]),
            ResultSheet.drawn_up_at >= matter.decided_at,
            named,
        )
        .order_by(ResultSheet.id)
    ).first()


def list_followed(db: Session, matter: ItemMatter) -> Sequence[ItemMatterSheet]:
    """Return the revisions that a decision in force has led to."""
    return db.scalars(select(ItemMatterSheet).where(ItemMatterSheet.matter_id == matter.id)).all()


def fingerprint(proposal: ItemMatter | ItemMatterDecision | None) -> str:
    """Return what tells one proposal on a matter from the next one."""
    return proposal.proposed_at.isoformat() if proposal and proposal.proposed_at else ""


def find_seen(db: Session, matter: ItemMatter, seen: str) -> ItemMatter | ItemMatterDecision:
    """Return the proposal of a fingerprint; raises MatterChanged where that one does not wait any more."""
    proposal = find_proposal(db, matter)
    if proposal is None or seen != fingerprint(proposal):
        raise MatterChanged
    return proposal


def count_passes_taken(before: Sequence[ResultSheet], drafts: Sequence[ResultSheet]) -> int:
    """Count who has passed on a sheet and no longer does on the revision that follows it."""
    passed = {one.booking_id for sheet in before for one in sheet.results if one.outcome is Outcome.PASSED}
    return sum(
        one.booking_id in passed and one.outcome is not Outcome.PASSED
        for draft in drafts
        for one in draft.results
    )
