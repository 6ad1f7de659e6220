"""Excusing an absence: recorded with a paper before the day or some working days after it, and agreed.

Source of the days: absence.excused (an analogy to resolution 646). An excuse takes nothing from anybody who
came: it counts only where the person did not.
"""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.candidates.orders import keep_scan
from examapp.candidates.own_matters import require_not_own
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.excuse_errors import (
    ExcusedAlready,
    ExcuseDecided,
    ExcuseTooLate,
    NothingToExcuse,
    OwnExcuse,
    ReasonNotTold,
)
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind, ExcuseState
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.working_days import working_day_after

AWAITED = frozenset({SittingState.PUBLISHED, SittingState.OPEN, SittingState.CLOSED})
STANDING = (ExcuseState.REQUESTED, ExcuseState.APPROVED)


def last_day_of_papers(sitting: Sitting) -> date:
    """Return the last day on which the papers of an absence are taken."""
    policy = policy_from_snapshot(sitting.policy or {})
    day = sitting.starts_at.astimezone(TASHKENT).date()
    return working_day_after(day, policy.excuse_working_days, policy.holidays)


def record_excuse(
    db: Session,
    booking: Booking,
    kind: ExcuseKind,
    remark: str,
    scan: bytes,
    *,
    file_name: str,
    actor: str,
    at: datetime,
) -> AbsenceExcuse:
    """Record why somebody does not come; the working body decides.

    Raises NothingToExcuse, ExcuseTooLate, ExcusedAlready, ReasonNotTold, and OrderRefused for the file.
    """
    words, sitting = " ".join(remark.split()), booking.sitting
    if sitting.state not in AWAITED:
        raise NothingToExcuse
    if at.astimezone(TASHKENT).date() > (last := last_day_of_papers(sitting)):
        raise ExcuseTooLate(day=f"{last:%d.%m.%Y}")
    if kind is ExcuseKind.OTHER and not words:
        raise ReasonNotTold
    _refuse_second(db, booking)
    sha256, name = keep_scan(db, scan, file_name)
    made = AbsenceExcuse(
        code=new_code(8),
        booking_code=booking.candidate_code,
        candidate=booking.candidate,
        organisation_id=booking.candidate.organisation_id,
        sitting=sitting,
        kind=kind,
        remark=words,
        file_name=name,
        sha256=sha256,
        requested_by=actor,
        requested_at=at,
    )
    db.add(made)
    db.flush()
    _note(db, made, "recorded", actor, at)
    return made


def _refuse_second(db: Session, booking: Booking) -> None:
    """Raise ExcusedAlready where a reason stands; of two who record at once, one waits here."""
    db.scalars(select(Booking.id).where(Booking.id == booking.id).with_for_update()).one()
    standing = select(AbsenceExcuse.id).where(
        AbsenceExcuse.booking_code == booking.candidate_code, AbsenceExcuse.state.in_(STANDING)
    )
    if db.scalars(standing).first() is not None:
        raise ExcusedAlready


def agree_excuse(db: Session, excuse: AbsenceExcuse, *, actor: str, at: datetime) -> None:
    """Agree that the absence is excused. Raises OwnExcuse, OwnMatter, ExcuseDecided."""
    _decide(db, excuse, ExcuseState.APPROVED, None, actor, at)


def refuse_excuse(db: Session, excuse: AbsenceExcuse, reason: str, *, actor: str, at: datetime) -> None:
    """Refuse it, with a reason. Raises ReasonNotTold, OwnExcuse, OwnMatter, ExcuseDecided."""
    words = " ".join(reason.split())
    if not words:
        raise ReasonNotTold
    _decide(db, excuse, ExcuseState.REFUSED, words, actor, at)


def _decide(
    db: Session, excuse: AbsenceExcuse, state: ExcuseState, reason: str | None, actor: str, at: datetime
) -> None:
    if is_one_of(db, actor, [excuse.requested_by]):
        raise OwnExcuse
    require_not_own(db, excuse.candidate, actor)
    swapped = changed_rows(
        db,
        update(AbsenceExcuse)
        .where(AbsenceExcuse.id == excuse.id, AbsenceExcuse.state == ExcuseState.REQUESTED)
        .values(state=state, decided_by=actor, decided_at=at, decision_reason=reason),
    )
    db.refresh(excuse)
    if swapped != 1:
        raise ExcuseDecided
    _note(db, excuse, state.value, actor, at)


def _note(db: Session, excuse: AbsenceExcuse, act: str, actor: str, at: datetime) -> None:
    """Write the act into the audit log without kind and words: they may tell of health."""
    record(
        db,
        act=f"absence_excuse.{act}",
        actor=actor,
        subject_kind="candidate",
        subject_code=excuse.candidate.code,
        at=at,
        facts={"excuse": excuse.code, "sitting": excuse.sitting.code, "sha256": excuse.sha256},
    )
