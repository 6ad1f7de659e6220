"""Store first, judge later: what an authentic event counts as, given when and by whom it came.

Nothing here refuses an event for lateness; the status decides whether it counts. Pure: facts in, status out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from examapp.delivery.states import FINISHED, RUNNING, AttemptState
from examapp.delivery.ticks import SeatHead


class EventStatus(StrEnum):
    """How an event stands; `live` and `grace` count, the others by a later fact or a decision only."""

    LIVE = "live"
    GRACE = "grace"
    LATE = "late"
    LATE_UNPROVEN = "late_unproven"
    OVER = "over"
    STALE_LEASE = "stale_lease"
    GAP = "gap"
    REFUSED = "refused"


COUNTING: Final = frozenset({EventStatus.LIVE, EventStatus.GRACE})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The facts about one event.

    `accepted`: item and choices are known. `stale`: its lease has been taken over. `handed_in`: the page has
    named its last event and all were here. `made_after_end`: the event carries a tick given after time was
    out. `made_before_end`: a head that was shown before covers it; `head_is_here`: and that head's own event
    has come, under its id. `over_ms` leaves recorded outages out.
    """

    accepted: bool
    stale: bool
    state: AttemptState
    handed_in: bool
    time_left: bool
    over_ms: int
    grace_ms: int
    made_after_end: bool
    made_before_end: bool
    head_is_here: bool


def judge(facts: Judgement) -> EventStatus:  # noqa: PLR0911 - one line per status reads best
    """Return an event's status; a gap below it is added by `with_gap`."""
    if not facts.accepted:
        return EventStatus.REFUSED
    if facts.stale:
        return EventStatus.STALE_LEASE
    if facts.state in RUNNING and facts.time_left:
        return EventStatus.LIVE
    if facts.handed_in:
        # The hand-in named the last event: what comes now was made after it unless a witness proves
        # otherwise. A head alone is the seat's word, and it has just given another one.
        return EventStatus.LATE if facts.made_before_end and facts.head_is_here else EventStatus.OVER
    if facts.made_after_end:
        return EventStatus.OVER
    in_grace = facts.over_ms <= facts.grace_ms
    if in_grace and facts.state not in FINISHED:
        return EventStatus.GRACE
    # Sealed although within the grace: an outage was recorded afterwards, and people decide.
    return EventStatus.LATE if in_grace or facts.made_before_end else EventStatus.LATE_UNPROVEN


def with_gap(status: EventStatus, *, missing_below: bool) -> EventStatus:
    """Return what the seat is told: an event that would count waits while one below it is missing."""
    return EventStatus.GAP if missing_below and status in COUNTING else status


def claims_witness(seq: int, event_id: str, head: SeatHead) -> bool:
    """Tell whether a head speaks for an event as far as the event alone can show it."""
    return seq < head.seq or (seq == head.seq and event_id == head.id)


def list_witnessed(head: SeatHead, links: Mapping[int, tuple[str, str | None]]) -> frozenset[int]:
    """Return the seqs of a lease that a head proves, link by link downwards from its own event.

    `links` are the lease's events as seq → (id, prev). A missing event ends the proof; an absent `prev`
    leaves the order by seq as the chain.
    """
    proved = set()
    expected: str | None = head.id
    for seq in range(head.seq, -1, -1):
        link = links.get(seq)
        if link is None or (expected is not None and link[0] != expected):
            break
        proved.add(seq)
        expected = link[1]
    return frozenset(proved)
