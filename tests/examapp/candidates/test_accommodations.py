from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.accommodation_errors import (
    AskedAlready,
    EvidenceMissing,
    LastDayPassed,
    NothingAsked,
    ReasonOfRefusalMissing,
    SettledAlready,
)
from examapp.candidates.accommodation_models import AccommodationState
from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import NO_NEEDS, AccommodationKind
from examapp.candidates.accommodations import (
    FOLLOW_JOB,
    approve_accommodation,
    refuse_accommodation,
    request_accommodations,
    withdraw_accommodation,
)
from examapp.candidates.errors import OwnMatter
from examapp.core.audit import AuditEntry
from examapp.core.jobs import Job
from examapp.core.permissions import Role
from tests.cast import BEGINNING
from tests.examapp.candidates.making import make_candidate
from tests.factories.closed_sitting import make_staff

HR = {"actor": "staff:HR", "at": BEGINNING}
BODY = {"actor": "staff:WB", "at": BEGINNING}
TIME, PRINT = AccommodationKind.EXTRA_TIME, AccommodationKind.LARGE_PRINT
UNTIL = date(2027, 12, 31)


def ask(db, candidate, *kinds, percent=None, evidence="Maʼlumotnoma № 5, 01.11.2026"):
    return request_accommodations(db, candidate, kinds, percent=percent, evidence=evidence, **HR)


def test_each_kind_is_asked_and_decided_by_itself_and_only_what_is_approved_holds(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        time, large = ask(db, candidate, PRINT, TIME, percent=25)
        assert [one.percent for one in (time, large)] == [25, None]
        assert needs_of_candidates(db, [candidate.id], UNTIL) == {candidate.id: NO_NEEDS}
        approve_accommodation(db, time, valid_until=UNTIL, **BODY)
        refuse_accommodation(db, large, reason="boshqa hujjat kerak", **BODY)
        needs = needs_of_candidates(db, [candidate.id], UNTIL)[candidate.id]
        assert (needs.extra_time_percent, needs.in_order()) == (25, [TIME])
        withdraw_accommodation(db, time, reason="oʻzi soʻradi", **HR)
        assert needs_of_candidates(db, [candidate.id], UNTIL)[candidate.id] == NO_NEEDS
        assert (time.state, large.state) == (AccommodationState.WITHDRAWN, AccommodationState.REFUSED)


@pytest.mark.parametrize(
    ("kinds", "more", "refusal"),
    [
        ((), {}, NothingAsked),
        ((TIME,), {}, NothingAsked),
        ((TIME,), {"percent": 60}, NothingAsked),
        ((PRINT,), {"evidence": "  "}, EvidenceMissing),
    ],
)
def test_a_request_without_a_kind_a_percentage_or_a_document_is_refused(database, kinds, more, refusal):
    with database.transaction() as db, pytest.raises(refusal):
        ask(db, make_candidate(db), *kinds, **more)


def test_what_stands_is_not_asked_twice_and_what_has_ended_is(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        [first] = ask(db, candidate, PRINT)
        with pytest.raises(AskedAlready):
            ask(db, candidate, PRINT)
        refuse_accommodation(db, first, reason="hujjat eskirgan", **BODY)
        [second] = ask(db, candidate, PRINT)
        withdraw_accommodation(db, second, reason="oʻzi soʻradi", **HR)
        ask(db, candidate, PRINT)


def test_what_is_decided_is_not_decided_again_and_needs_its_day_or_its_reason(database):
    with database.transaction() as db:
        [asked] = ask(db, candidate := make_candidate(db), PRINT)
        own = {
            "actor": f"staff:{make_staff(db, Role.WORKING_BODY, candidate.name_cyrl).code}",
            "at": BEGINNING,
        }
        with pytest.raises(OwnMatter):
            approve_accommodation(db, asked, valid_until=UNTIL, **own)
        with pytest.raises(OwnMatter):
            refuse_accommodation(db, asked, reason="boshqa hujjat kerak", **own)
        with pytest.raises(LastDayPassed):
            approve_accommodation(db, asked, valid_until=date(2026, 11, 1), **BODY)
        with pytest.raises(ReasonOfRefusalMissing):
            refuse_accommodation(db, asked, reason=" ", **BODY)
        approve_accommodation(db, asked, valid_until=UNTIL, **BODY)
        with pytest.raises(SettledAlready):
            refuse_accommodation(db, asked, reason="yoʻq", **BODY)


def test_the_log_says_who_did_what_and_nothing_of_documents_and_reasons(database):
    with database.transaction() as db:
        [asked] = ask(db, make_candidate(db), PRINT, evidence="EVIDENCE")
        refuse_accommodation(db, asked, reason="REASON", **BODY)
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.act.startswith("accommodation")).order_by(AuditEntry.id)
        ).all()
        assert [(one.act, one.actor) for one in entries] == [
            ("accommodation.requested", "staff:HR"),
            ("accommodation.refused", "staff:WB"),
        ]
        assert not [one for one in entries if "EVIDENCE" in one.facts or "REASON" in one.facts]


def test_only_an_approval_and_its_end_make_attempts_follow(database):
    with database.transaction() as db:
        [asked] = ask(db, make_candidate(db), PRINT)
        jobs = select(Job.name).where(Job.name == FOLLOW_JOB)
        counts = [len(db.scalars(jobs).all())]
        approve_accommodation(db, asked, valid_until=UNTIL, **BODY)
        counts.append(len(db.scalars(jobs).all()))
        withdraw_accommodation(db, asked, reason="oʻzi soʻradi", **BODY)
        counts.append(len(db.scalars(jobs).all()))
    assert counts == [0, 1, 2]
