"""Reading appeals within the region that bounds the reader: the late ones first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.deadlines import count_days_left, policy_of
from examapp.appeals.models import Appeal, AppealDecision, AppealState, PanelMember
from examapp.core.clock import TASHKENT
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor, same_region
from examapp.sittings.models import Booking


@dataclass(frozen=True)
class AppealRow:
    """One appeal in the list; `days_left` are working days, below 0 where the answer is late, None after it.

    `mine` tells that the reader is on the panel.
    """

    appeal: Appeal
    days_left: int | None
    mine: bool


def list_appeals(db: Session, reader: Actor, at: datetime, *, only_open: bool = False) -> list[AppealRow]:
    """Return the appeals that a reader may see: open ones by their last day, then the answered."""
    query = _within(
        select(Appeal)
        .options(
            joinedload(Appeal.booking).joinedload(Booking.sitting),
            selectinload(Appeal.panel),
            selectinload(Appeal.decisions).selectinload(AppealDecision.signatures),
        )
        .order_by(Appeal.answer_by, Appeal.id),
        reader,
    )
    if only_open:
        query = query.where(Appeal.state != AppealState.ANSWERED)
    found = db.scalars(query).all()
    waiting = [one for one in found if one.state is not AppealState.ANSWERED]
    answered = sorted(
        (one for one in found if one.answered_at is not None), key=lambda one: one.id, reverse=True
    )
    return [make_row(one, reader, at) for one in (*waiting, *answered)]


def make_row(appeal: Appeal, reader: Actor, at: datetime) -> AppealRow:
    """Return an appeal with what its list says of it."""
    left = None
    if appeal.state is not AppealState.ANSWERED:
        today, table = at.astimezone(TASHKENT).date(), policy_of(appeal.booking.sitting).holidays
        left = count_days_left(today, appeal.answer_by, table)
    return AppealRow(appeal, left, any(one.staff_id == reader.id for one in appeal.panel))


def get_appeal(db: Session, number: str, reader: Actor) -> Appeal:
    """Return one appeal that a reader may see; any other raises NotFound."""
    found = db.scalars(select(Appeal).where(Appeal.number == number)).first()
    if found is None or not same_region(reader, found.region_code):
        raise NotFound
    return found


def count_to_appoint(db: Session, chair: SignedInStaff) -> int:
    """Return how many appeals wait for a panel."""
    return len(db.scalars(_within(select(Appeal.id).where(Appeal.state == AppealState.FILED), chair)).all())


def count_to_hear(db: Session, member: SignedInStaff) -> int:
    """Return how many open appeals wait for this person as one of the panel."""
    on_panel = exists().where(PanelMember.appeal_id == Appeal.id, PanelMember.staff_id == member.id)
    query = select(Appeal).where(Appeal.state == AppealState.HEARD, on_panel)
    return sum(
        appeal.decision is None or all(one.staff_id != member.id for one in appeal.decision.signatures)
        for appeal in db.scalars(query)
    )


def _within(query: Select[Any], reader: Actor) -> Select[Any]:
    return query if reader.region_code is None else query.where(Appeal.region_code == reader.region_code)
