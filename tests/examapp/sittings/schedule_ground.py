"""An approved schedule and an accepted list over the ground of sittings."""

from datetime import date

from sqlalchemy.orm import Session

from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_states import ListState
from examapp.organisations.models import Organisation
from examapp.sittings.schedule_models import YearSchedule
from examapp.sittings.schedule_rows import Period, add_row
from examapp.sittings.scheduling import approve_schedule, begin_schedule, submit_schedule
from tests.examapp.sittings.conftest import AT, WHO, Ground

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
WORKING_BODY = {"actor": "staff:WORKING_BODY", "at": AT}


def body_of(db: Session, ground: Ground) -> Organisation:
    return ground.candidates(db)[0].organisation


def period(db: Session, ground: Ground, first: date = MONDAY, last: date = FRIDAY, people: int = 6) -> Period:
    return Period(ground.programme(db), first, last, people)


def draft(db: Session, ground: Ground) -> YearSchedule:
    schedule = begin_schedule(db, 2026, **WHO)
    add_row(db, schedule, body_of(db, ground), period(db, ground), **WHO)
    return schedule


def approved(db: Session, ground: Ground) -> YearSchedule:
    schedule = draft(db, ground)
    submit_schedule(db, schedule, **WHO)
    approve_schedule(db, schedule, "Buyruq № 12, 15.10.2026", **WORKING_BODY)
    return schedule


def accepted_list(db: Session, ground: Ground) -> CandidateList:
    people = ground.candidates(db)
    made = CandidateList(
        code="LIST-1",
        organisation=people[0].organisation,
        programme=ground.programme(db),
        year=2026,
        agreement=False,
        state=ListState.LOCKED,
        created_at=AT,
        state_at=AT,
    )
    db.add(made)
    for person in people:
        db.add(
            CandidateListEntry(
                list=made,
                candidate=person,
                name_latn=person.name_latn,
                name_cyrl=person.name_cyrl,
                search_key=person.search_key,
                positions={},
                notes=[],
                noted=False,
                unfit=False,
                added_at=AT,
            )
        )
    db.flush()
    return made
