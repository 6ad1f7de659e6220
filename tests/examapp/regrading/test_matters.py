"""From the first word on an item to the certificates: two people, new marks beside the old ones, and undo."""

import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.appeals.models import Appeal
from examapp.appeals.remedies import make_credit
from examapp.authoring.models import QuestionList
from examapp.certificates.consequences import Consequence
from examapp.certificates.drafting import draft
from examapp.certificates.due import list_due as certificates_due
from examapp.certificates.entering import enter
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.commands.attempt import _say_steps, _steps_to_json
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing, PublicVerifier
from examapp.dossiers.archive import write_archive
from examapp.dossiers.gathering import gather
from examapp.dossiers.seen_items import seen_items
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
from examapp.regrading.sweeping import carry_out_confirmed, carry_out_row, list_due
from examapp.results.content import CandidateChange
from examapp.results.content_json import content_to_json
from examapp.results.corrections import in_order
from examapp.results.errors import NotInOffice, RanTheSitting, SatTheSitting, WordsMissing
from examapp.results.mark_steps import read_steps
from examapp.results.models import Result, RevisionCause, SheetState
from examapp.results.outcomes import Outcome, Points
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision
from examapp.results.sheet_facts import count_unmarked
from examapp.sittings.models import Sitting, SittingProctor
from question_bank.regrading import DecisionKind as K
from question_bank.sealing import canonical_json, digest
from tests.conftest import SECRET
from tests.examapp.regrading.ground import (
    BEFORE,
    CHOICE,
    ITEMS,
    OTHERS,
    WHY,
    Ground,
    make_ground,
    other_choice,
    said,
    tried,
)
from tests.factories.closed_sitting import DECIDED_AT, make_staff
from tests.factories.commission import decide, keys
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


def correct(ground: Ground, db: Session, change: CandidateChange) -> None:
    """Let an appeal, or an annulment, become the next revision."""
    cause = RevisionCause.VOIDED if change.outcome else RevisionCause.APPEAL
    propose_revision(db, ground.sheet(db), Proposal(cause, WHY, (change,)), actor="staff:C", at=DECIDED_AT)


@pytest.mark.parametrize("regraded_first", [True, False])
def test_a_correction_and_a_regrade_come_to_the_same_mark_whichever_was_first(
    ground: Ground, regraded_first: bool
) -> None:
    with tried(ground) as db:
        second, topic = read_content(ground.sheet(db)).lines[1], ITEMS[OTHERS[5]].meta.topic
        given = CandidateChange(second.candidate_code, WHY, added={topic: Decimal("0.5")})
        matter = ground.put(db)
        ground.propose(db, matter, K.REKEY, [other_choice()])
        for step in (1, 0) if regraded_first else (0, 1):
            if step:
                ground.approve(db, matter)
            else:
                correct(ground, db, given)
        # Five points less the one that the new key takes, and the half point of the appeal.
        assert said(ground, db)[1] == (F, Decimal("4.5"), 7)
        steps = read_steps(db, ground.attempts(db)[1])
        assert (steps.score.points, steps.faults) == (4, ())
        assert steps.corrections[0].added == {topic: Decimal("0.5")}
        undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=DECIDED_AT)
        assert said(ground, db)[1] == (P, Decimal("5.5"), 7)


def test_a_plain_figure_of_an_earlier_appeal_hides_no_later_regrade(ground: Ground) -> None:
    with tried(ground) as db:
        second, topic = read_content(ground.sheet(db)).lines[1], ITEMS[OTHERS[5]].meta.topic
        topics = dict(second.topics) | {topic: Points(Decimal("0.5"), Decimal(1))}
        summed = Points(Decimal("5.5"), Decimal(7))
        plain = CandidateChange(second.candidate_code, WHY, Outcome.PASSED, summed, topics)
        correct(ground, db, plain)
        matter = ground.put(db)
        ground.propose(db, matter, K.REKEY, [other_choice()])
        foreseen = try_out(db, ground.desk, matter, at=DECIDED_AT).sittings[0].people
        assert [one.after.scored.points for one in foreseen if one.before.position == 2] == [Decimal("4.5")]
        ground.approve(db, matter)
        assert said(ground, db)[1] == (F, Decimal("4.5"), 7)
        (kept,) = read_content(ground.sheet(db)).standing
        assert (kept.added, kept.scored) == ({topic: Decimal("0.5")}, None)
        assert read_steps(db, ground.attempts(db)[1]).faults == ()


