"""Where each of a body's people stands in one programme: one state for each, and the day that belongs to it.

Only what is published counts: the outcome of a sheet that is not confirmed is "waits for the result". The
first that holds of: a place ahead, a test not decided yet, a certificate that stands, a place on a list after
nothing or nothing that counts, the last test's outcome, a certificate that has ended, nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from examapp.candidates.eligibility import NOTHING_PAST, PastResults, add_months
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.models import Candidate
from examapp.core.i18n import in_tashkent
from examapp.organisations.models import Organisation
from examapp.portal.past_results import CHUNK, read_past_results
from examapp.programmes.models import Programme
from examapp.programmes.policy import read_policy
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import FAILURES, Outcome
from examapp.sittings.models import Booking, Sitting, SittingState

ENDS_SOON_MONTHS: Final = 6
_ANNOUNCED: Final = (SittingState.PUBLISHED, SittingState.OPEN)


class Standing(StrEnum):
    """How somebody stands."""

    NOT_LISTED = "not_listed"
    LISTED = "listed"
    BOOKED = "booked"
    WAITING = "waiting"
    PASSED = "passed"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    FAILED = "failed"
    ABSENT = "absent"
    EXCUSED = "excused"
    VOID = "void"
    UNCERTIFIED = "uncertified"


@dataclass(frozen=True)
class PersonState:
    """One person's standing.

    `day` is the day of the test for a place or a result that is awaited, the last day of a certificate, and
    the first day for another test after a failure or an absence; None where nothing has to be waited for.
    """

    candidate: Candidate
    standing: Standing
    day: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one person in the programme."""

    past: PastResults = NOTHING_PAST
    listed: bool = False
    booked_on: date | None = None
    awaited_of: date | None = None
    last: Outcome | None = None


def judge_standing(facts: Facts, today: date, wait_months: int) -> tuple[Standing, date | None]:
    """Return somebody's standing and its day. Pure."""
    until = facts.past.valid_until
    if facts.booked_on is not None or facts.awaited_of is not None:
        ahead = facts.booked_on is not None
        return (Standing.BOOKED if ahead else Standing.WAITING), facts.booked_on or facts.awaited_of
    if until is not None and until >= today:
        soon = until <= add_months(today, ENDS_SOON_MONTHS)
        return (Standing.ENDS_SOON if soon else Standing.PASSED), until
    return _without_certificate(facts, wait_months)


def _without_certificate(facts: Facts, wait_months: int) -> tuple[Standing, date | None]:
    until = facts.past.valid_until
    if facts.listed and facts.last not in FAILURES | {Outcome.ABSENT, Outcome.PASSED}:
        return Standing.LISTED, None
    if facts.last is not None and facts.last is not Outcome.PASSED:
        return _after(facts, facts.last, wait_months)
    without = Standing.UNCERTIFIED if facts.last is Outcome.PASSED else Standing.NOT_LISTED
    return (Standing.ENDED if until is not None else without), until


def _after(facts: Facts, last: Outcome, wait_months: int) -> tuple[Standing, date | None]:
    failed_on = facts.past.failed_on
    again = add_months(failed_on, wait_months) if failed_on is not None else None
    if last in FAILURES:
        return Standing.FAILED, again
    if last is Outcome.ABSENT:
        return Standing.ABSENT, again
    return (Standing.EXCUSED if last is Outcome.EXCUSED else Standing.VOID), None


def list_states(db: Session, body: Organisation, programme: Programme, at: datetime) -> list[PersonState]:
    """Return all people of a body with their standing, by name."""
    people = db.scalars(
        select(Candidate)
        .where(Candidate.organisation_id == body.id)
        .order_by(Candidate.search_key, Candidate.id)
    ).all()
    today, wait = in_tashkent(at).date(), read_policy(db, programme.id, at).retake_wait_months
    facts = _read_facts(db, body, programme, [one.id for one in people], at)
    return [PersonState(one, *judge_standing(facts.get(one.id, Facts()), today, wait)) for one in people]


def _read_facts(
    db: Session, body: Organisation, programme: Programme, ids: Sequence[int], at: datetime
) -> dict[int, Facts]:
    past = read_past_results(db, programme.id, ids, at)
    listed = _listed(db, body, programme, in_tashkent(at).year)
    facts: dict[int, Facts] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        ahead, awaited = _places(db, programme, some, at)
        last = _last_outcomes(db, programme, some)
        for one in some:
            facts[one] = Facts(
                past.get(one, NOTHING_PAST), one in listed, ahead.get(one), awaited.get(one), last.get(one)
            )
    return facts


def _listed(db: Session, body: Organisation, programme: Programme, year: int) -> frozenset[int]:
    """Return who stands on a list of the body of this year or a later one."""
    query = (
        select(CandidateListEntry.candidate_id)
        .join(CandidateList, CandidateList.id == CandidateListEntry.list_id)
        .where(
            CandidateList.organisation_id == body.id,
            CandidateList.programme_id == programme.id,
            CandidateList.year >= year,
            CandidateListEntry.withdrawn_at.is_(None),
        )
    )
    return frozenset(db.scalars(query))


def _places(
    db: Session, programme: Programme, ids: Sequence[int], at: datetime
) -> tuple[Mapping[int, date], Mapping[int, date]]:
    """Return the day of the next place, and that of the last test which is not decided yet."""
    decided = exists().where(ResultSheet.sitting_id == Sitting.id, ResultSheet.state == SheetState.CONFIRMED)
    rows = db.execute(
        _of_programme(select(Booking.candidate_id, Sitting.starts_at, Sitting.state), programme, ids)
        .where(~decided, Sitting.state.in_((*_ANNOUNCED, SittingState.CLOSED)))
        .order_by(Sitting.starts_at.desc())
    )
    ahead: dict[int, date] = {}
    awaited: dict[int, date] = {}
    for candidate_id, starts_at, state in rows:
        day = in_tashkent(starts_at).date()
        if state in _ANNOUNCED and starts_at > at:
            ahead[candidate_id] = day
        else:
            awaited.setdefault(candidate_id, day)
    return ahead, awaited


def _last_outcomes(db: Session, programme: Programme, ids: Sequence[int]) -> Mapping[int, Outcome]:
    """Return the outcome of each one's newest decided test."""
    rows = db.execute(
        _of_programme(select(Booking.candidate_id, Result.outcome), programme, ids)
        .join(Result, Result.booking_id == Booking.id)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .where(ResultSheet.state == SheetState.CONFIRMED)
        .order_by(Sitting.starts_at, Sitting.id)
    )
    return dict(iter(rows))


def _of_programme(query: Any, programme: Programme, ids: Sequence[int]) -> Any:
    return (
        query.select_from(Booking)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .where(
            Booking.candidate_id.in_(ids),
            Sitting.programme_id == programme.id,
            Sitting.rehearsal.is_(False),
        )
    )
