"""A deletion of attempts: in batches, after a kill, only what was approved; the proof and what it shows."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select, update

from examapp.cli import main
from examapp.core.audit import record, seal_new_entries
from examapp.core.audit_checkpoints import add_checkpoint, write_witness_file
from examapp.core.audit_cuts import is_approved
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.jobs import JobState, run_one
from examapp.core.settings import INSTALLATION_FILE, Settings
from examapp.core.signing import KeyRing, PrivateSigner
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.sealed_check import SEALED_ACT
from examapp.grading.models import ItemMatter, Score
from examapp.regrading.queries import list_reached
from examapp.results.drawing_up import draw_up
from examapp.results.errors import NotReadyForSheet
from examapp.results.models import RevisionCause
from examapp.results.revising import Proposal as RevisedBy
from examapp.results.revising import propose_revision
from examapp.retention import carrying_out
from examapp.retention.contents import erase
from examapp.retention.due import read_due
from examapp.retention.models import Kind, Outcome, Proof, Proposal, ProposalState, ProposedThing
from examapp.retention.page import open_proposal
from examapp.retention.proof_text import ProofUnreadable, check_file, write_file
from examapp.retention.proofs import find_broken_proof, read_erased
from examapp.retention.proposing import get_proposal
from examapp.retention.sweeping import carry_out_approved, find_job, list_left
from examapp.sittings.models import ExamFormRecord, Sitting
from examapp.worker import LONG_JOBS, SWEEPERS
from tests.conftest import SECRET
from tests.examapp.retention.making import BEFORE, LATER, agree, approve_years, carry_out
from tests.factories.closed_sitting import HELD_FROM, Seat, make_closed_sitting, total

SEATS = [Seat(f"Karimov{number} Botir Abduvohidovich", total(30)) for number in range(5)]


@pytest.fixture
def signer(tmp_path: Path) -> PrivateSigner:
    return KeyRing(tmp_path / "keys", "secret").signer("audit")


def _lay(database: Database) -> None:
    with database.transaction() as db:
        make_closed_sitting(db, SEATS, rehearsal=True)
        approve_years(db)


def _left(database: Database) -> list[int]:
    with database.reading() as db:
        return [
            db.scalar(select(func.count()).select_from(one)) for one in (SealedHead, Score, ExamFormRecord)
        ]


def test_a_killed_job_goes_on_and_deletes_what_was_approved_and_no_more(
    database: Database, signer: PrivateSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lay(database)
    code = agree(database, Kind.ATTEMPTS)
    with database.transaction() as db:  # of another sitting, older than the years, in no proposal
        make_closed_sitting(db, SEATS[:1], rehearsal=True, code="TK-2026-1124-02")
        changed = db.scalars(select(Attempt).order_by(Attempt.id)).first()
        changed.language = "ru"  # no longer what was approved
    monkeypatch.setattr(carrying_out, "A_TRANSACTION", 2)
    erase, gone = carrying_out.erase, []

    def dies(db: object, kind: Kind, thing: str) -> int:
        if len(gone) == 2:
            raise SystemError("killed")
        gone.append(thing)
        return erase(db, kind, thing)

    monkeypatch.setattr(carrying_out, "erase", dies)
    with pytest.raises(SystemError):
        carry_out(database, signer, code)
    assert _left(database) == [5, 5, 5], "the transaction of the kill left nothing half done"
    monkeypatch.setattr(carrying_out, "erase", erase)
    carry_out(database, signer, code)
    assert _left(database) == [2, 2, 2]
    with database.reading() as db:
        settled = dict(db.execute(select(ProposedThing.outcome, func.count()).group_by("outcome")).all())
        assert settled == {Outcome.DELETED: 4, Outcome.KEPT: 1}
        assert db.scalar(select(func.count()).select_from(Attempt)) == 6, "their lines stay for the sheets"
        assert find_broken_proof(db, signer.verifier) is None
        # The changed one and the other sitting's are due for the next proposal.
        assert len(read_due(db, Kind.ATTEMPTS, LATER).things) == 2
        body = json.loads(db.scalars(select(Proof.body)).one())
    assert (body["deleted"], body["kept"], body["rows"]["score"]) == (4, 1, 4)
    assert body["policy"] == [
        {"programme": "MCL", "years": 6, "document": "Buyruq 12", "approved_at": BEFORE.isoformat()}
    ]


def test_a_proof_is_checked_without_the_installation_and_no_change_passes(
    database: Database, signer: PrivateSigner, tmp_path: Path
) -> None:
    _lay(database)
    carry_out(database, signer, agree(database, Kind.ATTEMPTS))
    with database.reading() as db:
        proof = db.scalars(select(Proof)).one()
        content = write_file(proof.body, proof.signature, signer.verifier)
    assert check_file(content, None).holds
    assert check_file(content, signer.verifier).deleted == 5
    stranger = KeyRing(tmp_path / "others", "secret").signer("audit")
    assert not check_file(content, stranger.verifier).holds
    told = json.loads(content)
    told["proof"]["items"].pop()
    forged = json.dumps(told | {"signature": stranger.sign(b"")}).encode()
    assert not check_file(forged, signer.verifier).holds
    with pytest.raises(ProofUnreadable):
        check_file(b"[]", None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_line_checks_proof_log_and_attempt(
    app: Flask, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signer = app.extensions["key_ring"].signer("audit")
    _lay(database)
    code = agree(database, Kind.ATTEMPTS)
    with database.transaction() as db:
        seal_new_entries(db, signer, LATER)
    carry_out(database, signer, code)
    with database.transaction() as db:
        seal_new_entries(db, signer, LATER)
        add_checkpoint(db, signer, LATER)
        (tmp_path / "witness.json").write_bytes(write_witness_file(db, signer))
        proof, attempt = db.scalars(select(Proof)).one(), db.scalars(select(Attempt.code)).first()
    file = tmp_path / "proof.json"
    file.write_bytes(write_file(proof.body, proof.signature, signer.verifier))
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    whole = CliRunner().invoke(main, ["audit", "verify", "--json"])
    assert (whole.exit_code, json.loads(whole.stdout)["erased"]) == (0, 5), whole.output
    assert (
        "deleted by an approved proposal" in CliRunner().invoke(main, ["attempt", "verify", attempt]).stdout
    )
    held = CliRunner().invoke(main, ["audit", "proof", str(file), "--json"])
    assert (held.exit_code, json.loads(held.stdout)["deleted"]) == (0, 5)
    # On a machine of somebody else's, by the key that a witness kept.
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "nothing"))
    asked = ["audit", "proof", str(file), "--checkpoint", str(tmp_path / "witness.json")]
    assert CliRunner().invoke(main, asked).exit_code == 0
    file.write_text(file.read_text().replace('"deleted":5', '"deleted":4'))
    assert CliRunner().invoke(main, asked).exit_code == 1
    file.write_text("{}")
    assert CliRunner().invoke(main, asked).exit_code == 2


def test_only_what_two_people_approved_counts_as_erased(database: Database, signer: PrivateSigner) -> None:
    _lay(database)
    code = agree(database, Kind.ATTEMPTS)
    with database.transaction() as db:
        seal_new_entries(db, signer, LATER)
    carry_out(database, signer, code)
    with database.transaction() as db:
        root = get_proposal(db, code).root
        assert is_approved(db, code, root)
        assert len(read_erased(db, signer.verifier, LATER)) == 5
        thing = db.scalars(select(ProposedThing)).first()
        sealed = {"act": SEALED_ACT, "actor": "system", "subject_kind": "attempt"}
        record(db, **sealed, subject_code=thing.code, at=HELD_FROM)
        assert thing.code in read_erased(db, signer.verifier, LATER)
        # By today's clock it is one year old, whatever date stands under the approval.
        assert thing.code not in read_erased(db, signer.verifier, HELD_FROM + timedelta(days=365))
        # Another thing written into the proposal afterwards gives another root: then nothing is believed.
        db.execute(update(ProposedThing).where(ProposedThing.code == thing.code).values(code="ANOTHER"))
        assert not read_erased(db, signer.verifier, LATER)
        db.execute(update(ProposedThing).where(ProposedThing.code == "ANOTHER").values(code=thing.code))
        db.execute(update(Proof).values(signature=signer.sign(b"another")))
        db.expire_all()
        assert not read_erased(db, signer.verifier, LATER)
        assert find_broken_proof(db, signer.verifier) == (1, "the signature does not hold")
        db.execute(delete(Proof))
        assert find_broken_proof(db, signer.verifier) == (1, "a proof is missing")
        db.execute(update(Proposal).values(root="0" * 64))
        db.expire_all()
        assert not read_erased(db, signer.verifier, LATER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_approved_deletion_whose_job_has_failed_is_taken_up_again_after_an_hour(
    app: Flask, database: Database
) -> None:
    _lay(database)
    code = agree(database, Kind.ATTEMPTS)
    with database.transaction() as db:
        job = find_job(db, code)
        assert list_left(db, LATER) == [], "its job waits"
        job.state, job.run_after = JobState.FAILED, LATER
        assert open_proposal(db, get_proposal(db, code)).stopped
    clock = ManualClock(LATER)
    with app.app_context(), using(clock):
        carry_out_approved()
        assert not run_one(database, LONG_JOBS, LATER), "not each second"
        clock.advance(hours=1)
        assert carry_out_approved in SWEEPERS
        carry_out_approved()
        assert run_one(database, LONG_JOBS, LATER + timedelta(hours=1))
        with database.reading() as db:
            assert get_proposal(db, code).state is ProposalState.DONE


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sheet_of_which_answers_were_deleted_stays_and_says_why(database: Database) -> None:
    _lay(database)
    with database.transaction() as db:
        sitting = db.scalars(select(Sitting)).one()
        sheet = draw_up(db, sitting, at=LATER)
        db.execute(update(ExamFormRecord).values(body='{"items":["law-1"]}'))
        db.execute(update(Attempt).values(form_digest="cd" * 32))
        matter = ItemMatter(list_id=sitting.list_id, item_id="law-1")
        assert [one.id for one in list_reached(db, matter)] == [sheet.id]
        erase(db, Kind.ATTEMPTS, db.scalars(select(Attempt.code)).first())
        db.expire_all()
        assert list_reached(db, matter) == [], "the others' items can be decided on all the same"
        afresh = RevisedBy(RevisionCause.RETURNED, "–", afresh=True)
        with pytest.raises(NotReadyForSheet) as refusal:
            propose_revision(db, sheet, afresh, actor="staff:S", at=LATER)
    assert "deleted after the years of keeping" in str(refusal.value.message)
