"""From the database to the question that the planning answers: who is to be placed, and where one can sit.

The only place that knows both the tables and the planner's frozen records.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import Needs
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.models import Candidate
from examapp.centres.hours_keeping import read_opening_times
from examapp.centres.models import Centre, Room, WorkstationState
from examapp.centres.opening_hours import Hours
from examapp.core.clock import TASHKENT
from examapp.organisations.models import Organisation
from examapp.programmes.policy import Policy, read_policy
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.placing.records import Exam, Ground, Hall, Person, Rules, Seat, Span
from examapp.sittings.room_times import LIVE, durations, list_live_between
from examapp.sittings.schedule_models import ScheduleRow, YearSchedule
from examapp.sittings.schedule_rows import BINDING
from examapp.sittings.to_place import Asked, list_to_place, moments_of
from examapp.sittings.too_early import free_from
from examapp.sittings.working_days import holidays_between

_BATCH = 5000


@dataclass(frozen=True)
class Question:
    """The planner's question; candidates' keys are their codes, rooms' keys their ids."""

    people: Sequence[Person]
    ground: Ground


def read_question(db: Session, asked: Asked, read_past: ReadPast, at: datetime) -> Question:
    """Return who is to be placed and where, as the tables have it at this moment."""
    policy = read_policy(db, asked.programme_id, at)
    candidates = list_to_place(db, asked, read_past, at)
    periods = _read_periods(db, asked)
    needs = _read_needs(db, [candidate.id for candidate in candidates], asked.first_day)
    elsewhere, waiting = _read_elsewhere(db, asked), _read_waiting(db, asked, candidates, read_past, at)
    people = [
        replace(person, off=(*person.off, *elsewhere.get(candidate.id, ()), *waiting.get(candidate.id, ())))
        for candidate in candidates
        if (person := _person(candidate, asked, periods, needs[candidate.id], policy)) is not None
    ]
    return Question(people, _read_ground(db, asked, policy, at))


def _read_periods(db: Session, asked: Asked) -> Mapping[int, Sequence[ScheduleRow]]:
    rows = db.scalars(
        select(ScheduleRow)
        .join(YearSchedule, YearSchedule.id == ScheduleRow.schedule_id)
        .where(YearSchedule.state.in_(BINDING), ScheduleRow.programme_id == asked.programme_id)
        .order_by(ScheduleRow.first_day)
    )
    periods: dict[int, list[ScheduleRow]] = defaultdict(list)
    for row in rows:
        if row.first_day.year == asked.first_day.year:
            periods[row.organisation_id].append(row)
    return periods


def _read_needs(db: Session, ids: Sequence[int], day: date) -> Mapping[int, Needs]:
    needs: dict[int, Needs] = {}
    for start in range(0, len(ids), _BATCH):
        needs |= needs_of_candidates(db, ids[start : start + _BATCH], day)
    return needs


# Days between which somebody cannot come, both included.
_Off = Mapping[int, Sequence[tuple[date, date]]]


def _read_elsewhere(db: Session, asked: Asked) -> _Off:
    """Return, by candidate, the days within those asked for on which they sit for something else already."""
    start, end = moments_of(asked.first_day, asked.last_day)
    rows = db.execute(
        select(Booking.candidate_id, Sitting.starts_at)
        .join(Booking.sitting)
        .where(Sitting.state.in_(LIVE), Sitting.starts_at >= start, Sitting.starts_at < end)
    )
    days: dict[int, set[date]] = defaultdict(set)
    for row in rows:
        days[row.candidate_id].add(row.starts_at.astimezone(TASHKENT).date())
    return {candidate: [(day, day) for day in sorted(found)] for candidate, found in days.items()}


def _read_waiting(
    db: Session, asked: Asked, candidates: Sequence[Candidate], read_past: ReadPast, at: datetime
) -> _Off:
    """Return, by candidate, the days asked for that lie before the end of the wait after a failure."""
    if asked.rehearsal:
        return {}
    policy, ids = read_policy(db, asked.programme_id, at), [candidate.id for candidate in candidates]
    free = {one: free_from(past, policy) for one, past in read_past(db, asked.programme_id, ids, at).items()}
    return {
        one: [(asked.first_day, day - timedelta(days=1))]
        for one, day in free.items()
        if day is not None and day > asked.first_day
    }