def test_whoever_is_annulled_beside_a_decision_on_an_item_loses_the_certificate_for_that_reason(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        sheet = ground.sheet(db)
        content, key = read_content(sheet), keys().signer("certificates").key
        for due in certificates_due(db, [sheet.id]):
            result = db.get_one(Result, (sheet.id, due.position))
            begun = draft(db, sheet, content, result, key, at=DECIDED_AT)
            assert begun is not None
            enter(db, begun.attempt_id, begun.code, begun.code.ljust(64, "0"), at=DECIDED_AT)
        matter, annulled = ground.put(db), "Boshqa kishi topshirgan"
        ground.propose(db, matter, K.REKEY, [other_choice()])
        ground.approve(db, matter)
        first = content.lines[0].candidate_code
        correct(ground, db, CandidateChange(first, annulled, outcome=Outcome.VOID))
        decide(db, ground.sheet(db), ground.commission)
        carry_out_row(db, db.scalars(select(ItemMatterSheet)).one(), at=DECIDED_AT)
        ended = db.scalars(select(Certificate).order_by(Certificate.number)).all()
        assert [one.revocation and one.revocation.reason for one in ended] == [annulled, f"{CHOICE}: {WHY}"]


def test_an_item_credited_to_one_candidate_adds_nothing_once_the_key_pays_it_or_it_counts_no_more(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        third = read_content(ground.sheet(db)).lines[2]
        topic = ITEMS[CHOICE].meta.topic
        given = CandidateChange(third.candidate_code, WHY, added={topic: Decimal(1)}, credited=CHOICE)
        correct(ground, db, given)
        assert said(ground, db)[2] == (P, 5, 7)
        matter = ground.put(db)
        for kind, key, mark in ((K.REKEY, [other_choice()], (P, 5, 7)), (K.NEUTRALISE, None, (P, 4, 6))):
            ground.propose(db, matter, kind, key)
            run = try_out(db, ground.desk, matter, at=DECIDED_AT)
            told = [one.after for one in run.sittings[0].people if one.before.position == 3]
            ground.approve(db, matter)
            assert said(ground, db)[2] == mark
            assert [(one.outcome, one.scored.points) for one in told] in ([], [mark[:2]])
            assert read_steps(db, ground.attempts(db)[2]).faults == ()
            undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=DECIDED_AT)


def test_no_item_is_credited_where_its_topic_has_all_its_points_by_an_earlier_appeal(ground: Ground) -> None:
    with tried(ground) as db:
        third = read_content(ground.sheet(db)).lines[2]
        appeal = Appeal(item=CHOICE, attempt=ground.attempts(db)[2])
        change = make_credit(db, third, appeal, WHY)
        assert (change.added, change.credited) == ({"law": Decimal(1)}, CHOICE)
        correct(ground, db, CandidateChange(third.candidate_code, WHY, added={"law": Decimal(1)}))
        assert make_credit(db, read_content(ground.sheet(db)).lines[2], appeal, WHY) is None


def test_an_annulment_stands_last_and_a_sheet_that_says_otherwise_than_its_steps_is_named(
    ground: Ground,
) -> None:
    with tried(ground) as db:
        first = read_content(ground.sheet(db)).lines[0]
        topic = ITEMS[OTHERS[0]].meta.topic
        correct(ground, db, CandidateChange(first.candidate_code, WHY, outcome=Outcome.VOID))
        matter = ground.put(db)
        ground.propose(db, matter, K.FULL_CREDIT)
        ground.approve(db, matter)
        steps = read_steps(db, ground.attempts(db)[0])
        assert (steps.line.outcome, steps.annulled.why, steps.faults) == (Outcome.VOID, WHY, ())
        told = _say_steps(steps)
        assert told[0].endswith(f"Decisions on items: {CHOICE} full_credit.")
        assert told[1:] == [f"Annulled: {WHY}.", "Mark void."]
        assert (_steps_to_json(steps)["score"], _steps_to_json(steps)["annulled"]) == ("7.00", True)
        standing = (CandidateChange(first.candidate_code, WHY, added={topic: Decimal(-1)}), steps.annulled)
        assert in_order(reversed(standing)) == standing
        sheet = ground.sheet(db)
        told = content_to_json(read_content(sheet))
        told["candidates"][1]["points"] = "6"
        sheet.body, sheet.digest = canonical_json(told).decode(), digest(told)
        (fault,) = read_steps(db, ground.attempts(db)[1]).faults
        assert "says 6 of 7" in fault


def test_the_dossiers_script_comes_to_the_sheets_mark_through_decision_correction_and_annulment(
    ground: Ground, tmp_path: Path
) -> None:
    with tried(ground) as db:
        third = read_content(ground.sheet(db)).lines[2]
        told = {"candidate_code": third.candidate_code, "why": WHY}
        given = CandidateChange(**told, added={ITEMS[OTHERS[5]].meta.topic: Decimal("0.5")})
        correct(ground, db, CandidateChange(**told, added={"law": Decimal(1)}, credited=CHOICE))
        correct(ground, db, given)
        matter = ground.put(db)
        neutralised = K.NEUTRALISE, "4.00 points. Mark: 4.50, passed"
        several = K.ACCEPT_SEVERAL, "5.00 points. Mark: 5.50, passed"
        assert count_verified(ground, db) == 5
        words = "several answers are right: Label a"
        for step, (kind, mark) in enumerate((several, neutralised)):
            ground.propose(db, matter, kind, [other_choice()])
            ground.approve(db, matter)
            assert mark in recompute(ground, db, tmp_path / str(step))
            assert say_decision(ground, db) == words
            words = "does not count for anybody"
            undo(db, ground.desk, matter, ground.commission.chair, reason=WHY, at=DECIDED_AT)
        correct(ground, db, CandidateChange(**told, outcome=Outcome.VOID))
        assert "void" in recompute(ground, db, tmp_path / "void")


def say_decision(ground: Ground, db: Session) -> str:
    """Return what the dossier's paper says beside the key of the choice item."""
    gathered = gather(db, ground.desk, ground.attempts(db)[2], taken_by="T", at=DECIDED_AT)
    with ground.room.app.test_request_context("/?lang=en"):
        (shown,) = (one for one in seen_items(gathered, "uz-Latn") if one.code == CHOICE)
    return shown.decision


def count_verified(ground: Ground, db: Session) -> int:
    """Count the commission's signatures in the dossier that fit what it says of them, by their own keys."""
    gathered = gather(db, ground.desk, ground.attempts(db)[2], taken_by="T", at=DECIDED_AT)
    first = gathered.content["results"][0]
    fits = 0
    for one in first["signatures"]:
        signed = {name: one[name] for name in ("member", "name", "office", "method", "at", "digest")}
        told = signed | {"sheet": first["sheet"], "revision": 1, "public_key": one["public_key"]}
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one["public_key"]))
        fits += PublicVerifier(key).verify(canonical_json(told), one["signature"])
    return fits


def recompute(ground: Ground, db: Session, folder: Path) -> str:
    """Take the third candidate's dossier and run its script as a stranger would."""
    keys = KeyRing(folder.parent / "keys", SECRET)
    gathered = gather(db, ground.desk, ground.attempts(db)[2], taken_by="T", at=DECIDED_AT)
    content = write_archive(gathered, None, keys.signer("audit"), DECIDED_AT)
    zipfile.ZipFile(BytesIO(content)).extractall(folder)
    assert "dossier.pdf" not in (folder / "README.txt").read_text()
    script = [sys.executable, "-I", "-S", str(folder / "recompute.py")]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
