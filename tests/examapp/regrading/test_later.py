"""A published decision on an item: a later one takes its place by two people, and both stay visible."""

import json
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from examapp.core.audit import latest_entries
from examapp.grading.models import ItemMatter
from examapp.grading.verification import verify_attempt
from examapp.regrading.dry_run import try_out
from examapp.regrading.errors import DecidedAlready, MatterChanged, NothingProposed, PassesTaken, SameDecision
from examapp.regrading.later import find_proposal, list_past
from examapp.regrading.matters import propose, refuse, undo
from examapp.regrading.models import DecisionState
from examapp.regrading.queries import count_proposed, list_with_later
from examapp.regrading.standing import find_confirmed, fingerprint
from examapp.regrading.sweeping import list_due
from examapp.results.queries import read_content
from question_bank.regrading import DecisionKind as K
from tests.examapp.regrading.ground import (
    BEFORE,
    CHOICE,
    ITEMS,
    WHY,
    F,
    Ground,
    P,
    other_choice,
    said,
    tried,
)
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import decide

LATER = DECIDED_AT + timedelta(days=2)
LAST = LATER + timedelta(days=2)
REKEYED = [(P, 6, 7), (F, 4, 7), (P, 5, 7), (F, 1, 7)]


def publish_rekey(ground: Ground, db: Session) -> ItemMatter:
    """Decide that the other answer is right, and have it confirmed: the second fails, the third passes."""
    matter = ground.put(db)
    ground.propose(db, matter, K.REKEY, [other_choice()])
    ground.approve(db, matter)
    decide(db, ground.sheet(db), ground.commission)
    return matter


def propose_later(ground: Ground, db: Session, matter: ItemMatter, kind: K, key: object = None) -> None:
    propose(db, matter, ITEMS[CHOICE], ground.member, kind=kind, key=key, reason=WHY, at=LATER)


def test_a_later_decision_takes_a_published_ones_place_and_both_stay_visible(ground: Ground) -> None:
    with tried(ground) as db:
        matter = publish_rekey(ground, db)
        several = [other_choice()]
        propose_later(ground, db, matter, K.ACCEPT_SEVERAL, several)
        assert matter.decision is K.REKEY, "until it is approved the earlier counts"
        assert (list_with_later(db), count_proposed(db, ground.commission.chair)) == ({matter.id}, 1)
        run = try_out(db, ground.desk, matter, at=LATER)
        assert [run.count(what) for what in ("gains", "loses", "passes", "fails")] == [2, 0, 1, 0]
        assert said(ground, db) == REKEYED
        (draft,) = ground.approve_at(db, matter, LATER)
        assert said(ground, db) == [(P, 7, 7), (P, 5, 7), (P, 5, 7), (F, 1, 7)]
        assert (draft.revision, read_content(draft).item_decisions[0].decision) == (3, "accept_several")
        (past,) = list_past(db, matter)
        assert (past.state, past.decision, past.ended_at) == (DecisionState.REPLACED, K.REKEY, LATER)
        assert (past.decided_at, past.decided_by) == (DECIDED_AT, ground.commission.chair.actor)
        assert find_proposal(db, matter) is None
        for attempt in ground.attempts(db):
            assert verify_attempt(db, ground.desk, attempt).faults == ()
        # Undone before it is published, the earlier is in force again and the other is kept as undone.
        (again,) = undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=LAST)
        assert (matter.decision, matter.decided_at, said(ground, db)) == (K.REKEY, DECIDED_AT, REKEYED)
        (past,) = list_past(db, matter)
        assert (past.state, past.decision, past.decision_reason) == (
            DecisionState.UNDONE,
            K.ACCEPT_SEVERAL,
            WHY,
        )
        assert (past.decided_at, past.ended_at, past.ended_by) == (LATER, LAST, ground.commission.chair.actor)
        assert again.revision == 4
        with pytest.raises(DecidedAlready):
            undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=LAST)


def test_no_later_decision_takes_a_pass_away_without_the_chairs_explicit_word(ground: Ground) -> None:
    with tried(ground) as db:
        matter = publish_rekey(ground, db)
        propose_later(ground, db, matter, K.KEEP)
        assert try_out(db, ground.desk, matter, at=LATER).count("fails") == 1
        # A savepoint stands for the transaction that a refusal ends.
        with pytest.raises(PassesTaken, match="by this decision: 1"), db.begin_nested():
            ground.approve_at(db, matter, LATER)
        db.expire_all()
        assert (matter.decision, said(ground, db)) == (K.REKEY, REKEYED)
        (draft,) = ground.approve_at(db, matter, LATER, passes_taken=1)
        assert said(ground, db) == BEFORE
        word = next(one for one in latest_entries(db) if one.act == "item_matter.approved")
        assert (word.actor, json.loads(word.facts)["passes_taken"]) == (ground.commission.chair.actor, 1)
        decide(db, draft, ground.commission)
        assert list_due(db)[-1] == (matter.id, draft.id), "its certificates follow"
        assert find_confirmed(db, matter) is draft, "the key that it gave back is published as well"
        propose_later(ground, db, matter, K.FULL_CREDIT)
        assert find_proposal(db, matter) is not None


def test_a_later_proposal_needs_another_person_and_may_be_refused(ground: Ground) -> None:
    with tried(ground) as db:
        matter = publish_rekey(ground, db)
        with pytest.raises(NothingProposed):
            try_out(db, ground.desk, matter, at=LATER)
        with pytest.raises(SameDecision):
            propose_later(ground, db, matter, K.REKEY, [other_choice()])
        propose_later(ground, db, matter, K.NEUTRALISE)
        propose_later(ground, db, matter, K.FULL_CREDIT)
        proposal, chair = find_proposal(db, matter), ground.commission.chair
        assert proposal.decision is K.FULL_CREDIT, "in place of an earlier proposal"
        with pytest.raises(MatterChanged):
            refuse(db, matter, chair, reason=WHY, seen="another", at=LATER)
        refuse(db, matter, chair, reason=WHY, seen=fingerprint(proposal), at=LATER)
        assert (find_proposal(db, matter), matter.decision) == (None, K.REKEY)
        (past,) = list_past(db, matter)
        assert (past.state, past.decision_reason) == (DecisionState.REFUSED, WHY)
