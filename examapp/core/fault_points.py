"""Named points on an answer's way to the disk, at which the fault trials kill the process.

In service they do nothing.

`./run faults kills` starts the application with `EXAMAPP_DIE_AT=POINT` or `POINT#N`: the Nth time that any
thread comes by, the process dies as by `kill -9`, with no handler, no flush and no farewell. Without the
variable, which is read once, `reached` is an empty function.
"""

import os
import signal
import threading
from enum import StrEnum
from typing import Final

VARIABLE: Final = "EXAMAPP_DIE_AT"
# A trial that forks its processes chooses the point in each of them.
CHOSEN_LATER: Final = "chosen later"


class Point(StrEnum):
    """The points in the order in which an attempt comes by."""

    START_MOVED = "start: state moved, paper not frozen"
    START_FROZEN = "start: paper frozen, clock not running"
    CLOCK_BEGUN = "start: clock running, not durable"
    SAVE_ARRIVED = "save: arrived"
    SAVE_PREPARED = "save: ids computed"
    LANE_QUEUED = "lane: waits for a group"
    LANE_TAKEN = "lane: group taken"
    LANE_TURN = "lane: has the turn to write"
    LANE_BEGUN = "lane: transaction begun"
    ONE_SAVE_BEGUN = "lane: savepoint set"
    SAVE_LOCKED = "save: attempt locked"
    SAVE_FACTS_READ = "save: facts read"
    SAVE_HEAD_READ = "save: head read"
    SAVE_JUDGED = "save: judged"
    EVENTS_INSERTED = "save: events inserted"
    CONFLICT_KEPT = "save: conflict kept"
    HEAD_MOVED = "save: head moved"
    ONE_SAVE_DONE = "lane: savepoint released"
    LANE_BEFORE_COMMIT = "lane: before the commit"
    LANE_COMMITTED = "lane: committed, nobody told"
    LANE_TURN_GIVEN = "lane: turn given back"
    LANE_FIRST_TOLD = "lane: the first has been told"
    APPEND_JUDGED = "append: judged on remembered facts"
    APPEND_DONE = "append: statement done"
    APPEND_REFUSED = "append: facts have moved"
    LOCKED_BEFORE_COMMIT = "locked save: before the commit"
    LOCKED_COMMITTED = "locked save: committed"
    SAVE_STORED = "save: durable, no reply"
    SAVE_REPLIED = "save: reply built"
    SEAT_SEEN = "heartbeat: sighting written"
    HEAD_WITNESSED = "heartbeat: head witnessed"
    BEAT_MOVED = "server's heartbeat: row moved"
    OUTAGE_CREDITED = "server's heartbeat: one attempt credited"
    BEAT_COMMITTED = "server's heartbeat: committed"
    LEASE_RAISED = "take-over: lease raised, no row"
    END_WRITTEN = "ending: ledger written"
    END_MOVED = "ending: state moved"
    FINISH_MOVED = "closing: final state, no head"
    HEAD_SEALED = "closing: head sealed"
    BEFORE_COMMIT = "transaction: before the commit"
    COMMITTED = "transaction: committed"


class Trap:
    """Where this process is to die; the countdown is shared by its threads."""

    def __init__(self, wish: str) -> None:
        self._lock = threading.Lock()
        self.point: Point | None = None
        self.visits_left = 0
        if wish != CHOSEN_LATER:
            name, _, visit = wish.partition("#")
            self.set(Point[name], int(visit or 1))

    def set(self, point: Point | None, visit: int = 1) -> None:
        """Choose point and visit; None lets the process live."""
        self.point, self.visits_left = point, visit

    def reached(self, point: Point) -> None:
        """Die here if this is the place."""
        if point is not self.point:
            return
        with self._lock:
            self.visits_left -= 1
            if self.visits_left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _pass_by(point: Point) -> None:
    """Do nothing: this process serves."""


_wish = os.environ.get(VARIABLE)
trap: Final = Trap(_wish) if _wish else None
reached: Final = trap.reached if trap else _pass_by
