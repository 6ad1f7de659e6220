import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.candidates.list_models import KeptFile
from examapp.core import clock
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortKind
from examapp.results.agenda import read_agenda
from examapp.results.content import CandidateChange, ItemDecisionLine, RevisedFigure
from examapp.results.content_json import content_from_json, content_to_json
from examapp.results.drawing_up import draw_up, find_sheet_of
from examapp.results.errors import (
    AskedAlready,
    NobodyToAnnul,
    NotADraft,
    NothingRevised,
    NothingToSign,
    NotInOffice,
    NotPresent,
    NotReturned,
    OwnRequest,
    RanTheSitting,
    RemarksUnanswered,
    RequestDecided,
    SheetChanged,
    WordsMissing,
)
from examapp.results.late_excuses import list_with_late_excuses, propose_excused
from examapp.results.mark_steps import read_steps
from examapp.results.models import Addressee, Result, ResultSheet, RevisionCause, SheetState, VoidState
from examapp.results.outcomes import Outcome, Points
from examapp.results.page import open_page
from examapp.results.paper import sheet_document
from examapp.results.presence import record_presence
from examapp.results.queries import find_published_result, find_valid_sheet, read_content
from examapp.results.returning import answer_return, return_sheet
from examapp.results.revising import Proposal, propose_revision
from examapp.results.revision_history import list_result_history, list_revisions
from examapp.results.signing import require_able_to_sign
from examapp.results.sweeping import propose_late_excuses
from examapp.results.voiding import approve_void, ask_to_void, refuse_void
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind, ExcuseState
from tests.factories.closed_sitting import (
    DECIDED_AT,
    DRAWN_UP_AT,
    THREE,
    Seat,
    make_closed_sitting,
    make_staff,
    mark,
    seal,
    total,
)
from tests.factories.commission import Commission, decide, make_commission, make_confirmed_sheet, sign

LATER = DECIDED_AT + timedelta(days=1)
WHY = "Savol kaliti notoʻgʻri boʻlgan"


def confirmed(db: Session) -> tuple[ResultSheet, Commission]:
    commission = make_commission(db)
    return make_confirmed_sheet(db, make_closed_sitting(db), commission), commission


def code_of(sheet: ResultSheet, position: int) -> str:
    return read_content(sheet).lines[position - 1].candidate_code


def raised(sheet: ResultSheet, points: int = 31) -> CandidateChange:
    """The second candidate's 29 points become more, by an appeal."""
    scored, topics = Points(Decimal(points), Decimal(50)), read_content(sheet).lines[1].topics
    return CandidateChange(
        code_of(sheet, 2), WHY, outcome=Outcome.PASSED, scored=scored, topics=topics, key_version="k2"
    )


def propose(db: Session, sheet: ResultSheet, *changes: CandidateChange, **more: object) -> ResultSheet:
    proposal = Proposal(RevisionCause.APPEAL, "Apellyatsiya qarori", changes)
    return propose_revision(db, sheet, replace(proposal, **more), actor="staff:C", at=LATER)


def test_a_revision_is_another_row_that_names_the_digest_before_it(database: Database) -> None:
    with database.transaction() as db:
        first, _ = confirmed(db)
        body = first.body
        second = propose(db, first, raised(first))
        said = json.loads(second.body)
        assert (second.number, second.revision, second.state) == (first.number, 2, SheetState.DRAFT)
        assert (second.previous_digest, second.cause) == (first.digest, RevisionCause.APPEAL)
        assert (said["previous"], said["cause"], said["reason"]) == (
            first.digest,
            "appeal",
            "Apellyatsiya qarori",
        )
        assert (first.body, first.state) == (body, SheetState.CONFIRMED)
        assert read_content(second).changes == (
            RevisedFigure(2, "outcome", "failed", "passed", WHY),
            RevisedFigure(2, "points", "29/50", "31/50", WHY),
        )
        assert db.get_one(Result, (second.id, 2)).outcome is Outcome.PASSED
        assert content_from_json(content_to_json(read_content(second))) == read_content(second)


