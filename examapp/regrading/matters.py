"""An item's way: put before the commission, proposed on by one person, decided by another, undone in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.models import ListItem, QuestionList
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.permissions import same_region
from examapp.delivery.papers import PaperDesk
from examapp.grading.models import ItemMatter, MatterSource, MatterState
from examapp.grading.regrading import bring_in_force, list_decided
from examapp.programmes.policy import read_policy
from examapp.regrading.errors import (
    DecidedAlready,
    KeyUnfit,
    KindNotAllowed,
    MatterChanged,
    NoSuchItem,
    OtherRegion,
    OwnProposal,
    PutAlready,
)
from examapp.regrading.models import ItemMatterSheet
from examapp.regrading.queries import list_reached
from examapp.results.composition import require_in_office
from examapp.results.errors import NothingRevised
from examapp.results.impartiality import require_impartial
from examapp.results.models import ResultSheet, RevisionCause, SheetState
from examapp.results.revising import Proposal, propose_revision
from examapp.results.words_typed import read_words
from examapp.sittings.models import Sitting
from question_bank.items import Item
from question_bank.regrading import WITH_KEY, DecisionError, DecisionKind, ItemDecision, decided_key


def put_before_commission(
    db: Session,
    question_list: QuestionList,
    item_id: str,
    by: SignedInStaff,
    *,
    text: str,
    at: datetime,
    source: MatterSource = MatterSource.STAFF,
    source_code: str | None = None,
) -> ItemMatter:
    """Put an item of a list before the commission; raises WordsMissing, NoSuchItem, PutAlready."""
    words = read_words(text)
    held = select(ListItem).where(ListItem.list_id == question_list.id, ListItem.item_id == item_id)
    if db.scalars(held).first() is None:
        raise NoSuchItem(list=question_list.code, item=item_id)
    known = select(ItemMatter.id).where(ItemMatter.list_id == question_list.id, ItemMatter.item_id == item_id)
    if db.scalars(known).first() is not None:
        raise PutAlready(item=item_id)
    matter = ItemMatter(
        code=new_code(8),
        list_id=question_list.id,
        item_id=item_id,
        source=source,
        source_code=source_code,
        text=words,
        put_by=by.actor,
        put_by_name=by.display_name,
        put_at=at,
    )
    db.add(matter)
    db.flush()
    note(db, matter, "put", by.actor, at, reason=words, source=source.value)
    return matter


def propose(
    db: Session,
    matter: ItemMatter,
    item: Item,
    by: SignedInStaff,
    *,
    kind: DecisionKind,
    key: Any,
    reason: str,
    at: datetime,
) -> None:
    """Propose a decision, in place of an earlier proposal.

    Raises WordsMissing, RanTheSitting, SatTheSitting, KindNotAllowed where the policy lacks it, KeyUnfit,
    MatterChanged.
    """
    words = read_words(reason)
    for sheet in list_reached(db, matter):
        require_impartial(db, sheet.sitting_id, [(by.id, by.display_name)])
    if kind.value not in read_policy(db, matter.question_list.programme_id, at).item_decisions:
        raise KindNotAllowed
    decision = ItemDecision(matter.item_id, kind, key if kind in WITH_KEY else None)
    if kind in WITH_KEY:
        try:
            decided_key(item, decision)
        except DecisionError as unfit:
            raise KeyUnfit from unfit
    values = {
        "state": MatterState.PROPOSED,
        "decision": kind,
        "key": decision.key,
        "reason": words,
        "proposed_by": by.actor,
        "proposed_by_name": by.display_name,
        "proposed_at": at,
    }
    _turn(db, matter, (MatterState.OPEN, MatterState.PROPOSED), values)
    note(db, matter, "proposed", by.actor, at, reason=words, decision=kind.value)


def approve(
    db: Session, desk: PaperDesk, matter: ItemMatter, chair: SignedInStaff, *, seen: str, at: datetime
) -> list[ResultSheet]:
    """Bring a proposal into force: new scores, and the next revision of each sheet, a draft to be signed.

    `seen` is the fingerprint of the proposal that the page showed. Raises OwnProposal, MatterChanged,
    OtherRegion, RanTheSitting, SatTheSitting, NotInOffice, and what `propose_revision` raises; nothing is
    written then.
    """
    _hold_list(db, matter)
    reached = list_reached(db, matter)
    _require_able(db, matter, reached, chair, at)
    if seen != fingerprint(matter):
        raise MatterChanged
    _decide(db, matter, MatterState.PROPOSED, MatterState.IN_FORCE, chair, matter.reason or "", at)
    note(db, matter, "approved", chair.actor, at, decision=str(matter.decision), sheets=len(reached))
    if matter.decision is DecisionKind.KEEP:
        return []
    drafts = _follow(db, desk, matter, reached, f"{matter.item_id}: {matter.reason}", chair, at)
    db.add_all([ItemMatterSheet(matter_id=matter.id, sheet_id=draft.id) for draft in drafts])
    db.flush()
    return drafts


def refuse(
    db: Session, matter: ItemMatter, chair: SignedInStaff, *, reason: str, seen: str, at: datetime
) -> None:
    """Refuse a proposal with a reason: the matter is open again. Raises as `approve`, and WordsMissing."""
    words = read_words(reason)
    _require_able(db, matter, list_reached(db, matter), chair, at)
    if seen != fingerprint(matter):
        raise MatterChanged
    _decide(db, matter, MatterState.PROPOSED, MatterState.OPEN, chair, words, at)
    note(db, matter, "refused", chair.actor, at, reason=words)


def undo(
    db: Session, desk: PaperDesk, matter: ItemMatter, chair: SignedInStaff, *, reason: str, at: datetime
) -> list[ResultSheet]:
    """Take a decision back before any sheet is confirmed under it: the earlier marks count again.

    Raises WordsMissing, DecidedAlready, MatterChanged, OtherRegion, RanTheSitting, SatTheSitting,
    NotInOffice.
    """
    words = read_words(reason)
    _hold_list(db, matter)
    reached = list_reached(db, matter)
    _require_impartial(db, reached, chair, at)
    confirmed = find_confirmed(db, matter)
    if confirmed is not None:
        raise DecidedAlready(number=confirmed.number)
    _decide(db, matter, MatterState.IN_FORCE, MatterState.OPEN, chair, words, at)
    note(db, matter, "undone", chair.actor, at, reason=words)
    if matter.decision is DecisionKind.KEEP:
        return []
    db.execute(delete(ItemMatterSheet).where(ItemMatterSheet.matter_id == matter.id))
    return _follow(db, desk, matter, reached, f"{matter.item_id}: {words}", chair, at)


def find_confirmed(db: Session, matter: ItemMatter) -> ResultSheet | None:
    """Return a sheet that the commission has confirmed under a decision that is in force, or None.

    A sheet of a later sitting, which was first drawn up under the decision, is one as well. Where the key
    stayed as it is no mark hangs on the decision, and the question may be opened again at any time.
    """
    if matter.state is not MatterState.IN_FORCE or matter.decision is DecisionKind.KEEP:
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


def fingerprint(matter: ItemMatter) -> str:
    """Return what tells one proposal on a matter from the next one."""
    return matter.proposed_at.isoformat() if matter.proposed_at else ""


def note(db: Session, matter: ItemMatter, act: str, actor: str, at: datetime, **facts: Any) -> None:
    """Write an act on a matter into the audit log, under the list's code."""
    record(
        db,
        act=f"item_matter.{act}",
        actor=actor,
        subject_kind="question_list",
        subject_code=matter.question_list.code,
        at=at,
        facts={"matter": matter.code, "item": matter.item_id, **facts},
    )


