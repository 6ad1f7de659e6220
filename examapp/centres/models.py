"""Tables of test centres."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class WorkstationState(StrEnum):
    """Whether somebody can be seated there."""

    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"


class Centre(Base):
    """A test centre of a region; `district_code` is the SOATO code of its district or city.

    `entrance_x` is the column of its sketch before which the entrance lies, None: in the middle.
    """

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    district_code: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(240))
    entrance_x: Mapped[int | None]
    rooms: Mapped[list["Room"]] = relationship(back_populates="centre", order_by="Room.name")
    contacts: Mapped[list["CentreContact"]] = relationship(order_by="CentreContact.id")
    week: Mapped[list["OpeningHours"]] = relationship(order_by="OpeningHours.weekday")
    special_days: Mapped[list["SpecialDay"]] = relationship(order_by="SpecialDay.day")


class CentreContact(Base):
    """Somebody who answers for a centre: whom to call and for what."""

    __tablename__ = "centre_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40))


class OpeningHours(Base):
    """When a centre is open on a weekday (0 is Monday), in minutes from midnight; no row: closed."""

    __tablename__ = "opening_hours"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class SpecialDay(Base):
    """A day on which a centre keeps other hours than its week says; without hours it is closed."""

    __tablename__ = "centre_special_day"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    opens_minute: Mapped[int | None]
    closes_minute: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(160))


class Room(Base):
    """A room of a centre.

    `floor`, `sketch_x` and `sketch_y` say where it lies, as far as somebody has told (`sketch.py`).
    While `pairing_until` lies ahead, a computer that is told the code behind `pairing_mac` becomes one of the
    room's workstations.
    """

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("centre_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    name: Mapped[str] = mapped_column(String(60))
    floor: Mapped[int | None]
    sketch_x: Mapped[int | None]
    sketch_y: Mapped[int | None]
    pairing_mac: Mapped[str | None] = mapped_column(String(64))
    pairing_until: Mapped[datetime | None] = mapped_column(Utc)
    centre: Mapped[Centre] = relationship(back_populates="rooms")
    workstations: Mapped[list["Workstation"]] = relationship(
        back_populates="room", order_by="Workstation.number"
    )


class Workstation(Base):
    """One seat with a computer, known by its number in the room.

    `plan_x` and `plan_y` are its column and row on the room's plan, from 1, seen from the door. `ready_until`
    and `not_ready_cause` come from the computer's last check (`checked_at`). `token_number` rises whenever a
    computer becomes this workstation: tokens with a lower number are no more.
    """

    __tablename__ = "workstation"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    number: Mapped[int]
    state: Mapped[WorkstationState] = mapped_column(
        enum_text(WorkstationState), default=WorkstationState.IN_SERVICE
    )
    out_of_service_reason: Mapped[str | None] = mapped_column(Text)
    plan_x: Mapped[int | None]
    plan_y: Mapped[int | None]
    accessible: Mapped[bool] = mapped_column(default=False, server_default=false())
    checked_at: Mapped[datetime | None] = mapped_column(Utc)
    ready_until: Mapped[datetime | None] = mapped_column(Utc)
    not_ready_cause: Mapped[str | None] = mapped_column(String(40))
    token_number: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    room: Mapped[Room] = relationship(back_populates="workstations")


class ReadinessCheck(Base):
    """One check that a workstation ran on itself: the lights as they were, in the order of the page."""

    __tablename__ = "readiness_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstation_id: Mapped[int] = mapped_column(ForeignKey("workstation.id"), index=True)
    at: Mapped[datetime] = mapped_column(Utc)
    ready: Mapped[bool]
    lights: Mapped[list[dict[str, Any]]] = mapped_column(Json)