def test_the_earlier_revision_is_valid_until_the_next_one_is_confirmed(database: Database) -> None:
    with database.transaction() as db:
        first, commission = confirmed(db)
        booking = db.get_one(Result, (first.id, 2)).booking_id
        second = propose(db, first, raised(first))
        published = find_published_result(db, booking)
        assert published
        assert (published.line.outcome, find_valid_sheet(db, first.number)) == (Outcome.FAILED, first)
        decide(db, second, commission)
        published = find_published_result(db, booking)
        assert published
        assert (published.line.outcome, published.revision) == (Outcome.PASSED, 2)
        db.refresh(first)
        assert (first.state, find_valid_sheet(db, first.number)) == (SheetState.SUPERSEDED, second)
        assert [one.revision for one in list_revisions(db, first)] == [2, 1]
        history = list_result_history(db, booking)
        assert [(one.revision, one.line.outcome.value, len(one.changes)) for one in history] == [
            (1, "failed", 0),
            (2, "passed", 2),
        ]
        with pytest.raises(NothingToSign):
            require_able_to_sign(db, first, commission.members[4].id)


def test_a_draft_that_is_overtaken_is_replaced_with_its_signatures(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        first = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, first, commission.secretary, commission.codes(7), at=DECIDED_AT)
        sign(db, first, commission.members[0])
        second = propose(db, first, raised(first))
        assert (first.state, len(second.signatures), second.members) == (SheetState.REPLACED, 0, [])
        with pytest.raises(SheetChanged):
            propose(db, first, raised(first))