def _hold_list(db: Session, matter: ItemMatter) -> None:
    """Let one decision on a list at a time come into force, and no sheet be drawn up beside it.

    Whoever only names the list, such as a sitting that is being planned, does not wait.
    """
    lists = select(QuestionList.id).where(QuestionList.id == matter.list_id)
    db.scalars(lists.with_for_update(key_share=True)).one()


def _follow(
    db: Session,
    desk: PaperDesk,
    matter: ItemMatter,
    reached: Sequence[ResultSheet],
    reason: str,
    chair: SignedInStaff,
    at: datetime,
) -> list[ResultSheet]:
    """Bring the decisions that now stand into force, and propose the next revision of each sheet."""
    bring_in_force(db, desk, matter.question_list, list_decided(db, matter.question_list), at=at)
    drafts = []
    for sheet in reached:
        proposal = Proposal(RevisionCause.ITEM_DECISION, reason, afresh=True)
        try:
            drafts.append(propose_revision(db, sheet, proposal, actor=chair.actor, at=at))
        except NothingRevised:
            continue
    return drafts


def _require_able(
    db: Session, matter: ItemMatter, reached: Sequence[ResultSheet], chair: SignedInStaff, at: datetime
) -> None:
    if is_one_of(db, chair.actor, [matter.proposed_by]):
        raise OwnProposal
    _require_impartial(db, reached, chair, at)


def _require_impartial(
    db: Session, reached: Sequence[ResultSheet], chair: SignedInStaff, at: datetime
) -> None:
    for sheet in reached:
        if not same_region(chair, sheet.region_code):
            raise OtherRegion
        require_impartial(db, sheet.sitting_id, [(chair.id, chair.display_name)])
    require_in_office(db, chair.id, at)


def _decide(
    db: Session,
    matter: ItemMatter,
    before: MatterState,
    after: MatterState,
    chair: SignedInStaff,
    reason: str,
    at: datetime,
) -> None:
    values = {
        "state": after,
        "decided_by": chair.actor,
        "decided_by_name": chair.display_name,
        "decided_at": at,
        "decision_reason": reason,
    }
    _turn(db, matter, (before,), values)


def _turn(db: Session, matter: ItemMatter, before: tuple[MatterState, ...], values: dict[str, Any]) -> None:
    swapped = changed_rows(
        db,
        update(ItemMatter).where(ItemMatter.id == matter.id, ItemMatter.state.in_(before)).values(**values),
    )
    if swapped != 1:
        raise MatterChanged
    db.refresh(matter)
