"""Keeping a centre's week, its special days and the people who answer for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from examapp.centres.models import Centre, CentreContact, OpeningHours, SpecialDay
from examapp.centres.opening_hours import USUAL_WEEK, Hours, OpeningTimes, show_time_of_day
from examapp.core.audit import record
from examapp.core.errors import NotFound


def read_opening_times(centre: Centre) -> OpeningTimes:
    """Return when a centre is open; the usual week where nobody has typed one."""
    week = {row.weekday: Hours(row.opens_minute, row.closes_minute) for row in centre.week}
    special = {row.day: _hours_of(row) for row in centre.special_days}
    return OpeningTimes(week or USUAL_WEEK, special)


def _hours_of(row: SpecialDay) -> Hours | None:
    if row.opens_minute is None or row.closes_minute is None:
        return None
    return Hours(row.opens_minute, row.closes_minute)


def set_week(db: Session, centre: Centre, week: Mapping[int, Hours], *, actor: str, at: datetime) -> None:
    """Replace a centre's week; a weekday that is not in it is closed."""
    for row in list(centre.week):
        db.delete(row)
    db.flush()
    for weekday, hours in sorted(week.items()):
        db.add(
            OpeningHours(
                centre_id=centre.id, weekday=weekday, opens_minute=hours.opens, closes_minute=hours.closes
            )
        )
    db.flush()
    db.refresh(centre)
    shown = {str(weekday): _show(hours) for weekday, hours in sorted(week.items())}
    _note(db, "centre.week_changed", centre, actor, at, week=shown)


def set_special_day(
    db: Session, centre: Centre, day: date, hours: Hours | None, *, reason: str, actor: str, at: datetime
) -> None:
    """Say how one day differs from the week; said before of the same day, it is replaced."""
    row = db.get(SpecialDay, (centre.id, day)) or SpecialDay(centre_id=centre.id, day=day)
    row.opens_minute = hours.opens if hours else None
    row.closes_minute = hours.closes if hours else None
    row.reason = " ".join(reason.split())
    db.add(row)
    db.flush()
    _note(db, "centre.special_day_set", centre, actor, at, day=day.isoformat(), hours=_show(hours))


def remove_special_day(db: Session, centre: Centre, day: date, *, actor: str, at: datetime) -> None:
    """Let a day follow the week again."""
    row = db.get(SpecialDay, (centre.id, day))
    if row is None:
        return
    db.delete(row)
    db.flush()
    _note(db, "centre.special_day_removed", centre, actor, at, day=day.isoformat())


def add_contact(
    db: Session, centre: Centre, *, name: str, role: str, phone: str, actor: str, at: datetime
) -> CentreContact:
    """Add somebody who answers for the centre."""
    contact = CentreContact(
        centre_id=centre.id,
        name=" ".join(name.split()),
        role=" ".join(role.split()),
        phone=" ".join(phone.split()),
    )
    db.add(contact)
    db.flush()
    _note(db, "centre.contact_added", centre, actor, at, name=contact.name, role=contact.role)
    return contact


def remove_contact(db: Session, centre: Centre, contact_id: int, *, actor: str, at: datetime) -> None:
    """Take somebody off the list; raises NotFound where the centre has no such contact."""
    contact = db.get(CentreContact, contact_id)
    if contact is None or contact.centre_id != centre.id:
        raise NotFound
    db.delete(contact)
    db.flush()
    _note(db, "centre.contact_removed", centre, actor, at, name=contact.name)


def _show(hours: Hours | None) -> str:
    return f"{show_time_of_day(hours.opens)}–{show_time_of_day(hours.closes)}" if hours else "closed"


def _note(db: Session, act: str, centre: Centre, actor: str, at: datetime, **facts: Any) -> None:
    record(db, act=act, actor=actor, subject_kind="centre", subject_code=centre.code, at=at, facts=facts)
