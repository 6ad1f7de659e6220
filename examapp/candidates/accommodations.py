"""Accommodations: HR asks with a supporting document, the working body approves until a day, or refuses.

Acts go into the audit log without the document and without reasons: both may tell of health, and the log has
more readers than those who need it. The row keeps them.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.accounts.persons import require_other_person
from examapp.candidates.accommodation_errors import (
    AskedAlready,
    EvidenceMissing,
    LastDayPassed,
    NothingAsked,
    ReasonOfRefusalMissing,
    SettledAlready,
)
from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_queries import STANDING, list_standing
from examapp.candidates.accommodation_rules import EXTRA_TIME_PERCENTS, AccommodationKind
from examapp.candidates.models import Candidate
from examapp.candidates.own_matters import require_not_own
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.jobs import enqueue

# Attempts that are prepared already follow by this job, which a later room carries out.
FOLLOW_JOB: Final = "delivery.follow_accommodations"


def request_accommodations(
    db: Session,
    candidate: Candidate,
    kinds: Collection[AccommodationKind],
    *,
    evidence: str,
    actor: str,
    at: datetime,
    percent: int | None = None,
) -> list[Accommodation]:
    """Ask for kinds of help that one document supports, one row for each.

    Raises NothingAsked, EvidenceMissing, and AskedAlready where one of them stands.
    """
    needs_percent = AccommodationKind.EXTRA_TIME in kinds
    if not kinds or (needs_percent and percent not in EXTRA_TIME_PERCENTS):
        raise NothingAsked
    note = " ".join(evidence.split())
    if not note:
        raise EvidenceMissing
    _refuse_twice(db, candidate, kinds, at.astimezone(TASHKENT).date())
    asked = [
        Accommodation(
            code=new_code(8),
            candidate_id=candidate.id,
            organisation_id=candidate.organisation_id,
            kind=kind,
            percent=percent if kind is AccommodationKind.EXTRA_TIME else None,
            evidence=note,
            requested_by=actor,
            requested_at=at,
        )
        for kind in AccommodationKind
        if kind in kinds
    ]
    db.add_all(asked)
    db.flush()
    for one in asked:
        _note(db, one, "requested", actor, at)
    return asked


def _refuse_twice(
    db: Session, candidate: Candidate, kinds: Collection[AccommodationKind], today: date
) -> None:
    if any(one.kind in kinds for one in list_standing(db, candidate, today)):
        raise AskedAlready


def approve_accommodation(
    db: Session, accommodation: Accommodation, *, valid_until: date, actor: str, at: datetime
) -> None:
    """Approve a request until a last day.

    Raises LastDayPassed, OwnMatter, SecondPersonDecides, SettledAlready.
    """
    require_not_own(db, accommodation.candidate, actor)
    require_other_person(db, actor, [accommodation.requested_by])
    if valid_until < at.astimezone(TASHKENT).date():
        raise LastDayPassed
    _settle(
        db,
        accommodation,
        AccommodationState.REQUESTED,
        state=AccommodationState.APPROVED,
        valid_until=valid_until,
        decided_by=actor,
        decided_at=at,
    )
    _note(db, accommodation, "approved", actor, at, valid_until=valid_until.isoformat())
    _let_attempts_follow(db, accommodation, at)


def refuse_accommodation(
    db: Session, accommodation: Accommodation, *, reason: str, actor: str, at: datetime
) -> None:
    """Refuse a request. Raises ReasonOfRefusalMissing, OwnMatter, SettledAlready, SecondPersonDecides."""
    require_not_own(db, accommodation.candidate, actor)
    require_other_person(db, actor, [accommodation.requested_by])
    _settle(
        db,
        accommodation,
        AccommodationState.REQUESTED,
        state=AccommodationState.REFUSED,
        decision_reason=_read_reason(reason),
        decided_by=actor,
        decided_at=at,
    )
    _note(db, accommodation, "refused", actor, at)


def withdraw_accommodation(
    db: Session, accommodation: Accommodation, *, reason: str, actor: str, at: datetime
) -> None:
    """End a request or an approval. What has been examined under it stays. Raises as refusing does."""
    before = accommodation.state
    if before not in STANDING:
        raise SettledAlready
    _settle(
        db,
        accommodation,
        before,
        state=AccommodationState.WITHDRAWN,
        end_reason=_read_reason(reason),
        ended_by=actor,
        ended_at=at,
    )
    _note(db, accommodation, "withdrawn", actor, at)
    if before is AccommodationState.APPROVED:
        _let_attempts_follow(db, accommodation, at)


def _read_reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if not reason:
        raise ReasonOfRefusalMissing
    return reason


def _settle(db: Session, accommodation: Accommodation, before: AccommodationState, **values: Any) -> None:
    """Change a row by compare-and-swap, so that two decisions at once are one."""
    swapped = changed_rows(
        db,
        update(Accommodation)
        .where(Accommodation.id == accommodation.id, Accommodation.state == before)
        .values(**values),
    )
    db.refresh(accommodation)
    if swapped != 1:
        raise SettledAlready


def _let_attempts_follow(db: Session, accommodation: Accommodation, at: datetime) -> None:
    enqueue(db, FOLLOW_JOB, {"candidate_id": accommodation.candidate_id}, at=at)


def _note(db: Session, accommodation: Accommodation, act: str, actor: str, at: datetime, **more: str) -> None:
    record(
        db,
        act=f"accommodation.{act}",
        actor=actor,
        subject_kind="candidate",
        subject_code=accommodation.candidate.code,
        at=at,
        facts={
            "accommodation": accommodation.code,
            "kind": accommodation.kind.value,
            "percent": accommodation.percent,
            **more,
        },
    )
