"""Deadlines kept and missed: what a last day is, who was late, and where the page leads."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import delete

from examapp.appeals.models import Appeal
from examapp.candidates.list_history import NamedHand, note_list
from examapp.candidates.list_models import CandidateList, ListCall
from examapp.candidates.list_opening import open_list
from examapp.candidates.list_states import ListState
from examapp.certificates.models import Certificate
from examapp.core import clock
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from examapp.notices.models import Channel, Notice, NoticeKind, NoticeState
from examapp.organisations.models import Organisation
from examapp.programmes.models import PolicyStatus, PolicyValue, Programme
from examapp.reporting.deadline_cases import list_cases
from examapp.reporting.deadlines import Case, Kept, Rule, count_rules, list_worst
from examapp.results.drawing_up import draw_up
from examapp.results.models import Decision, SheetState
from examapp.retention.models import Kind
from tests.cast import open_pages
from tests.examapp.appeals.making import NEXT_DAY, file, make_ground
from tests.examapp.retention.making import LATER, agree, approve_years, carry_out
from tests.factories.closed_sitting import (
    DECIDED_AT,
    DRAWN_UP_AT,
    HELD_FROM,
    Seat,
    make_closed_sitting,
    make_staff,
    total,
)

TODAY = date(2026, 12, 10)
NOW = DECIDED_AT + timedelta(days=13)
HAND = NamedHand("staff:H", "Hakimov Nodir Saidovich")
SEATS = (
    Seat("Karimov Botir Abduvohidovich", total(37)),
    Seat("Aliyev Vali Olimovich", total(40)),
    Seat("Nosirova Kamola Ilhomovna", None, state=None),
)


def case(due, done, **facts):
    return Case(Rule.NOTICE, "TK", {}, due, done, TODAY, **facts)


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    due = date(2026, 12, 1)
    assert case(due, due).state is Kept.KEPT
    late = case(due, due + timedelta(days=1))
    assert (late.state, late.days_late) == (Kept.MISSED, 1)
    owed = case(due, None)
    assert (owed.state, owed.days_late) == (Kept.MISSED, 9)
    assert case(TODAY, None).state is Kept.OPEN


def test_the_worst_come_first_and_every_rule_is_counted() -> None:
    cases = [case(date(2026, 12, day), None, late_people=day) for day in (9, 1, 5)]
    assert [one.days_late for one in list_worst(cases, 2)] == [9, 5]
    counts = {one.rule: (one.kept, one.missed, one.open, one.percent) for one in count_rules(cases)}
    assert counts[Rule.NOTICE] == (0, 3, 0, 0)
    assert counts[Rule.LIST] == (0, 0, 0, None)


def tell(db, booking, sent_at):
    db.add(
        Notice(
            code=booking.candidate_code,
            candidate_id=booking.candidate_id,
            sitting_id=booking.sitting_id,
            booking_code=booking.candidate_code,
            kind=NoticeKind.BOOKED,
            occasion=f"booked {booking.candidate_code}",
            channel=Channel.SMS,
            language="ru",
            facts={},
            state=NoticeState.SENT,
            created_at=sent_at,
            sent_at=sent_at,
        )
    )


def certify(db, sheet, position, issued_on):
    db.add(
        Certificate(
            number=f"KS-{position}",
            code=f"CODE{position}",
            attempt_id=sheet.results[position].attempt_id,
            sheet_id=sheet.id,
            rehearsal=False,
            name_latn="",
            name_cyrl="",
            programme={},
            level={},
            tested_on=issued_on,
            issued_on=issued_on,
            valid_until=issued_on,
            payload="",
            file_sha256=str(position),
            issued_at=DECIDED_AT,
        )
    )


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        sitting = make_closed_sitting(db, SEATS)
        first, second, third = sitting.bookings
        tell(db, first, HELD_FROM - timedelta(days=10))
        tell(db, second, HELD_FROM - timedelta(days=3))
        tell(db, third, HELD_FROM - timedelta(days=12))
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        sheet.state = SheetState.CONFIRMED
        chair = make_staff(db, Role.COMMISSION_CHAIR, "Raxmatullayev Anvar Sobirovich")
        named = {"chair_id": chair.id, "chair_name": "", "members": 9, "present": 7}
        db.add(Decision(sheet_id=sheet.id, digest=sheet.digest, at=DECIDED_AT, **named))
        db.flush()
        certify(db, sheet, 0, date(2026, 11, 30))
        call = {"called_by": "staff:O", "called_at": HELD_FROM, "first_day": date(2026, 12, 20)}
        db.add(ListCall(programme_id=sitting.programme_id, year=2026, **call))
    return database


def cases_of(database, region=None, at=NOW):
    with database.reading() as db:
        return {one.rule: one for one in list_cases(db, 2026, region, at)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sitting_is_in_time_when_its_last_person_was_told_in_time(ground) -> None:
    told = cases_of(ground)[Rule.NOTICE]
    assert (told.due, told.done, told.people, told.late_people) == (
        date(2026, 11, 14),
        date(2026, 11, 21),
        3,
        1,
    )
    assert told.state is Kept.MISSED


def test_a_certificate_that_is_still_owed_counts_to_this_day(ground) -> None:
    owed = cases_of(ground)[Rule.CERTIFICATE]
    assert (owed.due, owed.done, owed.people, owed.late_people) == (date(2026, 11, 30), None, 2, 1)
    assert owed.days_late == 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_owes_list_and_order_from_its_first_day_back(ground) -> None:
    found = cases_of(ground)
    # The sitting was before the call's day, and its own people come first.
    assert (found[Rule.LIST].due, found[Rule.LIST].state) == (date(2026, 11, 10), Kept.MISSED)
    assert found[Rule.ORDER].due == date(2026, 11, 17)
    assert cases_of(ground, "UZ-FA") == {}
    # Who looks back in the next year finds the same, and how late it is by then.
    later = cases_of(ground, at=NOW + timedelta(days=365))
    assert later.keys() == found.keys()
    assert (later[Rule.LIST].due, later[Rule.LIST].state) == (date(2026, 11, 10), Kept.MISSED)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_names_the_worst_with_links_and_the_workbook_has_all(app, ground) -> None:
    client = open_pages(app, Role.AUDITOR)
    with clock.using(clock.ManualClock(NOW)):
        page = client.get("/reports/deadlines/?year=2026").text
        book = openpyxl.load_workbook(BytesIO(client.get("/reports/deadlines/table.xlsx").data))
    assert "/sittings/TK-2026-1124-01" in page
    assert "/certificates/TK-2026-" in page
    rows = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert [row[5] for row in rows[1:]] == ["kept in time", *["missed"] * 4]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_appeals_have_their_days_and_their_answers(app, database) -> None:
    with database.transaction() as db:
        laid = make_ground(db)
        appeal = file(db, laid)
        number, sheet = appeal.number, laid.sheet.number
    with database.reading() as db:
        cases = {one.rule: one for one in list_cases(db, 2026, None, NEXT_DAY)}
        late = {one.rule: one for one in list_cases(db, 2026, None, NEXT_DAY + timedelta(days=30))}
        assert not [one for one in list_cases(db, 2026, "UZ-FA", NEXT_DAY) if one.code in {number, sheet}]
    window, answer = cases[Rule.APPEAL_WINDOW], cases[Rule.APPEAL_ANSWER]
    assert (window.code, window.due, window.state, window.people) == (sheet, date(2026, 12, 4), Kept.OPEN, 1)
    assert (answer.code, answer.due, answer.state) == (number, date(2026, 12, 15), Kept.OPEN)
    assert (late[Rule.APPEAL_WINDOW].state, late[Rule.APPEAL_ANSWER].state) == (Kept.KEPT, Kept.MISSED)
    client = open_pages(app, Role.AUDITOR)
    with clock.using(clock.ManualClock(NEXT_DAY + timedelta(days=30))):
        assert f"/appeals/{number}" in client.get("/reports/deadlines/?year=2026").text
    with database.transaction() as db:  # filed after its days: a refusal that did not happen
        db.get_one(Appeal, appeal.id).filed_at = NEXT_DAY + timedelta(days=20)
    with database.reading() as db:
        cases = list_cases(db, 2026, None, NEXT_DAY + timedelta(days=30))
    assert {one.rule: one.state for one in cases}[Rule.APPEAL_WINDOW] is Kept.MISSED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_list_that_was_submitted_in_time_is_not_missed_once_it_was_deleted(app, ground) -> None:
    in_time = datetime(2026, 11, 9, 6, tzinfo=UTC)
    with ground.transaction() as db:
        approve_years(db)
        body, programme = db.query(Organisation).one(), db.query(Programme).one()
        found = open_list(db, body, programme, 2026, by=HAND, at=in_time)
        note_list(db, found, "submit", HAND, in_time)
        note_list(db, found, "order_uploaded", HAND, in_time + timedelta(days=10))
        found.state, found.state_at, found.submitted_at = ListState.SUBMITTED, in_time, in_time
    carry_out(ground, app.extensions["key_ring"].signer("audit"), agree(ground, Kind.LISTS))
    with ground.reading() as db:
        assert not db.query(CandidateList).all()
    after = cases_of(ground, at=LATER)
    assert (after[Rule.LIST].state, after[Rule.LIST].done) == (Kept.KEPT, in_time.date())
    assert (after[Rule.ORDER].state, after[Rule.ORDER].days_late) == (Kept.MISSED, 2)
    with ground.transaction() as db:  # what speaks of it was cut from the log's beginning
        db.execute(delete(AuditEntry))
    assert not {Rule.LIST, Rule.ORDER} & set(cases_of(ground, at=LATER))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_deadline_that_is_over_is_judged_by_the_rule_of_its_own_day(ground) -> None:
    with ground.transaction() as db:
        later = NOW + timedelta(days=40)
        value = {"key": "list.deadline_days", "value": {"value": 30}, "source": "–", "document": "Buyruq"}
        hands = {
            "proposed_by": "staff:O",
            "proposed_at": later,
            "approved_by": "staff:C",
            "approved_at": later,
        }
        programme = db.query(Programme).one()
        db.add(PolicyValue(programme_id=programme.id, status=PolicyStatus.APPROVED, **value, **hands))
    assert cases_of(ground, at=NOW + timedelta(days=60))[Rule.LIST].due == date(2026, 11, 10)
