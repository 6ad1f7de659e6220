"""Decisions on items beside corrections, credits and annulments: one mark, whichever came first."""

import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.appeals.models import Appeal
from examapp.appeals.remedies import make_credit
from examapp.certificates.drafting import draft
from examapp.certificates.due import list_due as certificates_due
from examapp.certificates.entering import enter
from examapp.certificates.models import Certificate
from examapp.commands.attempt import _say_steps, _steps_to_json
from examapp.core.signing import KeyRing, PublicVerifier
from examapp.dossiers.archive import write_archive
from examapp.dossiers.gathering import gather
from examapp.dossiers.seen_items import seen_items
from examapp.regrading.dry_run import try_out
from examapp.regrading.matters import undo
from examapp.regrading.models import ItemMatterSheet
from examapp.regrading.sweeping import carry_out_row
from examapp.results.content import CandidateChange
from examapp.results.content_json import content_to_json
from examapp.results.corrections import in_order
from examapp.results.mark_steps import read_steps
from examapp.results.models import Result, RevisionCause
from examapp.results.outcomes import Outcome, Points
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision
from question_bank.regrading import DecisionKind as K
from question_bank.sealing import canonical_json, digest
from tests.conftest import SECRET
from tests.examapp.regrading.ground import (
    CHOICE,
    ITEMS,
    OTHERS,
    WHY,
    Ground,
    other_choice,
    said,
    tried,
)
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import decide, keys

P, F = Outcome.PASSED, Outcome.FAILED


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
        # The new key pays no more than what was given: no mark changes, and the dry run is silent.
        cases = ((K.REKEY, [other_choice()], (P, 5, 7), []), (K.NEUTRALISE, None, (P, 4, 6), [(P, 4)]))
        for kind, key, mark, shown in cases:
            ground.propose(db, matter, kind, key)
            run = try_out(db, ground.desk, matter, at=DECIDED_AT)
            told = [one.after for one in run.sittings[0].people if one.before.position == 3]
            ground.approve(db, matter)
            assert said(ground, db)[2] == mark
            assert [(one.outcome, one.scored.points) for one in told] == shown
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
