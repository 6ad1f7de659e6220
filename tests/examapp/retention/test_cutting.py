"""A cut of the audit log by two people: the rest is whole, what was tampering before is it after."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from examapp.cli import main
from examapp.core.audit import (
    AuditCut,
    AuditEntry,
    AuditLink,
    record,
    seal_new_entries,
)
from examapp.core.audit_check import KnownHead, verify_chain
from examapp.core.audit_checkpoints import (
    add_checkpoint,
    compare_with_witness,
    read_witness_file,
    write_witness_file,
)
from examapp.core.audit_cuts import APPROVED_ACT, cut_statement
from examapp.core.clock import ManualClock, using
from examapp.delivery.models import Attempt, ResponseEvent
from examapp.dossiers.errors import AnswersDeleted
from examapp.dossiers.gathering import gather
from examapp.glass_box.verifying import LogVerdict, verify_log
from examapp.proctoring.errors import TimesDeleted
from examapp.proctoring.minutes import draw_up_minutes
from examapp.retention import carrying_out
from examapp.retention.due import read_due
from examapp.retention.due_audit import PIECE
from examapp.retention.merkle import merkle_root
from examapp.retention.models import Kind, Outcome, Proposal, ProposalState, ProposedThing
from examapp.retention.proofs import find_broken_proof, read_cut_limit, read_erased
from examapp.retention.proposing import leaf_of
from examapp.retention.things import Held
from tests.conftest import SECRET
from tests.examapp.retention.making import LATER, agree, approve_years, carry_out
from tests.faults.tampering import Ground, open_ground

DROPPED = "KS-TK-2026-000009"
OLD = LATER - timedelta(days=6 * 365 + 20)
AGO = OLD.date()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A log whose old part was cut, with the answers of its attempts: by the product's own way."""
    folder = tmp_path_factory.mktemp("cutting")
    with open_ground(f"sqlite:///{folder}/log.sqlite3", folder) as made:
        _age(made)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(carrying_out, "A_TRANSACTION", 1)
            _erase(made)
        yield made


def _age(ground: Ground) -> None:
    """Lay an old act that others still read, and a young one that ends what is old enough."""
    with ground.database.transaction() as db:
        approve_years(db)
        record(
            db,
            act="certificate.number_dropped",
            actor="system",
            subject_kind="certificate",
            subject_code=DROPPED,
            at=OLD,
        )
        for number in range(PIECE):
            act = {"act": "test.acted", "actor": "system", "subject_kind": "thing"}
            record(db, **act, subject_code=str(number), at=OLD)
        db.flush()
        while seal_new_entries(db, ground.signer, OLD):
            pass
        record(db, act="test.acted", actor="system", subject_kind="thing", subject_code="now", at=LATER)
        db.flush()
        seal_new_entries(db, ground.signer, LATER)


def _erase(ground: Ground) -> None:
    with ground.database.reading() as db:
        held = [thing.held for thing in read_due(db, Kind.AUDIT, LATER).things]
    assert held[-1] is Held.NEEDED, "entries of attempts whose answers are kept hold the log"
    carry_out(ground.database, ground.signer, agree(ground.database, Kind.ATTEMPTS))
    carry_out(ground.database, ground.signer, agree(ground.database, Kind.AUDIT))
    with ground.database.transaction() as db:
        while seal_new_entries(db, ground.signer, LATER):
            pass


def _verdict(db: Session, ground: Ground, *, witnessed: bool = True, at: datetime = LATER) -> LogVerdict:
    verifier = ground.signer.verifier
    erased = read_erased(db, verifier, LATER)
    witness, before = ground.witness if witnessed else None, read_cut_limit(db, at)
    return verify_log(db, verifier, witness, erased=erased, cut_before=before)


def test_after_the_cut_log_answers_and_proofs_are_whole(ground: Ground) -> None:
    with ground.database.reading() as db:
        verdict = _verdict(db, ground)
        first = db.scalars(select(AuditLink.position).order_by(AuditLink.position)).first()
        assert (verdict.whole, verdict.cut, verdict.erased) == (True, first, 4), verdict
        assert first > PIECE
        assert find_broken_proof(db, ground.signer.verifier) is None
        dropped = select(AuditEntry).where(AuditEntry.subject_code == DROPPED)
        assert len(db.scalars(dropped).all()) == 1, "what the register reads was carried over"


