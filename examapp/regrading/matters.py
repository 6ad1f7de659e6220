"""An item's way: put before the commission, proposed on by one person, decided by another, undone in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.models import ListItem, QuestionList
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
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
    PassesTaken,
    PutAlready,
)
from examapp.regrading.later import (
    find_replaced,
    propose_later,
    refuse_later,
    step_back,
    take_place,
)
from examapp.regrading.models import ItemMatterDecision, ItemMatterSheet
from examapp.regrading.queries import list_reached
from examapp.regrading.standing import (
    count_passes_taken,
    find_confirmed,
    find_seen,
    require_able,
    require_competent_for,
)
from examapp.results.errors import NothingRevised
from examapp.results.impartiality import require_impartial
from examapp.results.models import ResultSheet, RevisionCause
from examapp.results.revising import Proposal, propose_revision
from examapp.results.words_typed import read_words
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
    facts: Mapping[str, str] | None = None,
) -> ItemMatter:
    """Put an item of a list before the commission; raises WordsMissing, NoSuchItem, PutAlready.

    Where `facts` speak, such as an incident's, the text need not.
    """
    words = " ".join(text.split()) if facts else read_words(text)
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
        facts=dict(facts) if facts else None,
        put_by=by.actor,
        put_by_name=by.display_name,
        put_at=at,
    )
    db.add(matter)
    db.flush()
    note(db, matter, "put", by.actor, at, reason=words, source=source.value, **(facts or {}))
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
    """Propose a decision, in place of an earlier proposal; a later one where one is published.

    Raises SameDecision, WordsMissing, RanTheSitting, SatTheSitting, KindNotAllowed where the policy lacks it,
    KeyUnfit, MatterChanged.
    """
    words = read_words(reason)
    _hold_list(db, matter)
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
    proposal = {
        "decision": kind,
        "key": decision.key,
        "reason": words,
        "proposed_by": by.actor,
        "proposed_by_name": by.display_name,
        "proposed_at": at,
    }
    if find_confirmed(db, matter) is not None:
        propose_later(db, matter, proposal)
    else:
        before = (MatterState.OPEN, MatterState.PROPOSED)
        _turn(db, matter, before, proposal | {"state": MatterState.PROPOSED})
    note(db, matter, "proposed", by.actor, at, reason=words, decision=kind.value)


def approve(
    db: Session,
    desk: PaperDesk,
    matter: ItemMatter,
    chair: SignedInStaff,
    *,
    seen: str,
    passes_taken: int = 0,
    at: datetime,
) -> list[ResultSheet]:
    """Bring a proposal into force: new scores, and the next revision of each sheet, a draft to be signed.

    `seen` is the fingerprint of the proposal that the page showed, `passes_taken` how many people the chair
    has said may lose their pass by it. Raises PassesTaken, OwnProposal, MatterChanged,
    OtherRegion, RanTheSitting, SatTheSitting, NotInOffice, and what `propose_revision` raises; nothing is
    written then.
    """
    _hold_list(db, matter)
    reached = list_reached(db, matter)
    require_able(db, matter, chair, at)
    proposal = find_seen(db, matter, seen)
    facts: dict[str, Any] = {"decision": str(proposal.decision), "sheets": len(reached)}
    if isinstance(proposal, ItemMatterDecision):
        facts["replaces"] = str(matter.decision)
        take_place(db, matter, proposal, chair, at)
    else:
        _decide(db, matter, MatterState.PROPOSED, MatterState.IN_FORCE, chair, matter.reason or "", at)
    if matter.decision is DecisionKind.KEEP and "replaces" not in facts:
        note(db, matter, "approved", chair.actor, at, **facts)
        return []
    drafts = _follow(db, desk, matter, reached, f"{matter.item_id}: {matter.reason}", chair, at)
    taken = count_passes_taken(reached, drafts)
    if taken > passes_taken:
        raise PassesTaken(number=taken)
    # The chair's explicit word on lost passes is kept where everything that was decided is.
    note(db, matter, "approved", chair.actor, at, **facts, passes_taken=taken)
    db.add_all([ItemMatterSheet(matter_id=matter.id, sheet_id=draft.id) for draft in drafts])
    db.flush()
    return drafts


def refuse(
    db: Session, matter: ItemMatter, chair: SignedInStaff, *, reason: str, seen: str, at: datetime
) -> None:
    """Refuse a proposal with a reason: the matter is open again, or the earlier decision stands.

    Raises as `approve`, and WordsMissing.
    """
    words = read_words(reason)
    _hold_list(db, matter)
    require_able(db, matter, chair, at)
    proposal = find_seen(db, matter, seen)
    if isinstance(proposal, ItemMatterDecision):
        refuse_later(db, proposal, chair, words, at)
    else:
        _decide(db, matter, MatterState.PROPOSED, MatterState.OPEN, chair, words, at)
    note(db, matter, "refused", chair.actor, at, reason=words)


def undo(
    db: Session, desk: PaperDesk, matter: ItemMatter, chair: SignedInStaff, *, reason: str, at: datetime
) -> list[ResultSheet]:
    """Take a decision back before any sheet is confirmed under it: the earlier marks count again.

    Where it took another's place that one is in force again.

    Raises WordsMissing, DecidedAlready, MatterChanged, OtherRegion, RanTheSitting, SatTheSitting,
    NotInOffice.
    """
    words = read_words(reason)
    _hold_list(db, matter)
    reached = list_reached(db, matter)
    require_competent_for(db, matter, chair, at)
    confirmed = find_confirmed(db, matter)
    if confirmed is not None:
        raise DecidedAlready(number=confirmed.number)
    own = select(ResultSheet.id).where(ResultSheet.drawn_up_at >= matter.decided_at)
    earlier = find_replaced(db, matter)
    if earlier is None:
        _decide(db, matter, MatterState.IN_FORCE, MatterState.OPEN, chair, words, at)
    else:
        step_back(db, matter, earlier, chair, words, at)
    note(db, matter, "undone", chair.actor, at, reason=words)
    if matter.decision is DecisionKind.KEEP and earlier is None:
        return []
    followed = delete(ItemMatterSheet).where(
        ItemMatterSheet.matter_id == matter.id, ItemMatterSheet.sheet_id.in_(own)
    )
    db.execute(followed)
    return _follow(db, desk, matter, reached, f"{matter.item_id}: {words}", chair, at)


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
    """Let one act on a list's matters at a time be done, and no sheet be drawn up beside it.

    The matter is read again: whoever waited here may have read what another act has changed since.
    Whoever only names the list, such as a sitting that is being planned, does not wait.
    """
    lists = select(QuestionList.id).where(QuestionList.id == matter.list_id)
    db.scalars(lists.with_for_update(key_share=True)).one()
    db.refresh(matter)


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
