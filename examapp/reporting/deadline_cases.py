"""The cases of a year's deadlines, read from lists, notices, decisions, certificates and appeals."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.deadlines import list_due
from examapp.candidates.list_sight import ListSight
from examapp.centres.models import Centre, Room
from examapp.certificates.models import Certificate, Replacement
from examapp.core.i18n import in_tashkent
from examapp.notices.models import Notice, NoticeKind, NoticeState
from examapp.programmes.models import Programme
from examapp.programmes.policy import policy_from_snapshot
from examapp.reporting.appeal_cases import list_answers, list_windows
from examapp.reporting.days_of_then import read_days_of_then
from examapp.reporting.deadlines import Case, Rule
from examapp.reporting.deleted_lists import list_deleted
from examapp.results.models import Decision, Result, ResultSheet
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Booking, Sitting, SittingState

_ANNOUNCING = (NoticeKind.BOOKED, NoticeKind.MOVED, NoticeKind.AHEAD)
_REACHED = (NoticeState.SENT, NoticeState.DELIVERED)
_TOLD = (SittingState.PUBLISHED, SittingState.OPEN, SittingState.CLOSED)


def list_cases(db: Session, year: int, region_code: str | None, at: datetime) -> list[Case]:
    """Return the cases whose last day lies in a year, within a region if one bounds the reader."""
    today = in_tashkent(at).date()
    found = [
        *_papers(db, region_code, at, year),
        *_notices(db, region_code, today),
        *_certificates(db, region_code, today),
        *list_windows(db, region_code, today),
        *list_answers(db, region_code, today),
    ]
    return [case for case in found if case.due.year == year]


def _papers(db: Session, region_code: str | None, at: datetime, year: int) -> Iterator[Case]:
    """Yield lists and orders of first days from a year on; a list that is not there is named by its body.

    Of one that was deleted the log tells; where that is gone, too, nobody says that it came too late.
    """
    today, deleted = in_tashkent(at).date(), list_deleted(db)
    for one in list_due(db, ListSight(None, None, region_code), read_days_of_then, at, since=year):
        code, names = one.found.code if one.found else "", one.organisation.names
        submitted, order = None if one.owes_list else one.list_at, one.order_at
        gone = None if one.found else next((each for each in deleted if each.is_of(one)), None)
        if gone is not None:
            if not gone.told:
                continue
            submitted, order = gone.submitted, gone.order
        yield Case(Rule.LIST, code, names, one.list_due.day, submitted, today)
        yield Case(Rule.ORDER, code, names, one.order_due.day, order, today)


def _notices(db: Session, region_code: str | None, today: date) -> Iterator[Case]:
    """Yield the sittings: each person had to be told so many days before, by any way."""
    rows_told = db.execute(
        select(Notice.booking_code, func.min(Notice.sent_at).label("first"))
        .where(Notice.kind.in_(_ANNOUNCING), Notice.state.in_(_REACHED))
        .group_by(Notice.booking_code)
    )
    told = {row.booking_code: row.first for row in rows_told}
    query = (
        select(Sitting.code, Sitting.starts_at, Sitting.policy, Programme.titles, Booking.candidate_code)
        .join(Booking, Booking.sitting_id == Sitting.id)
        .join(Programme, Programme.id == Sitting.programme_id)
        .join(Room, Room.id == Sitting.room_id)
        .join(Centre, Centre.id == Room.centre_id)
        .where(Sitting.rehearsal.is_(False), Sitting.state.in_(_TOLD))
    )
    if region_code is not None:
        query = query.where(Centre.region_code == region_code)
    sittings: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.execute(query):
        sittings[row.code].append(row)
    for code, rows in sittings.items():
        days = max(policy_from_snapshot(rows[0].policy or {}).notice_days, default=0)
        due = in_tashkent(rows[0].starts_at).date() - timedelta(days=days)
        at = [told.get(row.candidate_code) for row in rows]
        yield _of_people(Rule.NOTICE, code, rows[0].titles, due, [_day(one) for one in at], today)


def _certificates(db: Session, region_code: str | None, today: date) -> Iterator[Case]:
    """Yield the sheets: whoever passed by the valid revision had to get a certificate.

    The days count from the first decision by which the person had passed; a certificate that takes another's
    place has no term.
    """
    issued = _first_issues(db)
    sheets: defaultdict[str, dict[int, tuple[Any, date, bool]]] = defaultdict(dict)
    for row in _decided(db, region_code):
        known = sheets[row.number].get(row.attempt_id)
        passed = row.outcome is Outcome.PASSED
        if passed or known:
            decided = known[1] if known else in_tashkent(row.at).date()
            sheets[row.number][row.attempt_id] = (row, decided, passed)
    for number, people in sheets.items():
        by_day: defaultdict[date, list[date | None]] = defaultdict(list)
        owed = {attempt: one for attempt, one in people.items() if one[2] or attempt in issued}
        for attempt, (row, decided, _passed) in owed.items():
            days = policy_from_snapshot(row.policy or {}).certificate_issue_days
            by_day[decided + timedelta(days=days)].append(issued.get(attempt))
        for due, days_issued in by_day.items():
            titles = next(iter(people.values()))[0].titles
            yield _of_people(Rule.CERTIFICATE, number, titles, due, days_issued, today)


def _first_issues(db: Session) -> dict[int, date]:
    replacing = select(Replacement.new_id).where(Replacement.new_id == Certificate.id)
    query = select(Certificate.attempt_id, Certificate.issued_on).where(~replacing.exists())
    return {row.attempt_id: row.issued_on for row in db.execute(query)}


def _decided(db: Session, region_code: str | None) -> Iterator[Any]:
    query = (
        select(
            ResultSheet.number,
            Result.attempt_id,
            Result.outcome,
            Decision.at,
            Sitting.policy,
            Programme.titles,
        )
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .join(Programme, Programme.id == Sitting.programme_id)
        .where(ResultSheet.rehearsal.is_(False), Result.attempt_id.is_not(None))
        .order_by(ResultSheet.number, ResultSheet.revision)
    )
    if region_code is not None:
        query = query.where(ResultSheet.region_code == region_code)
    yield from db.execute(query)


def _of_people(
    rule: Rule, code: str, names: dict[str, str], due: date, days: list[date | None], today: date
) -> Case:
    """Return a case that is done when the last person has it."""
    done = None if None in days else max(day for day in days if day)
    late = sum((day or today) > due for day in days)
    return Case(rule, code, names, due, done, today, len(days), late)


def _day(moment: datetime | None) -> date | None:
    return in_tashkent(moment).date() if moment else None
