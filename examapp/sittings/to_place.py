"""Who needs a place: the people of accepted lists without one in the year, and who must come again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.eligibility import NOTHING_PAST, PastResults, ReadPast
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_states import TAKEN
from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.sittings.excuse_queries import is_excused
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.room_times import LIVE

# Whose place, when, the sitting's state, whether an absence is excused.
_Place = Row[int, datetime, SittingState, bool]


@dataclass(frozen=True)
class Asked:
    """What is to be planned: a programme, days (both included), a region or all, and two rules.

    A place at a rehearsal is none at an official sitting, and the other way round.
    """

    programme_id: int
    first_day: date
    last_day: date
    region_code: str | None
    share_percent: int
    gap_minutes: int
    rehearsal: bool


def list_to_place(db: Session, asked: Asked, read_past: ReadPast, at: datetime) -> Sequence[Candidate]:
    """Return the people of accepted lists of the year who need a place for the programme in that year.

    That is who had none, and for an official test also whose last sitting is over and confirmed as failed,
    or was missed with a valid reason: one list serves for the year, so nobody else would ask for them. Who
    was taken off a list, or must not be examined, is not among them.
    """
    within = asked.region_code
    had = {row.candidate_id: row for row in db.execute(_places(asked))}
    again = set() if asked.rehearsal else _again(db, asked, had, read_past, at)
    return [
        one
        for one in db.scalars(_listed(asked))
        if (one.id not in had or one.id in again) and within in {None, one.organisation.region_code}
    ]


def _places(asked: Asked) -> Select[int, datetime, SittingState, bool]:
    """Every place of the year that stands, the latest of each person last."""
    start, end = moments_of(date(asked.first_day.year, 1, 1), date(asked.first_day.year, 12, 31))
    return (
        select(Booking.candidate_id, Sitting.starts_at, Sitting.state, is_excused().label("excused"))
        .join(Booking.sitting)
        .where(
            Sitting.programme_id == asked.programme_id,
            Sitting.rehearsal.is_(asked.rehearsal),
            Sitting.state != SittingState.CANCELLED,
            Sitting.starts_at >= start,
            Sitting.starts_at < end,
        )
        .order_by(Sitting.starts_at, Booking.id)
    )


def _listed(asked: Asked) -> Select[Any]:
    listed = (
        select(CandidateListEntry.candidate_id)
        .join(CandidateListEntry.list)
        .where(
            CandidateList.programme_id == asked.programme_id,
            CandidateList.year == asked.first_day.year,
            CandidateList.state.in_(TAKEN),
            CandidateListEntry.withdrawn_at.is_(None),
            CandidateListEntry.unfit.is_(False),
        )
    )
    chosen = select(Candidate).where(Candidate.id.in_(listed)).options(joinedload(Candidate.organisation))
    return chosen.order_by(Candidate.id)


def _again(
    db: Session, asked: Asked, had: Mapping[int, _Place], read_past: ReadPast, at: datetime
) -> set[int]:
    """Return whose last place is used up and who needs another; a mark that nobody has confirmed waits."""
    over = [one for one, row in had.items() if row.state not in LIVE]
    past = read_past(db, asked.programme_id, over, at)
    return {one for one in over if _must_come_again(had[one], past.get(one, NOTHING_PAST))}


def _must_come_again(place: _Place, past: PastResults) -> bool:
    if past.valid_until is not None:
        return False
    day = place.starts_at.astimezone(TASHKENT).date()
    return place.excused or (past.failed_on is not None and past.failed_on >= day)


def moments_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the beginning of the first day and the end of the last, in Tashkent."""
    return (
        datetime.combine(first, time.min, TASHKENT),
        datetime.combine(last + timedelta(days=1), time.min, TASHKENT),
    )