def _person(
    candidate: Candidate,
    asked: Asked,
    periods: Mapping[int, Sequence[ScheduleRow]],
    needs: Needs,
    policy: Policy,
) -> Person | None:
    """Return a person to place; None where the body's period lies outside of the days that were asked for."""
    body, rows = candidate.organisation, periods.get(candidate.organisation_id, ())
    shared = [
        (max(row.first_day, asked.first_day), min(row.last_day, asked.last_day))
        for row in rows
        if row.first_day <= asked.last_day and row.last_day >= asked.first_day
    ]
    if rows and not shared:
        return None
    one_day = timedelta(days=1)
    first, last = (shared[0][0], shared[-1][1]) if shared else (asked.first_day, asked.first_day - one_day)
    between = tuple(
        (ended + one_day, begun - one_day)
        for (_first, ended), (begun, _last) in pairwise(shared)
        if begun - ended > one_day
    )
    return Person(
        key=candidate.code,
        organisation=body.code,
        region=body.region_code,
        district=body.district_code or "",
        programme=str(asked.programme_id),
        language=candidate.language,
        first_day=first,
        last_day=last,
        extra_percent=_allowed(needs.extra_time_percent, policy.extra_time_percents),
        separate_room=needs.separate_room,
        accessible_seat=needs.accessible_seat,
        off=between,
    )


def _allowed(percent: int, allowed: Iterable[int]) -> int:
    """Return the largest share that the policy allows and the person was granted, as the exam gives it."""
    return max((one for one in allowed if one <= percent), default=0)


def _read_ground(db: Session, asked: Asked, policy: Policy, at: datetime) -> Ground:
    start, end = moments_of(asked.first_day, asked.last_day)
    sittings = list_live_between(db, start, end)
    minutes = durations(db, sittings, at)
    busy: dict[int, dict[date, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for sitting in sittings:
        local = sitting.starts_at.astimezone(TASHKENT)
        begins = local.hour * 60 + local.minute
        busy[sitting.room_id][local.date()].append(Span(begins, begins + minutes[sitting.id]))
    query = select(Room).join(Room.centre).options(selectinload(Room.workstations)).order_by(Room.id)
    if asked.region_code is not None:
        query = query.where(Centre.region_code == asked.region_code)
    exams = {str(asked.programme_id): Exam(policy.duration_minutes, frozenset(policy.languages))}
    return Ground(
        halls=tuple(_hall(room, busy[room.id]) for room in db.scalars(query)),
        exams=exams,
        rules=Rules(
            holidays=holidays_between(policy.holidays, asked.first_day, asked.last_day),
            share_percent=asked.share_percent,
            gap_minutes=asked.gap_minutes,
        ),
        away=_read_away(db, sittings),
    )


def _hall(room: Room, busy: Mapping[date, Sequence[Span]]) -> Hall:
    times, centre = read_opening_times(room.centre), room.centre
    return Hall(
        key=str(room.id),
        region=centre.region_code,
        district=centre.district_code or "",
        seats=tuple(
            Seat(seat.number, accessible=seat.accessible)
            for seat in room.workstations
            if seat.state is WorkstationState.IN_SERVICE
        ),
        hours={weekday: _spans(hours) for weekday, hours in times.week.items()},
        special={day: _spans(hours) for day, hours in times.special_days.items()},
        busy={day: tuple(spans) for day, spans in busy.items()},
    )


def _spans(hours: Hours | None) -> tuple[Span, ...]:
    return () if hours is None else (Span(hours.opens, hours.closes),)


def _read_away(db: Session, sittings: Sequence[Sitting]) -> Mapping[tuple[str, date], int]:
    days = {sitting.id: sitting.starts_at.astimezone(TASHKENT).date() for sitting in sittings}
    away: Counter[tuple[str, date]] = Counter()
    ids = list(days)
    for start in range(0, len(ids), _BATCH):
        bookings = db.execute(
            select(Booking.sitting_id, Organisation.code)
            .join(Booking.candidate)
            .join(Candidate.organisation)
            .where(Booking.sitting_id.in_(ids[start : start + _BATCH]))
        )
        away.update((row.code, days[row.sitting_id]) for row in bookings)
    return away