def test_what_a_revision_changed_that_nobody_signed_is_named_by_the_one_that_is_signed(
    database: Database,
) -> None:
    with database.transaction() as db:
        first, _ = confirmed(db)
        second = propose(db, first, raised(first))
        neighbour = CandidateChange(code_of(first, 1), "Oʻrniga boshqa kishi", outcome=Outcome.VOID)
        third = propose(db, second, neighbour)
        told = {(one.position, one.what): (one.after, one.why) for one in read_content(third).changes}
        assert told[2, "outcome"] == ("passed", WHY)
        assert told[1, "outcome"] == ("void", neighbour.why)
        lowered = replace(raised(first, 29), outcome=Outcome.FAILED)
        assert {one.position for one in read_content(propose(db, third, lowered)).changes} == {1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_says_again_what_is_valid_waits_for_nobody_and_the_next_change_follows_it(
    app: Flask, database: Database
) -> None:
    with database.transaction() as db, app.test_request_context("/?lang=en"):
        first, commission = confirmed(db)
        decided = (ItemDecisionLine("LAW-17", "neutralise", WHY, ""),)
        second = propose(db, first, cause=RevisionCause.ITEM_DECISION, item_decisions=decided)
        third = propose(db, second, cause=RevisionCause.ITEM_DECISION, item_decisions=())
        assert (second.state, third.state) == (SheetState.REPLACED, SheetState.UNCHANGED)
        assert read_agenda(db, commission.chair, LATER).open == []
        page = open_page(db, third, commission.chair, typed="", at=LATER)
        assert (page.is_newest, page.valid, page.steps[3].state) == (True, first, "later")
        assert "nothing to decide" in sheet_document(third, page.content, base_url="").decision
        fourth = propose(db, third, raised(third))
        assert (fourth.state, {one.position for one in read_content(fourth).changes}) == (
            SheetState.DRAFT,
            {2},
        )


def test_whoever_left_has_not_passed_by_the_points_that_an_appeal_gives(database: Database) -> None:
    left = Seat("Karimov Botir Abduvohidovich", total(40), AttemptState.TERMINATED, AbortKind.LEFT)
    with database.transaction() as db:
        first = make_confirmed_sheet(db, make_closed_sitting(db, (left,)), make_commission(db))
        given = CandidateChange(code_of(first, 1), WHY, added={"security": Decimal(1)})
        for afresh in (False, True):
            cause = RevisionCause.APPEAL if not afresh else RevisionCause.RETURNED
            changes = () if afresh else (given,)
            first = propose(db, first, *changes, cause=cause, afresh=afresh)
            line = read_content(first).lines[0]
            assert (line.outcome, line.reason, line.scored) == (
                Outcome.FAILED,
                "left",
                Points(Decimal(41), Decimal(50)),
            )
        steps = read_steps(db, db.query(Attempt).one())
        assert (steps.recomputed.outcome, steps.faults) == (Outcome.FAILED, ())


def test_a_revision_that_would_say_the_same_is_not_made_whatever_checkpoint_is_the_newest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examapp.results.drawing_up.name_latest", lambda _db: f"12 {'ab' * 32}")
    with database.transaction() as db:
        first, _ = confirmed(db)
        with pytest.raises(NothingRevised):
            propose(db, first, afresh=True)
        decided = (ItemDecisionLine("LAW-17", "neutralise", WHY, "2 nafar"),)
        second = propose(db, first, cause=RevisionCause.ITEM_DECISION, item_decisions=decided)
        assert read_content(second).item_decisions == decided
        third = propose(db, second, raised(second))
        assert read_content(third).item_decisions == decided


def test_drawn_up_afresh_the_commissions_own_decisions_hold_and_the_facts_are_new(database: Database) -> None:
    with database.transaction() as db:
        first, _ = confirmed(db)
        second = propose(
            db, first, CandidateChange(code_of(first, 1), WHY, Outcome.VOID), cause=RevisionCause.VOIDED
        )
        attempt = db.query(Attempt).filter_by(code=read_content(first).lines[1].attempt).one()
        mark(db, attempt, seal(db, attempt, revision=1), total(44))
        third = propose(db, second, cause=RevisionCause.NAME_MENDED, afresh=True)
        lines = read_content(third).lines
        assert (lines[0].outcome, lines[0].scored, lines[0].reason) == (Outcome.VOID, None, "decided")
        assert lines[1].outcome is Outcome.PASSED
        assert {change.position for change in read_content(third).changes} == {1, 2}


def test_annulling_takes_two_and_becomes_a_revision(database: Database) -> None:
    with database.transaction() as db:
        first, commission = confirmed(db)
        asker, code = as_signed_in(commission.members[0]), code_of(first, 1)
        with pytest.raises(WordsMissing):
            ask_to_void(db, first, code, asker, reason="ha", at=LATER)
        with pytest.raises(NobodyToAnnul):
            ask_to_void(db, first, code_of(first, 3), asker, reason=WHY, at=LATER)
        request = ask_to_void(db, first, code, asker, reason=WHY, at=LATER)
        with pytest.raises(AskedAlready):
            ask_to_void(db, first, code, commission.secretary, reason=WHY, at=LATER)
        with pytest.raises(OwnRequest):
            approve_void(db, request, replace(asker, role=Role.COMMISSION_CHAIR), at=LATER)
        ran = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Yusupova Dilfuza Rahimovna"))
        with pytest.raises(RanTheSitting):
            approve_void(db, request, ran, at=LATER)
        with pytest.raises(RanTheSitting):
            refuse_void(db, request, ran, reason=WHY, at=LATER)
        unnamed = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Boshqa Rais"))
        with pytest.raises(NotInOffice):
            approve_void(db, request, unnamed, at=LATER)
        second = approve_void(db, request, commission.chair, at=LATER)
        assert (request.state, request.decided_by_name) == (VoidState.APPROVED, commission.chair.display_name)
        line = read_content(second).lines[0]
        assert (line.outcome, line.scored, second.cause) == (Outcome.VOID, None, RevisionCause.VOIDED)
        with pytest.raises(RequestDecided):
            refuse_void(db, request, commission.chair, reason=WHY, at=LATER)


def test_the_chair_returns_a_sheet_and_it_comes_back_as_a_revision(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        first = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, first, commission.secretary, commission.codes(7), at=DECIDED_AT)

        def send_back(by: SignedInStaff = commission.chair) -> None:
            return_sheet(
                db,
                first,
                by,
                addressee=Addressee.PROCTOR,
                remarks="Kech kelish sababi yozilsin",
                digest_seen=first.digest,
                at=DECIDED_AT,
            )

        with pytest.raises(NotPresent):
            send_back(as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Boshqa Rais")))
        with pytest.raises(NotReturned):
            answer_return(db, first, commission.secretary, answer="Sababi yozildi", at=LATER)
        send_back()
        assert first.returned
        assert (first.state, first.returned.addressee) == (SheetState.RETURNED, Addressee.PROCTOR)
        with pytest.raises(NotADraft):
            send_back()
        with pytest.raises(RemarksUnanswered):
            propose(db, first, raised(first))
        second = answer_return(db, first, commission.secretary, answer="Sababi yozildi", at=LATER)
        assert (second.revision, second.reason, second.state) == (2, "Sababi yozildi", SheetState.DRAFT)
        decide(db, second, commission)
        assert find_valid_sheet(db, first.number) is second


def excuse(db: Session, sheet: ResultSheet, at: object = LATER) -> None:
    """Let the working body agree to the absence of the third candidate."""
    booking = sheet.sitting.bookings[2]
    paper = {"sha256": "a" * 64, "media_type": "application/pdf", "size": 1, "content": b"%"}
    names = {"code": "E1", "booking_code": booking.candidate_code, "candidate_id": booking.candidate_id}
    names["organisation_id"] = booking.candidate.organisation_id
    hands = {"requested_by": "staff:H", "requested_at": DECIDED_AT, "decided_by": "staff:W"}
    db.merge(KeptFile(**paper))
    db.add(
        AbsenceExcuse(
            **names, **hands, sitting_id=sheet.sitting_id, kind=ExcuseKind.ILLNESS, remark="",
            state=ExcuseState.APPROVED, file_name="p.pdf", sha256="a" * 64, decided_at=at,
        )
    )  # fmt: skip
    db.flush()


def test_an_excuse_agreed_after_the_sheet_leads_to_a_proposed_revision_once(database: Database) -> None:
    with database.transaction() as db:
        first, commission = confirmed(db)
        assert list_with_late_excuses(db) == []
        excuse(db, first)
        assert list_with_late_excuses(db) == [first.id]
        second = propose_excused(db, first, at=LATER)
        assert (second.cause, second.state) == (RevisionCause.EXCUSE, SheetState.DRAFT)
        line = read_content(second).lines[2]
        assert (line.outcome, line.reason) == (Outcome.EXCUSED, None)
        assert list_with_late_excuses(db) == []
        decide(db, second, commission)
        assert list_with_late_excuses(db) == []


def test_the_sweeper_proposes_it_once(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        first, _ = confirmed(db)
        excuse(db, first)
    with app.app_context(), clock.using(clock.ManualClock(LATER)):
        propose_late_excuses()
        propose_late_excuses()
    with database.reading() as db:
        sheets = db.query(ResultSheet).order_by(ResultSheet.revision).all()
        assert [(one.revision, one.state) for one in sheets] == [
            (1, SheetState.CONFIRMED),
            (2, SheetState.DRAFT),
        ]


def test_a_draft_that_is_being_signed_is_not_taken_away_by_an_excuse(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        first = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, first, commission.secretary, commission.codes(7), at=DECIDED_AT)
        sign(db, first, commission.members[0])
        excuse(db, first)
        assert list_with_late_excuses(db) == []


def test_an_excuse_outlives_a_revision_that_takes_the_absences_over_from_the_one_before(
    database: Database,
) -> None:
    with database.transaction() as db:
        first, _ = confirmed(db)
        excuse(db, first, at=LATER - timedelta(hours=1))
        second = propose(db, first, raised(first))
        assert read_content(second).lines[2].outcome is Outcome.ABSENT
        assert list_with_late_excuses(db) == [second.id]
        third = propose_excused(db, second, at=LATER)
        assert [line.outcome for line in read_content(third).lines[1:3]] == [Outcome.PASSED, Outcome.EXCUSED]


def test_whoever_refused_the_terms_is_not_excused_afterwards(database: Database) -> None:
    with database.transaction() as db:
        came = Seat("Nosirova Kamola Ilhomovna", None, state=AttemptState.AWAITING)
        first = draw_up(db, make_closed_sitting(db, (*THREE[:2], came)), at=DRAWN_UP_AT)
        excuse(db, first)
        assert list_with_late_excuses(db) == [first.id]
        booking = first.sitting.bookings[2]
        db.query(Attempt).filter_by(booking_id=booking.id).one().consent = False
        db.flush()
        assert list_with_late_excuses(db) == []


def test_an_excuse_known_before_and_a_removal_stand_as_outcomes_of_their_own(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        first = draw_up(db, sitting, at=DRAWN_UP_AT)
        excuse(db, first, at=DRAWN_UP_AT - timedelta(hours=1))
        assert find_sheet_of(db, sitting.id) is first
        second = propose(db, first, afresh=True)
        assert read_content(second).lines[2].outcome is Outcome.EXCUSED
        assert AbortKind.REMOVED.value == Outcome.REMOVED.value
