"""The sitting's own way: published → open → closed, each step one compare-and-swap."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.i18n import N_
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.errors import NotReadyToOpen
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.passing import OWN_CUT_SCORE, read_cut_scores
from examapp.sittings.planning import refuse_provisional


def open_sitting(db: Session, sitting: Sitting, *, actor: str, at: datetime) -> None:
    """Open the room: from now on whoever is admitted can start.

    Raises NotReadyToOpen for another state, ProvisionalPolicy where an official sitting uses values that
    nobody has approved, RecordBroken where the cut score's record is not the one that it was published with.
    """
    if sitting.state is SittingState.OPEN:
        return
    if sitting.state is not SittingState.PUBLISHED or sitting.policy is None:
        raise NotReadyToOpen(N_("Only a published sitting can be opened. The operator publishes it."))
    refuse_provisional(sitting, sitting.policy)
    by_cut_score = policy_from_snapshot(sitting.policy).pass_rule == OWN_CUT_SCORE
    if by_cut_score and read_cut_scores(db, sitting) is None:
        raise NotReadyToOpen(N_("The forms of this sitting have no cut score. Cancel it and plan another."))
    _swap(db, sitting, SittingState.PUBLISHED, SittingState.OPEN, opened_at=at)
    _note(db, "sitting.opened", sitting, actor, at)


def close_sitting(db: Session, sitting: Sitting, *, actor: str, at: datetime) -> None:
    """Close the sitting; the proctor's room has made sure before that no attempt is left unfinished."""
    if sitting.state is SittingState.CLOSED:
        return
    if sitting.state is not SittingState.OPEN:
        raise NotReadyToOpen(N_("Only an open sitting can be closed."))
    _swap(db, sitting, SittingState.OPEN, SittingState.CLOSED, closed_at=at)
    _note(db, "sitting.closed", sitting, actor, at)


def _swap(db: Session, sitting: Sitting, old: SittingState, new: SittingState, **values: datetime) -> None:
    swapped = changed_rows(
        db, update(Sitting).where(Sitting.id == sitting.id, Sitting.state == old).values(state=new, **values)
    )
    db.refresh(sitting)
    if swapped != 1 and sitting.state is not new:
        raise NotReadyToOpen


def _note(db: Session, act: str, sitting: Sitting, actor: str, at: datetime) -> None:
    record(db, act=act, actor=actor, subject_kind="sitting", subject_code=sitting.code, at=at)
