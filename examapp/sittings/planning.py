"""Planning a sitting: where and when, who watches, and the moment after which nothing changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList
from examapp.authoring.queries import is_in_force
from examapp.centres.models import Room
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import read_code
from examapp.core.db import changed_rows
from examapp.core.i18n import N_
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from examapp.programmes.policy import policy_from_snapshot, policy_snapshot, read_policy
from examapp.sittings.errors import (
    ListNotInForce,
    NotAProctor,
    NotReadyToPublish,
    ProvisionalPolicy,
    SampleList,
    SittingLocked,
)
from examapp.sittings.models import Booking, Sitting, SittingProctor, SittingState
from examapp.sittings.neighbours import list_alike
from examapp.sittings.passing import require_cut_scores
from examapp.sittings.seating import list_unfit
from examapp.sittings.separate_rooms import refuse_shared_room


def create_sitting(
    db: Session,
    *,
    programme: Programme,
    question_list: QuestionList,
    room: Room,
    starts_at: datetime,
    rehearsal: bool,
    planned_minutes: int | None = None,
    actor: str,
    at: datetime,
) -> Sitting:
    """Plan a sitting; `planned_minutes` is how long it takes the room where that is known.

    Raises SampleList where an official sitting would use a sample list, ListNotInForce where the list is not
    sealed, retired, or past its last day then.
    """
    if question_list.sample and not rehearsal:
        raise SampleList(code=question_list.code)
    if not is_in_force(question_list, starts_at.astimezone(TASHKENT).date()):
        raise ListNotInForce(list=question_list.code)
    code = _next_code(db, room, starts_at)
    sitting = Sitting(
        code=code,
        entry_code=read_code(code),
        programme=programme,
        question_list=question_list,
        room=room,
        starts_at=starts_at,
        rehearsal=rehearsal,
        planned_minutes=planned_minutes,
        created_at=at,
    )
    db.add(sitting)
    db.flush()
    _note(db, "sitting.planned", sitting, actor, at, room=room.name, rehearsal=rehearsal)
    return sitting


def _next_code(db: Session, room: Room, starts_at: datetime) -> str:
    """Return region, day and number of the day: TK-2026-1124-01."""
    local = starts_at.astimezone(TASHKENT)
    prefix = f"{room.centre.region_code.removeprefix('UZ-')}-{local:%Y-%m%d}-"
    taken = db.scalar(select(func.count()).select_from(Sitting).where(Sitting.code.startswith(prefix))) or 0
    return f"{prefix}{taken + 1:02d}"


def require_planned(sitting: Sitting) -> None:
    """Raise SittingLocked once a sitting is published or cancelled."""
    if sitting.state is not SittingState.PLANNED:
        cancelled = sitting.state is SittingState.CANCELLED
        raise SittingLocked(SittingLocked.cancelled if cancelled else None, code=sitting.code)


def hold_planned(db: Session, sitting: Sitting) -> None:
    """As `require_planned`, and nobody else changes the sitting until this transaction ends."""
    db.scalars(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update()).one()
    db.refresh(sitting)
    require_planned(sitting)


def assign_proctor(db: Session, sitting: Sitting, staff: StaffAccount, *, actor: str, at: datetime) -> None:
    """Let a proctor run the sitting; possible until it is closed, because proctors fall ill."""
    if staff.role is not Role.PROCTOR:
        raise NotAProctor(name=staff.display_name)
    if db.get(SittingProctor, (sitting.id, staff.id)) is None:
        db.add(SittingProctor(sitting_id=sitting.id, staff_id=staff.id))
        _note(db, "sitting.proctor_assigned", sitting, actor, at, proctor=staff.code)


def publish(db: Session, sitting: Sitting, *, actor: str, at: datetime) -> None:
    """Freeze candidates, forms and policy, and with the forms the cut score's record that they pass by.

    Raises NotReadyToPublish, naming what is missing, SeparateRoomNeeded, and ProvisionalPolicy for an
    official sitting whose policy is not approved throughout: what is frozen governs, and a later approval
    would not reach it.
    """
    hold_planned(db, sitting)
    booked = db.scalar(select(func.count()).select_from(Booking).where(Booking.sitting_id == sitting.id)) or 0
    if not booked:
        raise NotReadyToPublish(N_("Nobody is booked yet. Book the candidates first."))
    without_form = (
        select(func.count())
        .select_from(Booking)
        .where(Booking.sitting_id == sitting.id, Booking.form_id.is_(None))
    )
    if db.scalar(without_form):
        raise NotReadyToPublish(N_("Not every candidate has an exam form. Assemble the forms first."))
    for one, other in list_alike(sitting)[:1]:
        raise NotReadyToPublish(
            N_(
                "The neighbours at the seats %(one)s and %(other)s have the same form. "
                "Assemble the forms anew."
            ),
            one=one,
            other=other,
        )
    if not db.scalars(select(SittingProctor).where(SittingProctor.sitting_id == sitting.id)).first():
        raise NotReadyToPublish(N_("No proctor is assigned. Assign one first."))
    # What was granted since the booking counts, too, and what became of the seats.
    refuse_shared_room(db, sitting, at=at)
    for booking in list_unfit(db, sitting)[:1]:
        raise NotReadyToPublish(
            N_(
                "Seat %(seat)s of %(name)s is out of service, or not accessible though that is granted. "
                "Give the person another seat first."
            ),
            seat=booking.workstation.number,
            name=booking.candidate.name_latn,
        )
    policy = policy_snapshot(db, sitting.programme_id, at)
    refuse_provisional(sitting, policy)
    cut_score = require_cut_scores(db, sitting, policy)
    swapped = changed_rows(
        db,
        update(Sitting)
        .where(Sitting.id == sitting.id, Sitting.state == SittingState.PLANNED)
        .values(state=SittingState.PUBLISHED, policy=policy),
    )
    if swapped != 1:
        raise SittingLocked(code=sitting.code)
    db.refresh(sitting)
    _note(db, "sitting.published", sitting, actor, at, candidates=booked, cut_score=cut_score)


def refuse_provisional(sitting: Sitting, policy: Mapping[str, Any]) -> None:
    """Raise ProvisionalPolicy, naming the values, where an official sitting would run under such a policy."""
    provisional = policy_from_snapshot(policy).provisional_keys
    if provisional and not sitting.rehearsal:
        raise ProvisionalPolicy(keys=", ".join(provisional))


def list_provisional(db: Session, sitting: Sitting, at: datetime) -> tuple[str, ...]:
    """Return the values that keep an official sitting from being published."""
    if sitting.rehearsal or sitting.state is not SittingState.PLANNED:
        return ()
    return read_policy(db, sitting.programme_id, at).provisional_keys


def _note(db: Session, act: str, sitting: Sitting, actor: str, at: datetime, **facts: object) -> None:
    record(db, act=act, actor=actor, subject_kind="sitting", subject_code=sitting.code, at=at, facts=facts)