def test_what_was_deleted_is_not_told_as_if_it_had_never_been(ground: Ground) -> None:
    with ground.database.reading() as db:
        attempt = db.scalars(select(Attempt)).first()
        with pytest.raises(AnswersDeleted):
            gather(db, None, attempt, taken_by="staff:A", at=LATER)
        with pytest.raises(TimesDeleted):
            draw_up_minutes(db, attempt.sitting, None)


@pytest.mark.parametrize("state", [ProposalState.APPROVED, ProposalState.DONE])
def test_an_approval_said_to_have_gone_with_the_cut_is_not_believed_unsigned(
    ground: Ground, state: ProposalState
) -> None:
    thing = ProposedThing(
        position=0, code="VICTIM", of="", day=AGO, count=1, rows={}, digest="0" * 64, outcome=Outcome.DELETED
    )
    made = {"kind": Kind.ATTEMPTS, "state": state, "policy": [], "last_day": AGO, "number": 1}
    hands = {"proposed_by": "staff:A", "proposed_by_name": "A", "decided_by": "staff:B", "decided_at": OLD}
    with pytest.raises(ZeroDivisionError), ground.database.transaction() as db:
        root = merkle_root([leaf_of(thing)])
        db.add(Proposal(code="FORGED", root=root, proposed_at=OLD, items=[thing], **made, **hands))
        db.flush()
        assert "VICTIM" not in read_erased(db, ground.signer.verifier, LATER)
        raise ZeroDivisionError


def test_an_approval_that_went_with_the_cut_is_believed_by_its_proof(ground: Ground) -> None:
    verifier = ground.signer.verifier
    with pytest.raises(ZeroDivisionError), ground.database.transaction() as db:
        proposal = db.scalars(select(Proposal).where(Proposal.kind == Kind.ATTEMPTS)).one()
        acts = (AuditEntry.act == APPROVED_ACT, AuditEntry.subject_code == proposal.code)
        db.execute(update(AuditEntry).where(*acts).values(act="test.acted"))
        entries = select(AuditEntry.at).join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        first = db.scalars(entries.order_by(AuditLink.position)).first()
        for decided_at, number in ((first, 4), (first + timedelta(seconds=1), 0)):
            proposal.decided_at = decided_at
            db.flush()
            assert len(read_erased(db, verifier, LATER)) == number
        raise ZeroDivisionError


Hand = Callable[[Session, Ground], None]


def _newest(db: Session) -> AuditLink:
    return db.scalars(select(AuditLink).order_by(AuditLink.position.desc())).first()


def delete_the_next_entry(db: Session, _ground: Ground) -> None:
    link = db.scalars(select(AuditLink).order_by(AuditLink.position)).first()
    db.execute(delete(AuditLink).where(AuditLink.position == link.position))
    db.execute(delete(AuditEntry).where(AuditEntry.id == link.entry_id))


def change_an_entry(db: Session, _ground: Ground) -> None:
    db.execute(update(AuditEntry).where(AuditEntry.id == _newest(db).entry_id).values(actor="staff:X"))


def take_the_cut_away(db: Session, _ground: Ground) -> None:
    db.execute(delete(AuditCut))


def move_the_cut(db: Session, _ground: Ground) -> None:
    db.execute(update(AuditCut).values(position=AuditCut.position + 1))


def cut_further_with_the_key(db: Session, ground: Ground) -> None:
    """Sign a cut one entry further, as whoever has the key can, over another root than was approved."""
    cut = db.scalars(select(AuditCut)).one()
    link = db.scalars(select(AuditLink).order_by(AuditLink.position)).first()
    cut.position, cut.digest, cut.root = link.position, link.digest, "0" * 64
    cut.signature = ground.signer.sign(cut_statement(cut))
    delete_the_next_entry(db, ground)


def approve_oneself(db: Session, _ground: Ground) -> None:
    db.execute(update(AuditEntry).where(AuditEntry.act == APPROVED_ACT).values(actor="staff:OPERATOR"))


