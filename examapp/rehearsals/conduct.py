"""Beginning, taking part in, ending a room rehearsal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from examapp.centres.models import Room, Workstation, WorkstationState
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.disk import Disk, measure_syncs
from examapp.rehearsals.errors import NothingToRehearse, RehearsalRuns, SittingRuns
from examapp.rehearsals.judging import (
    DiskFacts,
    SeatFacts,
    SeatReport,
    find_room_cause,
    judge_room,
    keep_room_lines,
    read_report,
)
from examapp.rehearsals.models import RehearsalAnswer, RehearsalSeat, RehearsalState, RoomRehearsal
from examapp.rehearsals.queries import find_running
from examapp.sittings.models import Sitting, SittingState

MINUTES: Final = (1, 3, 5, 10)
# A room's cables and computers change; a week covers the days from the rehearsal to the sitting.
READY_FOR: Final = timedelta(days=7)
# Seats send what they still have; a power cut's seat never says that it is done.
PATIENCE: Final = timedelta(seconds=20)
CODE_LENGTH: Final = 8


def begin_rehearsal(
    db: Session, room: Room, disk: Disk, *, minutes: int, simulate: bool, actor: str, at: datetime
) -> RoomRehearsal:
    """Begin a rehearsal of so many minutes by the room's computers, or by as many simulated seats.

    Raises SittingRuns, RehearsalRuns, NothingToRehearse.
    """
    open_here = select(Sitting.id).where(Sitting.room_id == room.id, Sitting.state == SittingState.OPEN)
    if db.scalars(open_here).first() is not None:
        raise SittingRuns
    if find_running(db, room.id) is not None:
        raise RehearsalRuns
    serving = [one.number for one in room.workstations if _serves(one)]
    if not serving:
        raise NothingToRehearse
    rehearsal = RoomRehearsal(
        code=new_code(CODE_LENGTH),
        room_id=room.id,
        begun_by=actor,
        begun_at=at,
        ends_at=at + timedelta(minutes=minutes),
        expected=[] if simulate else serving,
        simulated=len(serving) if simulate else 0,
        before=_look_at(disk),
        lines=[],
    )
    db.add(rehearsal)
    db.flush()
    _note(db, "begun", rehearsal, actor, at, minutes=minutes, simulated=rehearsal.simulated)
    return rehearsal


def join(
    db: Session, rehearsal: RoomRehearsal, number: int, *, simulated: bool, at: datetime
) -> RehearsalSeat:
    """Return the seat of a number, new where it has not taken part yet."""
    for seat in rehearsal.seats:
        if (seat.number, seat.simulated) == (number, simulated):
            return seat
    seat = RehearsalSeat(number=number, simulated=simulated, joined_at=at, seen_at=at)
    rehearsal.seats.append(seat)
    db.flush()
    return seat


def hear(db: Session, seat: RehearsalSeat, report: dict[str, Any], *, done: bool, at: datetime) -> None:
    """Keep what a seat says of itself; raises ReportMalformed."""
    read_report(report)
    seat.report, seat.done, seat.seen_at = report, done, at
    db.flush()


def stop_rehearsal(db: Session, rehearsal: RoomRehearsal, *, actor: str, at: datetime) -> None:
    """End a rehearsal early; it says nothing of the room."""
    if rehearsal.state is not RehearsalState.RUNNING:
        return
    rehearsal.state, rehearsal.ended_at = RehearsalState.STOPPED, at
    _drop_answers(db, rehearsal)
    _note(db, "stopped", rehearsal, actor, at)


def is_due(rehearsal: RoomRehearsal, at: datetime) -> bool:
    """Tell whether a rehearsal can be judged: its time is over, and nothing is on its way any more."""
    if at < rehearsal.ends_at:
        return False
    return at >= rehearsal.ends_at + PATIENCE or all(seat.done for seat in rehearsal.seats)


def end_rehearsal(db: Session, rehearsal: RoomRehearsal, disk: Disk, at: datetime) -> None:
    """Count, judge, and give the room its day or its cause."""
    kept = dict(
        db.execute(
            select(RehearsalAnswer.seat_id, func.count())
            .join(RehearsalSeat, RehearsalSeat.id == RehearsalAnswer.seat_id)
            .where(RehearsalSeat.rehearsal_id == rehearsal.id)
            .group_by(RehearsalAnswer.seat_id)
        ).all()
    )
    for seat in rehearsal.seats:
        seat.kept = kept.get(seat.id, 0)
    facts = [_facts_of(seat) for seat in rehearsal.seats]
    lines = judge_room(
        rehearsal.expected, rehearsal.simulated, facts, _worse(rehearsal.before, _look_at(disk))
    )
    cause = find_room_cause(lines)
    rehearsal.state, rehearsal.ended_at = RehearsalState.ENDED, at
    rehearsal.lines, rehearsal.cause = keep_room_lines(lines), cause
    rehearsal.ready_until = at + READY_FOR if cause is None else None
    _drop_answers(db, rehearsal)
    _note(db, "ended", rehearsal, "system", at, ready=cause is None, cause=cause)


def _serves(workstation: Workstation) -> bool:
    return workstation.state is WorkstationState.IN_SERVICE


def _facts_of(seat: RehearsalSeat) -> SeatFacts:
    report = read_report(seat.report) if seat.report else SeatReport()
    return SeatFacts(seat.number, seat.simulated, report, seat.kept or 0, seat.done)


def _look_at(disk: Disk) -> dict[str, int]:
    spent: Sequence[float] = sorted(measure_syncs(disk.folder))
    return {"sync_ms": round(spent[len(spent) // 2]), "free_mb": disk.free_mb, "least_mb": disk.least_free_mb}


def _worse(before: dict[str, int], after: dict[str, int]) -> DiskFacts:
    return DiskFacts(
        max(before["sync_ms"], after["sync_ms"]), min(before["free_mb"], after["free_mb"]), after["least_mb"]
    )


def _drop_answers(db: Session, rehearsal: RoomRehearsal) -> None:
    ids = [seat.id for seat in rehearsal.seats]
    db.execute(delete(RehearsalAnswer).where(RehearsalAnswer.seat_id.in_(ids)))


def _note(db: Session, act: str, rehearsal: RoomRehearsal, actor: str, at: datetime, **facts: Any) -> None:
    room = rehearsal.room
    record(
        db,
        act=f"rehearsal.{act}",
        actor=actor,
        subject_kind="centre",
        subject_code=room.centre.code,
        at=at,
        facts={"room": room.name, "rehearsal": rehearsal.code, **facts},
    )
