"""Replacing a proctor who does not come, also while the room is open: proctors fall ill on the day itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import list_active_in_roles
from examapp.core.i18n import N_
from examapp.core.permissions import Role, same_centre, same_region
from examapp.sittings.consequences import Consequences, Line, refuse_clashes
from examapp.sittings.history import note_act
from examapp.sittings.models import Sitting, SittingProctor
from examapp.sittings.proposal_models import SittingAct
from examapp.sittings.reasons import read_reason
from examapp.sittings.room_times import LIVE, find_of_proctor, minutes_of


def list_stand_ins(db: Session, sitting: Sitting) -> Sequence[StaffAccount]:
    """Return the proctors who could come instead: those who see the room and do not watch it already."""
    watching = {one.staff_id for one in sitting.proctors}
    return [
        person
        for person in list_active_in_roles(db, Role.PROCTOR)
        if person.id not in watching and _sees(person, sitting)
    ]


def look_at_replacement(
    db: Session, sitting: Sitting, leaving: StaffAccount, coming: StaffAccount, at: datetime
) -> Consequences:
    """Return what the replacement would lead to."""
    changes = (
        Line(
            N_("%(coming)s runs %(code)s instead of %(leaving)s."),
            {"coming": coming.display_name, "code": sitting.code, "leaving": leaving.display_name},
        ),
        Line(N_("%(leaving)s sees the room no more."), {"leaving": leaving.display_name}),
        Line(N_("Seats, forms, codes and PINs stay.")),
    )
    told = tuple(
        Line(N_("The proctor %(name)s."), {"name": person.display_name}) for person in (coming, leaving)
    )
    return Consequences(changes, told, (), tuple(_list_clashes(db, sitting, leaving, coming, at)))


def replace_proctor(
    db: Session,
    sitting: Sitting,
    leaving: StaffAccount,
    coming: StaffAccount,
    reason: str,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Let one proctor run the sitting instead of another; replaced already, nothing changes.

    Raises ReasonMissing, and ActClashes with what forbids it.
    """
    words = read_reason(reason)
    old = db.get(SittingProctor, (sitting.id, leaving.id))
    if old is None and db.get(SittingProctor, (sitting.id, coming.id)) is not None:
        return
    refuse_clashes(look_at_replacement(db, sitting, leaving, coming, at))
    db.delete(old)
    db.add(SittingProctor(sitting_id=sitting.id, staff_id=coming.id))
    db.flush()
    db.expire(sitting, ["proctors"])
    facts = {"leaving": leaving.code, "coming": coming.code}
    shown = {"leaving_name": leaving.display_name, "coming_name": coming.display_name}
    note_act(db, sitting, SittingAct.PROCTOR_REPLACED, words, actor=actor, at=at, facts=facts, shown=shown)


def _sees(person: StaffAccount, sitting: Sitting) -> bool:
    centre = sitting.room.centre
    return same_region(person, centre.region_code) and same_centre(person, centre.code)


def _list_clashes(
    db: Session, sitting: Sitting, leaving: StaffAccount, coming: StaffAccount, at: datetime
) -> Iterator[Line]:
    watching = {one.staff_id for one in sitting.proctors}
    if sitting.state not in LIVE:
        yield Line(N_("%(code)s is closed or cancelled."), {"code": sitting.code})
    if leaving.id not in watching:
        yield Line(
            N_("%(name)s does not watch %(code)s."), {"name": leaving.display_name, "code": sitting.code}
        )
    if coming.role is not Role.PROCTOR or not _sees(coming, sitting):
        yield Line(N_("%(name)s is no proctor of this region and centre."), {"name": coming.display_name})
    if coming.id in watching:
        yield Line(
            N_("%(name)s watches %(code)s already."), {"name": coming.display_name, "code": sitting.code}
        )
    other = find_of_proctor(db, coming.id, sitting.starts_at, minutes_of(db, sitting, at), at, but=sitting.id)
    if other is not None:
        yield Line(
            N_("%(name)s watches %(code)s at that time."), {"name": coming.display_name, "code": other.code}
        )
