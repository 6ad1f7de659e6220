"""The demo's year: its published schedule, and the lists of the two bodies, one in each hand's work.

The subordinate body's list of the first programme is taken, and its people have a place at the coming
sitting; its list of the other programme is being filled, and the other body's list of that waits for the
operator. The next year, for which lists are called, is left to whoever tries the demo.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.candidates.entry_keeping import add_typed_person
from examapp.candidates.list_models import CandidateList
from examapp.candidates.list_moving import accept_list, agree_list, submit_list
from examapp.candidates.list_opening import open_list
from examapp.candidates.models import Candidate
from examapp.candidates.orders import record_acquaintance, upload_order
from examapp.core.clock import TASHKENT
from examapp.demo.installation import PAPER, House
from examapp.demo.people import DemoPerson
from examapp.organisations.models import Organisation
from examapp.portal.past_results import read_past_results
from examapp.programmes.models import Programme
from examapp.programmes.queries import get_programme
from examapp.sittings.schedule_rows import Period, add_row, change_row
from examapp.sittings.scheduling import approve_schedule, begin_schedule, publish_schedule, submit_schedule

DOCUMENT: Final = "Namunaviy jadval, 1-son"
REASON: Final = "Yana bir xodim roʻyxatga qoʻshildi"
WEEK: Final = timedelta(days=7)
# Six have a place at the coming sitting; two and two stand on lists in work.
YEARS_PEOPLE: Final = 10


def fill_year(
    db: Session, house: House, people: Sequence[DemoPerson], *, past: date, coming: date, at: datetime
) -> list[Candidate]:
    """Publish the schedule and fill the lists; return who has a place on the coming day.

    `people` are those with a place, then two for the subordinate body's next list and two of the other body.
    """
    *booked, first, second, third, fourth = people
    publish_demo_schedule(db, house, past=past, coming=coming, expected=len(booked), at=at)
    ict_staff = get_programme(db, "ict-staff")
    taken, candidates = _fill_list(db, house, house.below, house.programme, booked, at)
    hands = _hands(house)
    submit_list(db, taken, read_past_results, by=hands["organisation-head"], at=at)
    agree_list(db, taken, by=hands["working-body"], at=at)
    accept_list(db, taken, by=hands["operator"], at=at)
    officer, today = hands["hr-officer"], at.astimezone(TASHKENT).date()
    upload_order(db, taken, PAPER, file_name="buyruq.png", number="12-k", dated_on=today, by=officer, at=at)
    record_acquaintance(db, taken, [one.id for one in candidates], today, by=officer, at=at)
    _fill_list(db, house, house.below, ict_staff, [first, second], at)
    waiting, _people = _fill_list(db, house, house.organisation, ict_staff, [third, fourth], at)
    submit_list(db, waiting, read_past_results, by=hands["operator"], at=at)
    return candidates


def publish_demo_schedule(
    db: Session, house: House, *, past: date, coming: date, expected: int, at: datetime
) -> None:
    """Lead a schedule of the coming day's year from its draft to a change after its publication."""
    hands = _hands(house)
    operator, working_body = hands["operator"].actor, hands["working-body"].actor
    schedule = begin_schedule(db, coming.year, actor=operator, at=at)
    if past.year == coming.year:
        add_row(db, schedule, house.organisation, _around(house, past, 11), actor=operator, at=at)
    planned = _around(house, coming, expected - 1)
    row = add_row(db, schedule, house.below, planned, actor=operator, at=at)
    submit_schedule(db, schedule, actor=operator, at=at)
    approve_schedule(db, schedule, DOCUMENT, actor=working_body, at=at)
    publish_schedule(db, schedule, actor=operator, at=at)
    change_row(db, schedule, row, _around(house, coming, expected), reason=REASON, actor=operator, at=at)


def _around(house: House, day: date, expected: int) -> Period:
    """Return a week before and after a day, within its year."""
    first, last = max(day - WEEK, date(day.year, 1, 1)), min(day + WEEK, date(day.year, 12, 31))
    return Period(house.programme, first, last, expected)


def _hands(house: House) -> dict[str, SignedInStaff]:
    names = ("operator", "working-body", "organisation-head", "hr-officer")
    return {name: as_signed_in(house.staff[name]) for name in names}


def _fill_list(
    db: Session,
    house: House,
    body: Organisation,
    programme: Programme,
    people: Sequence[DemoPerson],
    at: datetime,
) -> tuple[CandidateList, list[Candidate]]:
    hand = _hands(house)["hr-officer" if body is house.below else "operator"]
    found = open_list(db, body, programme, at.astimezone(TASHKENT).year, by=hand, at=at)
    candidates = []
    for person in people:
        fields = {
            "family_name": person.family_name,
            "given_name": person.given_name,
            "patronymic": person.patronymic,
            "pinfl": person.pinfl,
            "birth_date": f"{person.birth_date:%d.%m.%Y}",
            "position": person.position_uz,
            "position_ru": person.position_ru,
        }
        why = "demo: made-up people with similar names"
        entry, _notes = add_typed_person(
            db, found, fields, read_past_results, by=hand, at=at, another_person=why
        )
        candidates.append(db.get_one(Candidate, entry.candidate_id))
    return found, candidates
