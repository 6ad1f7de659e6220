"""A sealed attempt marked as the sweeper does it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.papers import PaperDesk
from examapp.grading.marking_many import Marker
from examapp.grading.models import Score


def mark(db: Session, desk: PaperDesk, attempt_id: int, at: datetime) -> Score:
    """Mark one attempt and return its newest score."""
    Marker(desk).mark(db, [attempt_id], at)
    return db.scalars(select(Score).where(Score.attempt_id == attempt_id).order_by(Score.id.desc())).first()
