"""What stands of people's earlier tests, gathered for the eligibility of a candidate list.

Only confirmed sheets of official sittings count, each in its newest revision. A failure counts until a later
test was passed; an absence counts as one where the policy says so (absence.unexcused), unless it is excused.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from examapp.candidates.eligibility import PastResults
from examapp.certificates.models import Certificate, Revocation
from examapp.core.clock import TASHKENT
from examapp.programmes.policy import read_policy
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import FAILURES, Outcome
from examapp.sittings.excuse_queries import is_excused
from examapp.sittings.models import Booking, Sitting

CHUNK = 400


def read_past_results(
    db: Session, programme_id: int, candidate_ids: Sequence[int], at: datetime
) -> Mapping[int, PastResults]:
    """Return what stands of each candidate's earlier tests in a programme; who has no past is left out."""
    past: dict[int, PastResults] = {}
    if not candidate_ids:
        return past
    waits = read_policy(db, programme_id, at).unexcused_absence == "waits"
    counting = FAILURES | {Outcome.ABSENT} if waits else FAILURES
    for start in range(0, len(candidate_ids), CHUNK):
        ids = candidate_ids[start : start + CHUNK]
        valid = _read_certificates(db, programme_id, ids)
        failed = _read_failures(db, programme_id, ids, counting)
        for candidate_id in valid.keys() | failed.keys():
            past[candidate_id] = PastResults(valid.get(candidate_id), failed.get(candidate_id))
    return past


def _read_certificates(db: Session, programme_id: int, ids: Sequence[int]) -> dict[int, date]:
    """Return the last day of the certificate that stands, by candidate."""
    rows = db.execute(
        select(Booking.candidate_id, Certificate.valid_until)
        .join(Result, Result.attempt_id == Certificate.attempt_id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(
            Booking.candidate_id.in_(ids),
            Sitting.programme_id == programme_id,
            Certificate.rehearsal.is_(False),
            Certificate.replaced_at.is_(None),
            Revocation.certificate_id.is_(None),
        )
        .order_by(Certificate.valid_until)
    )
    return {row.candidate_id: row.valid_until for row in rows}


def _read_failures(
    db: Session, programme_id: int, ids: Sequence[int], counting: frozenset[Outcome]
) -> dict[int, date]:
    """Return the day of the last failure that no later pass has followed, by candidate."""
    rows = db.execute(
        select(Booking.candidate_id, Sitting.id, Sitting.starts_at, Result.outcome)
        .join(Result, Result.booking_id == Booking.id)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .where(
            Booking.candidate_id.in_(ids),
            Sitting.programme_id == programme_id,
            Sitting.rehearsal.is_(False),
            ResultSheet.state == SheetState.CONFIRMED,
            or_(Result.outcome != Outcome.ABSENT, ~is_excused()),
        )
        .order_by(Sitting.starts_at, Sitting.id, ResultSheet.revision)
    )
    newest = {
        (candidate_id, sitting_id): (starts_at, outcome)
        for candidate_id, sitting_id, starts_at, outcome in rows
    }
    failed: dict[int, date] = {}
    for (candidate_id, _sitting_id), (starts_at, outcome) in newest.items():
        if outcome in counting:
            failed[candidate_id] = starts_at.astimezone(TASHKENT).date()
        elif outcome is Outcome.PASSED:
            failed.pop(candidate_id, None)
    return failed
