"""Tables of room rehearsals."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.centres.models import Room
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class RehearsalState(StrEnum):
    """Where a rehearsal stands; `stopped` ended early and says nothing of the room."""

    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class RoomRehearsal(Base):
    """One rehearsal of a room.

    `expected` are the numbers of the workstations that were in service at its start, `simulated` how many
    seats the browser of whoever began it plays. `before` is what the server's disk said at the start. At the
    end `lines` are its lights, and either `ready_until` or `cause` is set.
    """

    __tablename__ = "room_rehearsal"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    state: Mapped[RehearsalState] = mapped_column(enum_text(RehearsalState), default=RehearsalState.RUNNING)
    begun_by: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    expected: Mapped[list[int]] = mapped_column(Json)
    simulated: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    cause: Mapped[str | None] = mapped_column(String(40))
    ready_until: Mapped[datetime | None] = mapped_column(Utc)
    room: Mapped[Room] = relationship()
    seats: Mapped[list["RehearsalSeat"]] = relationship(
        back_populates="rehearsal", order_by="(RehearsalSeat.simulated, RehearsalSeat.number)"
    )


class RehearsalSeat(Base):
    """A seat that takes part: a workstation by its number, or a simulated one by its own.

    `report` is what the seat said of itself last, `kept` how many of its answers the server found at the end.
    """

    __tablename__ = "rehearsal_seat"
    __table_args__ = (UniqueConstraint("rehearsal_id", "simulated", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rehearsal_id: Mapped[int] = mapped_column(ForeignKey("room_rehearsal.id"))
    number: Mapped[int]
    simulated: Mapped[bool]
    joined_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc)
    done: Mapped[bool] = mapped_column(default=False)
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)
    kept: Mapped[int | None]
    rehearsal: Mapped[RoomRehearsal] = relationship(back_populates="seats")


class RehearsalAnswer(Base):
    """An answer that a seat was told is kept. Counted at the end, and then deleted: nobody has given it."""

    __tablename__ = "rehearsal_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    seat_id: Mapped[int] = mapped_column(ForeignKey("rehearsal_seat.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(200))
    response: Mapped[str] = mapped_column(Text)
