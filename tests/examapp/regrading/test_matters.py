"""From the first word on an item to the certificates: two people, new marks beside the old ones, and undo."""

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.models import QuestionList
from examapp.certificates.consequences import Consequence
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.grading.models import ItemScoreRow, KeyVersion, MatterState, Score
from examapp.grading.queries import latest_scores
from examapp.grading.sweeping import list_unmarked
from examapp.grading.verification import verify_attempt
from examapp.regrading.dry_run import try_out
from examapp.regrading.errors import (
    DecidedAlready,
    KeyUnfit,
    MatterChanged,
    NoSuchItem,
    OtherRegion,
    OwnProposal,
    PutAlready,
)
from examapp.regrading.matters import approve, propose, put_before_commission, refuse, undo
from examapp.regrading.models import ItemMatterSheet
from examapp.regrading.standing import find_confirmed, fingerprint
from examapp.regrading.sweeping import carry_out_confirmed, list_due
from examapp.results.errors import NotInOffice, RanTheSitting, SatTheSitting, WordsMissing
from examapp.results.models import RevisionCause, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.results.sheet_facts import count_unmarked
from examapp.sittings.models import Sitting, SittingProctor
from question_bank.regrading import DecisionKind as K
from tests.examapp.regrading.ground import (
    BEFORE,
    CHOICE,
    WHY,
    Ground,
    make_ground,
    other_choice,
    said,
    tried,
)
from tests.factories.closed_sitting import DECIDED_AT, make_staff
from tests.factories.commission import decide
from tests.factories.interested import seat_as_candidate
from tests.factories.issued import at_work
from tests.factories.marked import mark

P, F = Outcome.PASSED, Outcome.FAILED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lesson_35_a_dry_run_says_what_approval_then_does_to_marks_sheets_and_certificates(
    app: Flask, database: Database
) -> None:
    ground = make_ground(app)
    with at_work(app), database.reading() as db:
        issue_sheet(ground.sheet(db).id)
    with database.transaction() as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.REKEY, [other_choice()])
        run = try_out(db, ground.desk, matter, at=DECIDED_AT)
        assert run.attempts == 4
        (sitting,) = run.sittings
        found = [
            (one.before.position, one.gain, one.passes, one.fails, one.consequence) for one in sitting.people
        ]
        assert found == [
            (1, -1, False, False, Consequence.KEPT),
            (2, -1, False, True, Consequence.REVOKED),
            (3, 1, True, False, Consequence.TO_BE_ISSUED),
        ]
        assert [run.count(what) for what in ("gains", "loses", "passes", "fails")] == [1, 2, 1, 1]
        assert run.certificates == {Consequence.REVOKED: 1, Consequence.TO_BE_ISSUED: 1}
        assert sitting.people[1].certificate is not None
        # Nothing was written: marks and sheet are as they were.
        assert said(ground, db) == BEFORE
        assert db.scalars(select(KeyVersion)).all() == []
        (draft,) = ground.approve(db, matter)
        assert (draft.cause, draft.state, draft.revision) == (
            RevisionCause.ITEM_DECISION,
            SheetState.DRAFT,
            2,
        )
        assert said(ground, db) == [(P, 6, 7), (F, 4, 7), (P, 5, 7), (F, 1, 7)]
        (line,) = read_content(draft).item_decisions
        assert (line.item, line.decision, line.reason) == (CHOICE, "rekey", WHY)
        assert len(db.scalars(select(Score)).all()) == 8
        for attempt in ground.attempts(db):
            assert verify_attempt(db, ground.desk, attempt).faults == ()
        # Marking again finds both marks made.
        newest = mark(db, ground.desk, ground.attempts(db)[0].id, DECIDED_AT)
        assert newest.key_version == db.scalars(select(KeyVersion.digest)).one()
        assert list_due(db) == []
        decide(db, ground.sheet(db), ground.commission)
    with at_work(app):
        carry_out_confirmed()
        carry_out_confirmed()
        with database.reading() as db:
            sheet_id = ground.sheet(db).id
        issue_sheet(sheet_id)
        with database.reading() as db:
            ids = [one.attempt_id for one in ground.sheet(db).results]
            held = {one.attempt_id: one for one in db.scalars(select(Certificate))}
            assert [ids.index(attempt) for attempt in sorted(held, key=ids.index)] == [0, 1, 2]
            assert [held[ids[place]].revocation is not None for place in range(3)] == [False, True, False]
            assert list_due(db) == []
    with database.transaction() as db, pytest.raises(DecidedAlready):
        undo(db, ground.desk, db.merge(matter), ground.commission.chair, reason=WHY, at=DECIDED_AT)


