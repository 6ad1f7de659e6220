"""Store first, judge later: what an authentic event counts as, given when and by whom it came.

Nothing here refuses an event for lateness; the status decides whether it counts. Pure: facts in, status out.
"""

from collections.abc import Iterable, Mapping
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
    out. `proved`: a head that was announced before it was out leads to it, see `list_proved`. `over_ms`
    leaves recorded outages out.
    """

    accepted: bool
    stale: bool
    state: AttemptState
    handed_in: bool
    time_left: bool
    over_ms: int
    grace_ms: int
    made_after_end: bool
    proved: bool


def judge(facts: Judgement) -> EventStatus:  # noqa: PLR0911 - one line per status reads best
    """Return an event's status; a gap below it is added by `with_gap`."""
    if not facts.accepted:
        return EventStatus.REFUSED
    if facts.stale:
        return EventStatus.STALE_LEASE
    if facts.state in RUNNING and facts.time_left:
        return EventStatus.LIVE
    if facts.handed_in:
        # The hand-in named the last event: what comes now was made after it unless there is a proof.
        return EventStatus.LATE if facts.proved else EventStatus.OVER
    if facts.made_after_end:
        return EventStatus.OVER
    in_grace = facts.over_ms <= facts.grace_ms
    if in_grace and facts.state not in FINISHED:
        return EventStatus.GRACE
    # Sealed although within the grace: an outage was recorded afterwards, and people decide.
    return EventStatus.LATE if in_grace or facts.proved else EventStatus.LATE_UNPROVEN


def with_gap(status: EventStatus, *, missing_below: bool) -> EventStatus:
    """Return what the seat is told: an event that would count waits while one below it is missing."""
    return EventStatus.GAP if missing_below and status in COUNTING else status


def list_proved(announced: Iterable[SeatHead], links: Mapping[int, tuple[str, str | None]]) -> frozenset[int]:
    """Return the seqs of a lease that heads prove: events that were made before the heads were announced.

    `links` are the lease's events as seq → (id, prev). A head proves the event that bears its seq and its
    very id, and through `prev`, which that id covers, link by link what lies below. So a head that no event
    bears out, such as one of events that nobody had made, proves nothing, and takes nothing from any other.
    """
    named = {(head.seq, head.id) for head in announced}
    proved = set()
    below: tuple[int, str | None] | None = None
    for seq in sorted(links, reverse=True):
        event, prev = links[seq]
        if (seq, event) in named or (seq, event) == below:
            proved.add(seq)
            below = seq - 1, prev
        else:
            below = None
    return frozenset(proved)
