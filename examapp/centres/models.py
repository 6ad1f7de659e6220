"""Tables of test centres."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, enum_text
from examapp.core.db import Base


class WorkstationState(StrEnum):
    """Whether somebody can be seated there."""

    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"


class Centre(Base):
    """A test centre of a region."""

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    address: Mapped[str] = mapped_column(String(240))
    rooms: Mapped[list["Room"]] = relationship(back_populates="centre", order_by="Room.name")


class Room(Base):
    """A room of a centre."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("centre_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    name: Mapped[str] = mapped_column(String(60))
    centre: Mapped[Centre] = relationship(back_populates="rooms")
    workstations: Mapped[list["Workstation"]] = relationship(
        back_populates="room", order_by="Workstation.number"
    )


class Workstation(Base):
    """One seat with a computer, known by its number in the room."""

    __tablename__ = "workstation"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    number: Mapped[int]
    state: Mapped[WorkstationState] = mapped_column(
        enum_text(WorkstationState), default=WorkstationState.IN_SERVICE
    )
    room: Mapped[Room] = relationship(back_populates="workstations")
