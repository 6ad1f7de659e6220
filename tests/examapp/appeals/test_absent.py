"""Whoever is recorded as absent appeals without an attempt; and what a paper says of revisions overtaken."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examapp.appeals.deadlines import find_window
from examapp.appeals.errors import AppealOpen, ItemNumberMissing
from examapp.appeals.models import About, Remedy, Verdict
from examapp.appeals.page import open_appeal_page
from examapp.appeals.paper import draw_decision
from examapp.appeals.remedies import list_remedies
from examapp.core.audit import AuditEntry
from examapp.core.clock import ManualClock, using
from examapp.results.content import CandidateChange
from examapp.results.drawing_up import find_sheet_of
from examapp.results.models import RevisionCause
from examapp.results.outcomes import Outcome
from examapp.results.page import open_page
from examapp.results.queries import find_published_result, read_content
from examapp.results.revising import Proposal, propose_revision
from examapp.sittings.models import Booking
from tests.cast import sign_in
from tests.examapp.appeals.making import NEXT_DAY, WHY, WORDS, answer, appoint, file, make_ground
from tests.factories.commission import decide

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def make_absent(db):
    """The ground, with the third candidate, whom nobody saw, in the appellant's place."""
    ground = make_ground(db)
    ground.booking = db.scalars(select(Booking).order_by(Booking.id)).all()[2]
    return ground


def test_an_absent_candidate_is_heard_and_the_next_revision_excuses_the_absence(database, app):
    with database.transaction() as db, app.test_request_context("/?lang=en"):
        ground = make_absent(db)
        with pytest.raises(ItemNumberMissing):
            file(db, ground, about=About.ITEM)
        appeal = file(db, ground, about=About.ABSENCE)
        with pytest.raises(AppealOpen):
            file(db, ground, about=About.ABSENCE)
        assert list_remedies(db, read_content(ground.sheet), appeal) == [Remedy.NONE, Remedy.EXCUSED]
        appoint(db, appeal, ground)
        answer(db, appeal, ground, Verdict.UPHELD, Remedy.EXCUSED)
        second = find_sheet_of(db, ground.sheet.sitting_id)
        shown = open_page(db, second, ground.commission.chair, typed="", at=NEXT_DAY + timedelta(days=30))
        assert shown.absences == {}, "who is excused is not called absent without a valid reason"
        decide(db, second, ground.commission)
        assert find_published_result(db, ground.booking.id).line.outcome is Outcome.EXCUSED
        assert find_window(db, ground.booking) is None
        page = open_appeal_page(db, appeal, ground.commission.chair, NEXT_DAY)
        assert (page.steps, page.line.attempt) == (None, None)
        assert draw_decision(db, appeal).changes[0] == "Result: Absent → Absent, excused"
        logged = select(AuditEntry.act).where(AuditEntry.subject_code == ground.booking.candidate.code)
        assert {"attempt.appeal_filed", "attempt.appeal_answered"} <= set(db.scalars(logged))


@on_sqlite
def test_the_own_page_offers_the_absent_no_question_and_says_where_papers_go(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    with using(ManualClock(NEXT_DAY)):
        with database.transaction() as db:
            ground = make_absent(db)
        candidate = app.test_client()
        candidate.set_cookie("lang", "en")
        with candidate.session_transaction() as session:
            session["own_page"] = {"booking": ground.booking.id, "until": "2100-01-01T00:00:00+00:00"}
        own = candidate.get("/my/").text
        assert "You are recorded as absent: no reason recorded; papers are taken until" in own
        asked = candidate.get("/my/appeal").text
        assert ("I am recorded as absent" in asked, "item_number" in asked) == (True, False)
        sent = candidate.post("/my/appeal", data={"about": "absence", "text": WORDS})
        assert sent.status_code == 302
        assert "AP-2026-0001" in candidate.get("/my/").text
        chair = app.test_client()
        sign_in(chair, ground.commission.chair_account)
        chair.set_cookie("lang", "en")
        seen = chair.get("/appeals/AP-2026-0001").text
        assert ("Extract of the audit log on this candidate" in seen, "/dossier" in seen) == (True, False)
        assert ground.booking.candidate_code in chair.get("/appeals/").text


@on_sqlite
def test_the_chair_gives_the_days_once_more_to_whoever_could_not_use_them(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    clock = ManualClock(NEXT_DAY)
    with using(clock):
        with database.transaction() as db:
            ground = make_ground(db)
        chair = app.test_client()
        sign_in(chair, ground.commission.chair_account)
        chair.set_cookie("lang", "en")
        given = {"code": ground.booking.candidate_code, "reason": WHY}
        assert "are not over yet" in chair.post("/appeals/reopen", data=given).text
        clock.advance(minutes=60 * 24 * 11)  # Friday 11 December; the last day was the 4th
        sign_in(chair, ground.commission.chair_account)
        assert "has this code" in chair.post("/appeals/reopen", data=given | {"code": "AAAA-AAAA"}).text
        assert "/appeals/reopen" in chair.get("/appeals/").text
        assert chair.post("/appeals/reopen", data=given).status_code == 302
        with database.transaction() as db:
            booking = db.get_one(Booking, ground.booking.id)
            assert find_window(db, booking).last_day == date(2026, 12, 18)
            assert file(db, ground, at=NEXT_DAY + timedelta(days=18)).number == "AP-2026-0001"
            acts = db.scalars(
                select(AuditEntry.act).where(AuditEntry.act.startswith("attempt.appeal_"))
            ).all()
        assert acts == ["attempt.appeal_days_reopened", "attempt.appeal_filed"]


@on_sqlite
def test_the_decisions_paper_names_the_revision_that_took_the_panels_one_up(app, database):
    with database.transaction() as db, app.test_request_context("/?lang=en"):
        ground = make_ground(db)
        appeal = file(db, ground)
        appoint(db, appeal, ground)
        answer(db, appeal, ground, Verdict.UPHELD, Remedy.VOID)
        second = find_sheet_of(db, ground.sheet.sitting_id)
        neighbour = CandidateChange(read_content(second).lines[0].candidate_code, WHY, outcome=Outcome.VOID)
        proposal = Proposal(RevisionCause.VOIDED, WHY, (neighbour,))
        third = propose_revision(db, second, proposal, actor="staff:C", at=NEXT_DAY)
        waits = draw_decision(db, appeal).changes
        assert waits[0] == "Result: Not passed → Annulled"
        assert waits[-1] == "Revision 3 of the result sheet says so once the commission has signed it."
        decide(db, third, ground.commission)
        told = draw_decision(db, appeal).changes
        assert told == (*waits[:-1], "Revision 3 of the result sheet says so.")
