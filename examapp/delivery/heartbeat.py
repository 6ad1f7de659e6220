"""The server's own heartbeat: one row, moved on each second; a gap in it is an outage that nobody pays for.

Whichever process finds the gap, by compare-and-swap on that row, credits it once to all who were running.
So a restart, a machine that slept and a database that was away are one case.
"""

from dataclasses import replace
from typing import Any, Final, cast

import structlog
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.db import changed_rows
from examapp.core.fault_points import Point, reached
from examapp.delivery.attempts import milliseconds
from examapp.delivery.ledger import TIMED, append_to_many, find_check, read_running_entries
from examapp.delivery.lookout import GAP_MS, JUMP_MS, Lookout
from examapp.delivery.models import Attempt, ServerHeartbeat, ServerIncident
from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind, find_walk, read_clock

BEAT_SECONDS: Final = 1.0
# A process that has just started knows that it was away.
GAP_AT_START_MS: Final = 1_500
_THE_ROW: Final = 1
OUTAGE_CAUSE: Final = "server outage"
_ATTEMPT = cast("Table", Attempt.__table__)
_AFFECTED = (
    select(
        _ATTEMPT.c.id,
        _ATTEMPT.c.state,
        _ATTEMPT.c.version,
        _ATTEMPT.c.duration_ms,
        _ATTEMPT.c.accommodation_ms,
        _ATTEMPT.c.grace_ms,
    )
    .where(_ATTEMPT.c.state.in_(TIMED))
    .order_by(_ATTEMPT.c.id)
    .with_for_update()
)
_PLANNED = (
    update(_ATTEMPT)
    .where(_ATTEMPT.c.id == bindparam("attempt"))
    .values(version=bindparam("raised"), check_at=bindparam("planned"))
)
logger = structlog.get_logger(__name__)


def beat(db: Session, now: Instant, *, at_start: bool = False, lookout: Lookout | None = None) -> int:
    """Move the heartbeat on; after a gap credit the outage. Returns how many attempts were credited.

    Raises ClocksDisagree, see `Lookout`; then nothing has changed.
    """
    row = db.get(ServerHeartbeat, _THE_ROW, with_for_update=True, populate_existing=True)
    if row is None:
        db.add(ServerHeartbeat(id=_THE_ROW, instant=now))
        return 0
    last = row.instant
    if lookout is not None:
        lookout.look(last, now)
        lookout.require_agreement(last, now)
    if last.boot_id == now.boot_id and last.boot_ms >= now.boot_ms:
        return 0  # another process was later and faster: moved back, the row would show a gap that never was
    swapped = changed_rows(
        db,
        update(ServerHeartbeat)
        .where(
            ServerHeartbeat.id == _THE_ROW,
            ServerHeartbeat.wall == last.wall,
            ServerHeartbeat.boot_ms == last.boot_ms,
        )
        .values(wall=now.wall, boot_ms=now.boot_ms, boot_id=now.boot_id),
    )
    if swapped != 1:
        return 0
    reached(Point.BEAT_MOVED)
    if lookout is not None:
        lookout.seen = now
    by_wall = last.boot_id != now.boot_id
    by_the_wall_ms = milliseconds(now.wall - last.wall)
    gap_ms = by_the_wall_ms if by_wall else now.boot_ms - last.boot_ms
    if not by_wall and abs(by_the_wall_ms - gap_ms) > JUMP_MS:
        _record(db, "clock_jump", last, now, by_the_wall_ms - gap_ms, by_wall=False, credited=0)
        # The sweeper's hints are wall times: it looks at everybody once and plans anew.
        db.execute(update(Attempt).where(Attempt.check_at.is_not(None)).values(check_at=now.wall))
    # Came up with an old date, as after a power cut with an empty battery: how long it was away nobody knows,
    # but from here on the ledgers go by this boot's clock, and what lay between takes nothing from anybody.
    came_up_early = at_start and by_wall and gap_ms <= -GAP_MS
    if gap_ms < (GAP_AT_START_MS if at_start else GAP_MS) and not came_up_early:
        return 0
    credited = credit_outage(db, last, now)
    kind = "clock_jump" if came_up_early else "outage"
    _record(db, kind, last, now, gap_ms, by_wall=by_wall, credited=credited)
    logger.warning("outage_credited", milliseconds=gap_ms, attempts=credited)
    return credited


def _record(
    db: Session, kind: str, since: Instant, until: Instant, length_ms: int, *, by_wall: bool, credited: int
) -> None:
    db.add(
        ServerIncident(
            kind=kind,
            since=since.wall,
            until=until.wall,
            length_ms=length_ms,
            by_wall=by_wall,
            credited=credited,
        )
    )


def credit_outage(db: Session, since: Instant, until: Instant) -> int:
    """Credit an outage to every attempt that was running, or in its grace, when it began or since then.

    Whoever began between the last heartbeat and the end of the server is credited from that moment on.
    """
    # By few statements however many run: while this goes on nobody can write, and a gap that it made itself
    # would be the next outage.
    affected = db.execute(_AFFECTED).all()
    ledgers = read_running_entries(db)
    credited: dict[int, tuple[int, LedgerEntry]] = {}
    planned: list[dict[str, Any]] = []
    for row in affected:
        entries = ledgers.get(row.id, ())
        clock = AttemptClock(row.duration_ms, row.accommodation_ms, entries)
        lost_from = _find_loss(clock, row.grace_ms, since, until)
        if lost_from is None:
            continue
        outage = LedgerEntry(LedgerKind.OUTAGE, until, lost_from)
        credited[row.id] = len(entries), outage
        check_at = find_check(row.state, replace(clock, entries=(*entries, outage)), row.grace_ms, until)
        planned.append({"attempt": row.id, "raised": row.version + 1, "planned": check_at})
        reached(Point.OUTAGE_CREDITED)
    append_to_many(db, credited, cause=OUTAGE_CAUSE, author="system")
    if planned:
        db.connection().execute(_PLANNED, planned)
    return len(planned)


def _find_loss(clock: AttemptClock, grace_ms: int, since: Instant, until: Instant) -> Instant | None:
    """Return from when on an outage took an attempt's time, or grace not over by then; None if never."""
    begun = None
    for entry in clock.entries:
        if entry.kind in {LedgerKind.STARTED, LedgerKind.SHOWN}:
            begun = entry.at
    if begun is None:
        return None
    lost_from = begun if _is_later(begun, since) else since
    walk = find_walk(clock.entries)
    if walk is not None and not _is_later(walk.at, lost_from):
        return None  # the clock stood all the while: the way to another computer ends by an act of after it
    came_up_early = until.boot_id != since.boot_id and until.wall < since.wall
    if not (came_up_early or _is_later(until, lost_from)):
        return None
    return None if read_clock(clock, lost_from).over_ms > grace_ms else lost_from


def _is_later(one: Instant, other: Instant) -> bool:
    """Compare two instants by the boot clock, or if they are of two boots by the wall clock."""
    return one.boot_ms > other.boot_ms if one.boot_id == other.boot_id else one.wall > other.wall


def read_last_beat(db: Session) -> Instant | None:
    """Return the last moment at which a server of this installation was alive, None before the first."""
    row = db.get(ServerHeartbeat, _THE_ROW, populate_existing=True)
    return None if row is None else row.instant


def is_beating(db: Session, now: Instant) -> bool:
    """Tell whether a server of this installation was alive in the last seconds."""
    last = read_last_beat(db)
    if last is None:
        return False
    gap = now.boot_ms - last.boot_ms if last.boot_id == now.boot_id else milliseconds(now.wall - last.wall)
    return gap < GAP_MS
