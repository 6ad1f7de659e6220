"""A seat's heartbeat on its way to the store: that the seat was heard, and the head that it announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from examapp.core.clock import Instant
from examapp.core.fault_points import Point, reached
from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.attempt_facts import AttemptFacts, RememberedFacts
from examapp.delivery.errors import TokenRefused
from examapp.delivery.remembered import Remembered
from examapp.delivery.states import RUNNING
from examapp.delivery.ticks import SeatHead
from examapp.delivery.timing import ClockReading, read_clock

# Heartbeats of an attempt whose heads are kept: one every two seconds for eleven hours. The bound keeps a
# hostile seat from filling the disk with heads of events that it never makes.
MOST_HEADS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A heartbeat on its way: whose, from which machine, what the seat has made by now."""

    attempt_id: int
    device: str
    head: SeatHead | None
    now: Instant


@dataclass(frozen=True, slots=True)
class Seen:
    """What a heartbeat found: facts, the next tick's number (0: none is due), and how the room stands.

    `announced`: its head was written as made by now.
    """

    facts: AttemptFacts
    reading: ClockReading
    number: int
    sitting_state: str
    console_seen_at: datetime | None
    next_seqs: dict[int, int]
    announced: bool


def see_seat(
    log: AnswerLog,
    connection: Connection,
    remembered: RememberedFacts,
    sighting: Sighting,
    known: SeatHead | None,
) -> Seen:
    """Write a heartbeat; `known` is a head of the attempt that is durable already and not written again."""
    head, attempt_id = sighting.head, sighting.attempt_id
    room = log.read_room(attempt_id)
    if room is None:
        raise TokenRefused
    version, sitting_state, console_seen_at = room
    facts = remembered.at_version(connection, attempt_id, version)
    reading = read_clock(facts.clock, sighting.now)
    next_seqs = log.list_heads(attempt_id)
    number, announced = 0, False
    # A seat that was left must not hide that nobody has entered at the new one, or that it is silent.
    if facts.lease == 0 or facts.device == sighting.device:
        number = log.see(attempt_id, head, sighting.now)
        reached(Point.SEAT_SEEN)
    if head is not None and head != known and number <= MOST_HEADS and _may_witness(facts, reading, sighting):
        announced = log.announce(attempt_id, head, facts.version, reading.used_ms)
        reached(Point.HEAD_WITNESSED)
    return Seen(facts, reading, number, sitting_state, console_seen_at, next_seqs, announced)


def _may_witness(facts: AttemptFacts, reading: ClockReading, sighting: Sighting) -> bool:
    live = (
        sighting.head is not None and sighting.head.lease == facts.lease and sighting.device == facts.device
    )
    return live and facts.state in RUNNING and reading.time_left


def keep_announced(memory: Remembered[int, SeatHead], sighting: Sighting, seen: Seen) -> Seen:
    """Remember a head that has become durable, so that a seat which makes nothing new costs no statement."""
    if seen.announced and sighting.head is not None:
        memory.keep(sighting.attempt_id, sighting.head)
    return seen
