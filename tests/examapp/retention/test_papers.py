"""Drafts and personal papers: each kind goes with all that hangs on it, and what others need stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_models import Accommodation, AccommodationKind, AccommodationState
from examapp.candidates.list_models import (
    AttendanceOrder,
    CandidateList,
    CandidateListEntry,
    CandidateListEvent,
    IntakeState,
    KeptFile,
    ListIntake,
    ListIntakeRow,
)
from examapp.candidates.list_states import ListState
from examapp.candidates.models import Candidate, CandidateImport, ImportState
from examapp.core.audit import AuditEntry, AuditLink, record, seal_new_entries
from examapp.core.audit_check import verify_chain
from examapp.core.db import Database
from examapp.core.signing import KeyRing, PrivateSigner
from examapp.retention import due_audit
from examapp.retention.due import read_due
from examapp.retention.models import Kind, Outcome, ProposedThing
from examapp.retention.things import Held
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind, ExcuseState
from tests.examapp.retention.making import LATER, agree, approve_years, carry_out
from tests.factories.closed_sitting import HELD_FROM, make_closed_sitting

OLD = HELD_FROM
SHARED, OWN = "a" * 64, "b" * 64


@pytest.fixture
def signer(tmp_path: Path) -> PrivateSigner:
    return KeyRing(tmp_path / "keys", "secret").signer("audit")


def _lay(db: Session) -> None:
    sitting = make_closed_sitting(db)
    approve_years(db)
    for sha in (SHARED, OWN):
        db.add(KeptFile(sha256=sha, media_type="application/pdf", size=3, content=b"pdf"))
    candidate = sitting.bookings[0].candidate
    _lists(db, candidate, sitting.programme_id)
    for code, sha, state in (
        ("E1", OWN, ExcuseState.APPROVED),
        ("E2", SHARED, ExcuseState.REFUSED),
        ("E3", SHARED, ExcuseState.REQUESTED),
    ):
        db.add(
            AbsenceExcuse(
                code=code,
                booking_code=code,
                candidate_id=candidate.id,
                sitting_id=sitting.id,
                organisation_id=candidate.organisation_id,
                kind=ExcuseKind.ILLNESS,
                remark="",
                state=state,
                file_name="x.pdf",
                sha256=sha,
                requested_by="staff:H",
                requested_at=OLD,
            )
        )
    for code, state, until in (
        ("A1", AccommodationState.APPROVED, date(2026, 12, 1)),
        ("A2", AccommodationState.APPROVED, None),
        ("A3", AccommodationState.REQUESTED, date(2026, 12, 1)),
    ):
        db.add(
            Accommodation(
                code=code,
                candidate_id=candidate.id,
                organisation_id=candidate.organisation_id,
                kind=AccommodationKind.EXTRA_TIME,
                percent=25,
                state=state,
                evidence="Maʼlumotnoma",
                valid_until=until,
                requested_by="staff:H",
                requested_at=OLD,
                decided_at=OLD,
            )
        )
    for code, written in (("M1", ImportState.CHECKED), ("M2", ImportState.WRITTEN)):
        db.add(
            CandidateImport(
                code=code,
                file_name="x.csv",
                file_sha256=OWN,
                state=written,
                imported_by="staff:O",
                imported_at=OLD,
                receipt={},
            )
        )
    db.flush()


def _lists(db: Session, candidate: Candidate, programme_id: int) -> None:
    for year, code, state in ((2027, "L1", ListState.DRAFT), (2028, "L2", ListState.LOCKED)):
        found = CandidateList(
            code=code,
            organisation_id=candidate.organisation_id,
            programme_id=programme_id,
            year=year,
            state=state,
            agreement=False,
            created_at=OLD,
            state_at=OLD,
        )
        db.add(found)
        db.flush()
        entry = CandidateListEntry(
            list_id=found.id,
            candidate_id=candidate.id,
            name_latn="A",
            name_cyrl="А",
            search_key="a",
            positions={},
            notes=[],
            noted=False,
            unfit=False,
            added_at=OLD,
        )
        db.add(entry)
        db.flush()
        told = {"by": "staff:H", "by_name": "H", "at": OLD, "remark": "", "facts": {}}
        db.add(CandidateListEvent(list_id=found.id, entry_id=entry.id, act="added", **told))
        uploaded = {"file_name": "o.pdf", "uploaded_by": "staff:H", "uploaded_at": OLD, "number": "1"}
        db.add(AttendanceOrder(code=code, list_id=found.id, dated_on=OLD.date(), sha256=SHARED, **uploaded))
        brought = {"file_name": "x", "file_sha256": OWN, "columns": {}, "totals": {}, "brought_by": "s"}
        for name, done in ((f"{code}-I", IntakeState.CHECKED), (f"{code}-W", IntakeState.WRITTEN)):
            intake = ListIntake(
                code=name, list_id=found.id, source="file", state=done, brought_at=OLD, **brought
            )
            db.add(intake)
            db.flush()
            line = {"outcome": "created", "repaired": False, "noted": False, "written": False, "line": {}}
            db.add(ListIntakeRow(intake_id=intake.id, position=0, **line))


def test_each_kind_goes_with_what_hangs_on_it_and_no_further(
    database: Database, signer: PrivateSigner
) -> None:
    with database.transaction() as db:
        _lay(db)
        due = {
            kind: {thing.code: thing.held for thing in read_due(db, kind, LATER).things}
            for kind in (Kind.EXCUSES, Kind.ACCOMMODATIONS, Kind.LISTS, Kind.INTAKES, Kind.IMPORTS)
        }
    assert due == {
        Kind.EXCUSES: {"E1": None, "E2": None, "E3": Held.UNDECIDED},
        Kind.ACCOMMODATIONS: {"A1": None},
        Kind.LISTS: {"L1": None},
        Kind.INTAKES: {"L2-I": None},
        Kind.IMPORTS: {"M1": None},
    }
    for kind in due:
        carry_out(database, signer, agree(database, kind))
    with database.reading() as db:
        assert set(db.scalars(select(ProposedThing.outcome))) == {Outcome.DELETED}
        left = {
            model.__tablename__: db.scalar(select(func.count()).select_from(model))
            for model in (CandidateList, CandidateListEntry, CandidateListEvent, ListIntake, ListIntakeRow)
        }
        assert left == {
            "candidate_list": 1,
            "candidate_list_entry": 1,
            "candidate_list_event": 1,
            "list_intake": 1,
            "list_intake_row": 1,
        }
        assert db.scalars(select(KeptFile.sha256)).all() == [SHARED], "another paper names it still"
        assert db.scalars(select(AbsenceExcuse.code)).all() == ["E3"]
        assert set(db.scalars(select(Accommodation.code))) == {"A2", "A3"}
        assert db.scalar(select(func.count()).select_from(Candidate)) == 3


def test_a_list_of_this_year_is_no_old_draft(database: Database) -> None:
    with database.transaction() as db:
        _lay(db)
        db.scalars(select(CandidateList).where(CandidateList.code == "L1")).one().year = LATER.year
        assert not read_due(db, Kind.LISTS, LATER).things


def _lay_log(db: Session, signer: PrivateSigner) -> None:
    """Lay six old entries, and a young one."""
    old = datetime(2026, 6, 1, tzinfo=UTC)
    make_closed_sitting(db)
    approve_years(db)
    act = {"act": "test.acted", "actor": "system", "subject_kind": "thing"}
    for number in range(6):
        record(db, **act, subject_code=str(number), at=old + timedelta(days=number), facts={"n": number})
    seal_new_entries(db, signer, old)
    record(db, **act, subject_code="now", at=LATER)
    seal_new_entries(db, signer, LATER)


def test_a_log_that_lacks_an_entry_is_not_cut_from_there_on(
    database: Database, signer: PrivateSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_audit, "PIECE", 2)
    with database.transaction() as db:
        _lay_log(db, signer)
        assert [thing.code for thing in read_due(db, Kind.AUDIT, LATER).things] == ["0-1", "2-3", "4-5"]
        db.execute(delete(AuditLink).where(AuditLink.position == 2))
        assert [thing.code for thing in read_due(db, Kind.AUDIT, LATER).things] == ["0-1"]


def test_the_log_is_cut_on_both_databases(database: Database, signer: PrivateSigner) -> None:
    with database.transaction() as db:
        _lay_log(db, signer)
    carry_out(database, signer, agree(database, Kind.AUDIT))
    with database.transaction() as db:
        seal_new_entries(db, signer, LATER)
        verdict = verify_chain(db, signer.verifier)
        assert (verdict.whole, verdict.cut) == (True, 6), verdict
        assert db.scalars(select(AuditLink.position).order_by(AuditLink.position)).first() == 6
        assert not db.scalars(select(AuditEntry).where(AuditEntry.subject_code == "0")).all()