def test_lesson_36_a_neutralised_item_leaves_the_maximum_and_the_pass_mark(ground: Ground) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.NEUTRALISE)
        ground.approve(db, matter)
        # 60 % of six points are four: the third passes, and the second keeps what counts.
        assert said(ground, db) == [(P, 6, 6), (P, 4, 6), (P, 4, 6), (F, 1, 6)]
        content = read_content(ground.sheet(db))
        assert content.maximum == 6


def test_more_than_a_third_neutralised_voids_the_sitting(ground: Ground) -> None:
    with tried(ground) as db:
        sitting = db.get_one(Sitting, ground.room.sitting_id)
        policy = dict(sitting.policy)
        policy["item.void_over_percent"] = policy["exam.duration_minutes"] | {"value": 14}
        sitting.policy = policy
        db.flush()
        matter = ground.put(db)
        ground.propose(db, matter, K.NEUTRALISE)
        run = try_out(db, ground.desk, matter, at=DECIDED_AT)
        assert [one.after.outcome for one in run.sittings[0].people] == [Outcome.VOID] * 4
        ground.approve(db, matter)
        lines = read_content(ground.sheet(db)).lines
        assert {(line.outcome, line.scored, line.reason) for line in lines} == {
            (Outcome.VOID, None, "decided")
        }


def test_a_decision_can_be_undone_until_its_sheet_is_confirmed(ground: Ground) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        assert [points for _, points, _ in said(ground, db)] == [7, 5, 5, 2]
        undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=DECIDED_AT)
        assert matter.state is MatterState.OPEN
        assert said(ground, db) == BEFORE
        sheet = ground.sheet(db)
        assert (sheet.revision, sheet.state, read_content(sheet).item_decisions) == (
            3,
            SheetState.UNCHANGED,
            (),
        )
        scores = latest_scores(db, ground.room.sitting_id)
        assert {one.key_version for one in scores.values()} == {matter.question_list.digest}
        # Decided once more, nothing is marked twice.
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        assert len(db.scalars(select(Score)).all()) == 8
        assert [points for _, points, _ in said(ground, db)] == [7, 5, 5, 2]


def test_no_decision_is_undone_once_a_later_sittings_first_sheet_was_confirmed_under_it(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        (second,) = ground.approve(db, matter)
        db.execute(delete(ItemMatterSheet))  # as it is where the first sheet came after the decision
        assert find_confirmed(db, matter) is None
        decide(db, second, ground.commission)
        with pytest.raises(DecidedAlready) as refusal:
            undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=DECIDED_AT)
        assert second.number in str(refusal.value)


