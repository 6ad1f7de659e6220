"""Reading matters: which are open, what is still to be put, which sheets an item reaches."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from examapp.core.errors import NotFound
from examapp.core.permissions import Actor, same_region
from examapp.delivery.queries import select_erased
from examapp.grading.models import ItemMatter, MatterState
from examapp.proctoring.models import Incident, IncidentConsequence
from examapp.regrading.models import DecisionState, ItemMatterDecision
from examapp.results.models import ResultSheet
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingState


def list_matters(db: Session) -> Sequence[ItemMatter]:
    """Return all matters, the newest first."""
    query = select(ItemMatter).options(joinedload(ItemMatter.question_list))
    return db.scalars(query.order_by(ItemMatter.id.desc())).all()


def count_proposed(db: Session, chair: Actor) -> int:
    """Return how many proposals on items of sheets in the chair's sight wait for the chair's word."""
    waits = or_(ItemMatter.state == MatterState.PROPOSED, ItemMatter.id.in_(matters_with_later()))
    proposed = db.scalars(select(ItemMatter).where(waits)).all()
    return sum(
        all(same_region(chair, sheet.region_code) for sheet in list_reached(db, matter))
        for matter in proposed
    )


def matters_with_later() -> Select[int]:
    """Return the ids of matters on which a later decision is proposed beside the one in force."""
    return select(ItemMatterDecision.matter_id).where(ItemMatterDecision.state == DecisionState.PROPOSED)


def list_with_later(db: Session) -> frozenset[int]:
    """Return the same, read."""
    return frozenset(db.scalars(matters_with_later()))


def get_matter(db: Session, code: str) -> ItemMatter:
    """Return one matter, or raise NotFound."""
    found = db.scalars(select(ItemMatter).where(ItemMatter.code == code)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_unworked(db: Session, actor: Actor) -> list[tuple[Incident, Sitting]]:
    """Return the incidents that named an item and led to no matter yet, of closed sittings that one may see.

    Before a sitting is closed nobody speaks about its items outside of the room.
    """
    put = exists().where(ItemMatter.list_id == Sitting.list_id, ItemMatter.item_id == Incident.item)
    rows = db.execute(
        select(Incident, Sitting)
        .join(Sitting, Sitting.id == Incident.sitting_id)
        .where(
            Incident.consequence == IncidentConsequence.ITEM_PUT,
            Incident.item.is_not(None),
            Sitting.state == SittingState.CLOSED,
            ~put,
        )
        .order_by(Incident.id)
    )
    return [
        (incident, sitting)
        for incident, sitting in rows
        if same_region(actor, sitting.room.centre.region_code)
    ]


def get_unworked(db: Session, actor: Actor, code: str) -> tuple[Incident, Sitting]:
    """Return one incident that waits to be put before the commission, or raise NotFound."""
    for incident, sitting in list_unworked(db, actor):
        if incident.code == code:
            return incident, sitting
    raise NotFound


def list_reached(db: Session, matter: ItemMatter) -> Sequence[ResultSheet]:
    """Return the newest revision of each sheet of a sitting that served the item under its list.

    Where answers were deleted after their years nothing can be marked again: such a sheet stays as it is.
    """
    newer = aliased(ResultSheet)
    last = select(func.max(newer.revision)).where(newer.sitting_id == ResultSheet.sitting_id)
    # Ids stand in a form's body between quotation marks; the marks keep LAW-1 from finding LAW-10.
    served = exists().where(
        Booking.sitting_id == ResultSheet.sitting_id,
        ExamFormRecord.id == Booking.form_id,
        ExamFormRecord.body.contains(f'"{matter.item_id}"', autoescape=True),
    )
    return db.scalars(
        select(ResultSheet)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .where(
            Sitting.list_id == matter.list_id,
            ResultSheet.revision == last.scalar_subquery(),
            served,
            ~select_erased(Sitting.id).exists(),
        )
        .order_by(ResultSheet.sitting_id)
    ).all()