def put_an_answer_back(db: Session, ground: Ground) -> None:
    event = next(iter(ground.events.values()))[0]
    db.execute(ResponseEvent.__table__.insert().values(**event))


TRICKS: tuple[Hand, ...] = (
    delete_the_next_entry,
    change_an_entry,
    take_the_cut_away,
    move_the_cut,
    cut_further_with_the_key,
    approve_oneself,
    put_an_answer_back,
)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_was_tampering_before_the_cut_is_found_after_it(ground: Ground, trick: Hand) -> None:
    with pytest.raises(ZeroDivisionError), ground.database.transaction() as db:
        trick(db, ground)
        db.flush()
        db.expire_all()
        assert not _verdict(db, ground, witnessed=False).whole
        raise ZeroDivisionError


def test_a_cut_over_another_past_is_found_by_the_witness(ground: Ground) -> None:
    """Whoever has the key can write another past and cut it off; the witness saw the past at the cut."""
    with ground.database.reading() as db:
        assert compare_with_witness(db, ground.signer.verifier, ground.witness) is None
    early = ground.witness.last.position
    with pytest.raises(ZeroDivisionError), ground.database.transaction() as db:
        db.execute(update(AuditCut).values(position=early, digest="f" * 64))
        db.execute(delete(AuditLink).where(AuditLink.position <= early))
        found = db.scalars(select(AuditLink).order_by(AuditLink.position)).first()
        db.execute(update(AuditLink).where(AuditLink.position == found.position).values(position=early + 1))
        db.expire_all()
        assert compare_with_witness(db, ground.signer.verifier, ground.witness) == (
            early,
            "not what the witness saw",
        )
        raise ZeroDivisionError


def test_a_cut_of_what_was_too_young_is_found_by_the_witness_whoever_signed_and_approved_it(
    ground: Ground,
) -> None:
    """Who has the key writes a proposal, an approval by another and a date to come; the witness has dates."""
    with ground.database.reading() as db:
        verdict = _verdict(db, ground, at=LATER - timedelta(days=365))
    assert (verdict.whole, verdict.first_bad) == (False, ground.witness.last.position + 1)
    assert verdict.reason == "cut before its years were over"


def test_the_hourly_check_sees_that_the_beginning_is_gone_without_a_cut(ground: Ground) -> None:
    with pytest.raises(ZeroDivisionError), ground.database.transaction() as db:
        newest = _newest(db)
        known = KnownHead(newest.position, newest.digest)
        assert verify_chain(db, ground.signer.verifier, known=known).whole
        for trick in (delete_the_next_entry, take_the_cut_away):
            trick(db, ground)
            db.flush()
            assert not verify_chain(db, ground.signer.verifier, known=known).whole
        raise ZeroDivisionError


def test_a_witness_who_comes_after_the_cut_takes_what_is_there(ground: Ground, tmp_path: Path) -> None:
    file = tmp_path / "witness.json"
    with ground.database.transaction() as db:
        add_checkpoint(db, ground.signer, LATER + timedelta(hours=1))
        file.write_bytes(write_witness_file(db, ground.signer))
        witness = read_witness_file(file)
        assert witness.first == _verdict(db, ground).cut
        assert compare_with_witness(db, ground.signer.verifier, witness) is None
        with pytest.raises(ZeroDivisionError), db.begin_nested():
            db.execute(update(AuditLink).where(AuditLink.position == _newest(db).position).values(digest="0"))
            assert compare_with_witness(db, ground.signer.verifier, witness)
            raise ZeroDivisionError


def test_a_witness_file_from_inside_a_cut_says_that_it_vouches_for_nothing_that_is_left(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = ground.database.engine.url
    folder = Path(str(url.database)).parent
    monkeypatch.setenv("EXAMAPP_DATA", str(folder))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("EXAMAPP_SECRET_KEY", SECRET)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    asked = ["audit", "verify", "--checkpoint", str(folder / "witness.json")]
    with using(ManualClock(LATER + timedelta(hours=2))):
        said, alone = CliRunner().invoke(main, asked), CliRunner().invoke(main, asked[:2])
    assert (said.exit_code, alone.exit_code) == (3, 0), said.output
    assert "vouches for nothing that is left" in said.stdout