def test_an_attempt_marked_while_a_decision_was_approved_is_marked_again_before_any_sheet(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        assert (list_unmarked(db), count_unmarked(db, ground.room.sitting_id)) == ([], 0)
        attempt = ground.attempts(db)[2]
        newest = latest_scores(db, ground.room.sitting_id)[attempt.id]
        db.execute(delete(ItemScoreRow).where(ItemScoreRow.score_id == newest.id))
        db.execute(delete(Score).where(Score.id == newest.id))
        assert (list_unmarked(db), count_unmarked(db, ground.room.sitting_id)) == ([attempt.id], 1)
        mark(db, ground.desk, attempt.id, DECIDED_AT)
        assert (list_unmarked(db), count_unmarked(db, ground.room.sitting_id)) == ([], 0)


def test_no_other_decision_on_the_list_and_no_sheet_of_it_comes_beside_an_approval(ground: Ground) -> None:
    database = ground.room.database
    if database.is_sqlite:
        pytest.skip("one transaction writes at a time")
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        sitting = db.get_one(Sitting, ground.room.sitting_id)
        lists = select(QuestionList.id).where(QuestionList.id == sitting.list_id)
        for lock in ({"key_share": True}, {"read": True}):  # of another decision, of a sheet
            with pytest.raises(OperationalError), database.engine.connect() as other:
                other.scalars(lists.with_for_update(**lock, nowait=True)).one()
        with database.engine.connect() as other:  # a new sitting only names the list
            assert other.scalars(lists.with_for_update(key_share=True, read=True, nowait=True)).one()


def test_keeping_the_key_closes_the_matter_and_changes_no_mark(ground: Ground) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.KEEP)
        assert try_out(db, ground.desk, matter, at=DECIDED_AT).sittings[0].people == ()
        assert ground.approve(db, matter) == []
        assert (matter.state, ground.sheet(db).revision) == (MatterState.IN_FORCE, 1)
        assert len(db.scalars(select(Score)).all()) == 4


def test_nobody_decides_alone_or_on_a_sitting_they_ran_or_beyond_their_region(ground: Ground) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.NEUTRALISE)
        seen = fingerprint(matter)
        with pytest.raises(OwnProposal):
            approve(db, ground.desk, matter, ground.member, seen=seen, at=DECIDED_AT)
        far = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Far Away Chair", region="UZ-FA"))
        with pytest.raises(OtherRegion):
            approve(db, ground.desk, matter, far, seen=seen, at=DECIDED_AT)
        unnamed = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Unnamed Chair"))
        with pytest.raises(NotInOffice):
            approve(db, ground.desk, matter, unnamed, seen=seen, at=DECIDED_AT)
        chair = ground.commission.chair
        with pytest.raises(MatterChanged):
            approve(db, ground.desk, matter, chair, seen="another", at=DECIDED_AT)
        db.add(SittingProctor(sitting_id=ground.room.sitting_id, staff_id=chair.id))
        db.flush()
        with pytest.raises(RanTheSitting):
            approve(db, ground.desk, matter, chair, seen=seen, at=DECIDED_AT)
        seat_as_candidate(db, ground.room.sitting_id, db.get_one(StaffAccount, ground.member.id))
        with pytest.raises(SatTheSitting):
            ground.propose(db, matter, K.KEEP)
        assert matter.state is MatterState.PROPOSED


def test_what_cannot_be_put_or_proposed_is_refused_and_a_refused_proposal_is_open_again(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        with pytest.raises(PutAlready):
            ground.put(db)
        words = {"text": WHY, "at": DECIDED_AT}
        with pytest.raises(NoSuchItem):
            put_before_commission(db, matter.question_list, "LAW-999", ground.member, **words)
        with pytest.raises(KeyUnfit):
            ground.propose(db, matter, K.REKEY, ["nothing"])
        item = ground.items[CHOICE]
        with pytest.raises(WordsMissing):
            propose(db, matter, item, ground.member, kind=K.KEEP, key=None, reason="why", at=DECIDED_AT)
        ground.propose(db, matter, K.NEUTRALISE)
        chair, seen = ground.commission.chair, fingerprint(matter)
        refuse(db, matter, chair, reason="The key is right after all", seen=seen, at=DECIDED_AT)
        assert (matter.state, matter.decision_reason) == (MatterState.OPEN, "The key is right after all")
        with pytest.raises(MatterChanged):
            ground.approve(db, matter)


def test_a_key_version_that_is_not_what_its_digest_says_is_named(ground: Ground) -> None:
    with tried(ground) as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        version = db.scalars(select(KeyVersion)).one()
        version.decisions = [one | {"decision": "neutralise"} for one in version.decisions]
        db.flush()
        (fault,) = verify_attempt(db, ground.desk, ground.attempts(db)[0]).faults
        assert fault.startswith("the key version")
