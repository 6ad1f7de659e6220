"""Participation on both databases: what counts for what, and who sees whose."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from examapp.accounts.signed_in import as_signed_in
from examapp.core.errors import NotFound
from examapp.core.permissions import Role
from examapp.delivery.states import AttemptState
from examapp.notices.models import AttendanceConfirmation, Channel, Notice, NoticeKind, NoticeState
from examapp.organisations.models import Organisation
from examapp.reporting.participation import Asked, Counts, by_region, count_participation, sum_counts
from examapp.reporting.participation_sheet import write_workbook
from examapp.reporting.sight import read_sight
from examapp.results.drawing_up import draw_up
from examapp.results.outcomes import Outcome
from examapp.sittings.excuse_models import ExcuseKind, ExcuseState
from examapp.sittings.excusing import record_excuse
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person, open_pages
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, Seat, make_closed_sitting, total

OFFICIAL = Asked(2026)
SEATS = (
    Seat("Karimov Botir Abduvohidovich", total(37)),
    Seat("Nosirova Kamola Ilhomovna", None, state=None),
    Seat("Aliyev Vali Olimovich", None, state=AttemptState.AWAITING),
)


def notify(db, booking, state, *, kind=NoticeKind.BOOKED, confirmed_for=None) -> None:
    db.add(
        Notice(
            code=f"{kind.value[0]}{booking.candidate_code}",
            candidate_id=booking.candidate_id,
            sitting_id=booking.sitting_id,
            booking_code=booking.candidate_code,
            kind=kind,
            occasion=f"{kind.value} {booking.candidate_code}",
            channel=Channel.SMS,
            language="ru",
            facts={},
            state=state,
            created_at=HELD_FROM,
        )
    )
    if confirmed_for is not None:
        db.add(
            AttendanceConfirmation(
                booking_code=booking.candidate_code,
                starts_at=confirmed_for,
                confirmed_at=HELD_FROM,
                way="link",
            )
        )


@pytest.fixture
def sittings(database):
    with database.transaction() as db:
        closed = make_closed_sitting(db, SEATS)
        first, second, third = closed.bookings
        notify(db, first, NoticeState.DELIVERED, confirmed_for=closed.starts_at)
        notify(db, second, NoticeState.FAILED)
        notify(db, second, NoticeState.SENT, kind=NoticeKind.FAILED)  # of the result, after the day
        notify(db, third, NoticeState.SENT, confirmed_for=closed.starts_at - timedelta(days=1))
        ahead = make_closed_sitting(db, SEATS[1:2], code="FA-2026-1201-01", region="UZ-FA")
        ahead.state = SittingState.PUBLISHED
        make_closed_sitting(db, SEATS[:1], code="TK-2026-1124-02", rehearsal=True)
        called_off = make_closed_sitting(db, SEATS[:1], code="TK-2026-1124-03")
        called_off.state = SittingState.CANCELLED
        make_closed_sitting(db, SEATS[:1], code="TK-2025-1").starts_at = HELD_FROM - timedelta(days=365)
    return database


def rows_of(database, role=Role.AUDITOR, asked=OFFICIAL, **bounds):
    with database.transaction() as db:
        account = add_person(db, role, suffix=str(len(bounds)))
        for name, value in bounds.items():
            setattr(account, name, value)
        return count_participation(db, asked, read_sight(db, as_signed_in(account)))


def test_each_place_counts_once_for_what_happened(sittings) -> None:
    rows = rows_of(sittings)
    assert by_region(rows) == {
        "UZ-FA": Counts(planned=1),
        "UZ-TK": Counts(planned=3, notified=2, confirmed=1, attended=1, absent=2),
    }
    summed = sum_counts(row.counts for row in rows)
    assert summed == Counts(planned=4, notified=2, confirmed=1, attended=1, absent=2)
    assert summed.attended_percent == 33


def test_rehearsals_are_counted_apart(sittings) -> None:
    assert [row.counts.planned for row in rows_of(sittings, asked=Asked(2026, rehearsal=True))] == [1]


def test_a_regional_person_sees_the_region_and_a_body_s_people_only_the_own_body(sittings) -> None:
    assert set(by_region(rows_of(sittings, Role.WORKING_BODY, region_code="UZ-FA"))) == {"UZ-FA"}
    bodies = {row.organisation.region_code: row.organisation for row in rows_of(sittings, Role.OPERATOR)}
    upper, lower = bodies["UZ-TK"], bodies["UZ-FA"]
    with sittings.transaction() as db:
        db.get_one(Organisation, lower.id).parent_id = upper.id
    for role in (Role.ORGANISATION_HEAD, Role.HR_OFFICER):
        own = rows_of(sittings, role, organisation_code=upper.code)
        assert {row.organisation.id for row in own} == {upper.id}


def test_a_head_without_a_body_sees_nothing(sittings) -> None:
    with pytest.raises(NotFound):
        rows_of(sittings, Role.ORGANISATION_HEAD)


def test_the_result_sheet_stands_over_what_the_attempt_seems_to_say(database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db, SEATS[:2]), at=DRAWN_UP_AT)
        db.flush()
        sheet.results[0].outcome = Outcome.ABSENT
        sheet.results[1].outcome = Outcome.EXCUSED  # the papers were deleted after their years
    [row] = rows_of(database)
    assert row.counts == Counts(planned=2, absent=1, excused=1)


def excuse(database, sitting_code, state) -> None:
    """Put a decided reason to everybody of a sitting who has a place there."""
    with database.transaction() as db:
        sitting = db.scalars(select(Sitting).where(Sitting.code == sitting_code)).one()
        for booking in sitting.bookings:
            named = {"file_name": "a.pdf", "actor": "staff:HR", "at": HELD_FROM}
            made = record_excuse(db, booking, ExcuseKind.LEAVE, "", b"%PDF-", **named)
            made.state = state


@pytest.mark.parametrize(
    ("state", "excused"), [(ExcuseState.APPROVED, 1), (ExcuseState.REQUESTED, 0), (ExcuseState.REFUSED, 0)]
)
def test_only_what_is_agreed_excuses_and_nobody_who_came(database, state, excused) -> None:
    with database.transaction() as db:
        closed = make_closed_sitting(db, SEATS[:2])
        code = closed.code
        ahead = make_closed_sitting(db, SEATS[1:2], code="TK-2026-1201-01")
        ahead.state = SittingState.PUBLISHED
    excuse(database, code, state)
    excuse(database, "TK-2026-1201-01", state)
    total_of = sum_counts(row.counts for row in rows_of(database))
    assert total_of == Counts(planned=3, attended=1, excused=2 * excused, absent=1 - excused)


def test_the_workbook_says_the_same(app, sittings) -> None:
    rows = rows_of(sittings)
    with app.test_request_context("/?lang=en"):
        content = write_workbook(rows, "Participation 2026")
    bodies, regions = openpyxl.load_workbook(BytesIO(content)).worksheets
    assert [cell.value for cell in regions[4]] == ["Tashkent City", 3, 2, 1, 1, 0, 2]
    assert [cell.value for cell in bodies[bodies.max_row]][3:] == [4, 2, 1, 1, 0, 2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_gives_every_figure_of_each_region(app, sittings) -> None:
    page = open_pages(app, Role.AUDITOR).get("/participation/?year=2026&rehearsal=0&lang=en").text
    table = page.split("Participation by region</caption>")[1].split("</table>")[0]
    figures = [re.findall(r">(\d+)<", row) for row in table.split("<tr>")[2:]]
    assert figures == [["1", "0", "0", "0", "0", "0"], ["3", "2", "1", "1", "0", "2"]]
