"""Certificates follow the revisions that an annulment or an appeal leads to, for whom it concerns, once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from examapp.certificates import issuing
from examapp.certificates.due import list_due
from examapp.certificates.following import follow, follow_revisions
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.queries import find_certificate
from examapp.core.db import Database
from examapp.results.content import CandidateChange
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet, RevisionCause
from examapp.results.outcomes import Outcome
from examapp.results.queries import find_valid_sheet, read_content
from examapp.results.revising import Proposal, propose_revision
from examapp.results.voiding import approve_void, ask_to_void
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, Seat, make_closed_sitting, total
from tests.factories.commission import Commission, decide, make_commission
from tests.factories.issued import at_work, enter_unprinted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = DECIDED_AT + timedelta(days=1)
WHY = "Nomzod oʻrniga boshqa kishi topshirgan"
SEATS = (Seat("Azimov Botir Abduvohidovich", total(40)), Seat("Boboyev Anvar Abduvohidovich", total(40)))


@pytest.fixture
def commission(app: Flask, database: Database) -> Commission:
    """A confirmed sheet of two who have passed, their certificates, and the commission that decided."""
    with database.transaction() as db:
        made = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db, SEATS), at=DRAWN_UP_AT)
        decide(db, sheet, made)
    enter_unprinted(app, database, sheet.id)
    return made


def annul_the_first(database: Database, commission: Commission) -> str:
    """Annul by two, sign the revision, and return the candidate's code."""
    with database.transaction() as db:
        sheet = db.scalars(select(ResultSheet)).one()
        code = read_content(sheet).lines[0].candidate_code
        request = ask_to_void(db, sheet, code, commission.secretary, reason=WHY, at=LATER)
        decide(db, approve_void(db, request, commission.chair, at=LATER), commission)
        return code


def test_an_annulment_by_two_ends_the_certificate_of_that_person_alone_when_it_is_confirmed(
    app: Flask, database: Database, commission: Commission
) -> None:
    annul_the_first(database, commission)
    with at_work(app, LATER):
        follow_revisions()
        follow_revisions()
    with database.reading() as db:
        first, second = (find_certificate(db, one.id) for one in _bookings(db))
        assert first is not None
        assert second is not None
        assert first.revocation is not None
        assert (first.revocation.reason, first.revocation.document) == (WHY, "TK-2026-0001, 2")
        assert first.revocation.revoked_by == f"staff:{commission.chair_account.code}"
        assert second.revocation is None


def test_each_certificate_ends_for_the_reason_of_its_own_holder_though_one_revision_brings_both(
    app: Flask, database: Database, commission: Commission
) -> None:
    key = "LAW-1: kalit notoʻgʻri"
    with database.transaction() as db:
        sheet = db.scalars(select(ResultSheet)).one()
        first, second = (line.candidate_code for line in read_content(sheet).lines)
        for cause, code, outcome, why in (
            (RevisionCause.VOIDED, first, Outcome.VOID, WHY),
            (RevisionCause.ITEM_DECISION, second, Outcome.FAILED, key),
        ):
            proposal = Proposal(cause, why, (CandidateChange(code, why, outcome=outcome),))
            sheet = propose_revision(db, sheet, proposal, actor="staff:C", at=LATER)
        decide(db, sheet, commission)
    with at_work(app, LATER):
        follow_revisions()
    with database.reading() as db:
        held = [find_certificate(db, one.id) for one in _bookings(db)]
        assert [one.revocation.reason for one in held if one and one.revocation] == [WHY, key]


def test_a_number_is_not_given_by_a_sheet_that_another_took_the_place_of_meanwhile(
    app: Flask, database: Database, commission: Commission
) -> None:
    with database.transaction() as db:
        for one in db.scalars(select(Certificate)):
            db.delete(one)
    with database.reading() as db:
        due = list_due(db)
    annul_the_first(database, commission)
    with at_work(app, LATER):
        assert issuing._draft_some(due[0].sheet_id, due) == []


def test_a_broken_sheet_holds_up_the_certificates_of_no_other(
    app: Flask, database: Database, commission: Commission
) -> None:
    annul_the_first(database, commission)
    with database.transaction() as db:
        broken = db.scalars(select(ResultSheet).where(ResultSheet.revision == 2)).one()
        broken.digest = "0" * 64
        other = draw_up(db, make_closed_sitting(db, SEATS, code="TK-2026-1124-02"), at=DRAWN_UP_AT)
        decide(db, other, commission)
    enter_unprinted(app, database, other.id)
    with database.transaction() as db:
        sheet = db.get_one(ResultSheet, other.id)
        code = read_content(sheet).lines[0].candidate_code
        request = ask_to_void(db, sheet, code, commission.secretary, reason=WHY, at=LATER)
        decide(db, approve_void(db, request, commission.chair, at=LATER), commission)
    with at_work(app, LATER):
        follow_revisions()
    with database.reading() as db:
        ended = db.scalars(select(Certificate).where(Certificate.revocation.has())).all()
        assert [one.sheet_id for one in ended] == [other.id]


def test_what_is_still_being_made_for_somebody_annulled_is_given_up(
    app: Flask, database: Database, commission: Commission
) -> None:
    with database.transaction() as db:
        first = db.query(Certificate).first()
        assert first is not None
        kept = {"attempt_id": first.attempt_id, "sheet_id": first.sheet_id, "payload": first.payload}
        db.add(CertificateDraft(**kept, number="KS-TK-2026-000003", code="C", made_at=DECIDED_AT))
        db.delete(first)
    annul_the_first(database, commission)
    with at_work(app, LATER):
        follow_revisions()
    with database.reading() as db:
        assert db.query(CertificateDraft).count() == 0


def test_who_is_given_the_result_back_gets_a_new_certificate_and_other_revocations_stay(
    app: Flask, database: Database, commission: Commission
) -> None:
    code = annul_the_first(database, commission)
    with at_work(app, LATER):
        follow_revisions()
        with database.transaction() as db:
            sheet = find_valid_sheet(db, "TK-2026-0001")
            assert sheet is not None
            proposal = Proposal(RevisionCause.APPEAL, "AP-1", afresh=True, lifted=frozenset({code}))
            decide(db, propose_revision(db, sheet, proposal, actor="staff:P", at=LATER), commission)
        with database.transaction() as db:
            valid = find_valid_sheet(db, "TK-2026-0001")
            assert valid is not None
            assert follow(db, valid, at=LATER) == 1
            assert follow(db, valid, at=LATER) == 0
        with database.reading() as db:
            begun = db.query(CertificateDraft).one()
            assert (begun.sheet.revision, begun.replaces_id) == (3, 1)


def _bookings(db):
    return db.scalars(select(ResultSheet)).first().sitting.bookings
