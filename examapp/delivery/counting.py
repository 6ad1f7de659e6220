"""The answer to an item is its last counting event by (lease, seq); the order of arrival decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examapp.delivery.statuses import COUNTING, EventStatus, list_proved
from examapp.delivery.ticks import SeatHead


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of the log, as counting reads it."""

    lease: int
    seq: int
    id: str
    prev: str | None
    item: str
    response: Any
    status: EventStatus
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What, beside the log, decides what counts.

    `closed`: the attempt has ended, so a gap no longer holds back what lies above it. `announced`: by lease
    that was taken over, the heads that its seat showed while it was live and time was left. `admitted`: late
    events that people have decided to count, as (lease, seq).
    """

    closed: bool
    announced: Mapping[int, Sequence[SeatHead]]
    admitted: frozenset[tuple[int, int]] = frozenset()


def contiguous_until(seqs: Iterable[int]) -> int:
    """Return the highest seq with none missing below it, -1 if there is none."""
    present = set(seqs)
    last = -1
    while last + 1 in present:
        last += 1
    return last


def list_missing(seqs: Iterable[int], last: int) -> list[int]:
    """Return the seqs from 0 to `last` that are not among `seqs`."""
    return sorted(set(range(last + 1)) - set(seqs))


def list_counting(events: Iterable[StoredEvent], rules: CountingRules) -> list[StoredEvent]:
    """Return the events that count, in the order (lease, seq)."""
    ordered = sorted(events, key=lambda event: (event.lease, event.seq))
    by_lease: dict[int, dict[int, tuple[str, str | None]]] = {}
    for event in ordered:
        by_lease.setdefault(event.lease, {})[event.seq] = event.id, event.prev
    whole = {lease: contiguous_until(links) for lease, links in by_lease.items()}
    proved = {lease: list_proved(heads, by_lease.get(lease, {})) for lease, heads in rules.announced.items()}

    def counts(event: StoredEvent) -> bool:
        if (event.lease, event.seq) in rules.admitted:
            return event.status is not EventStatus.REFUSED
        if event.status is EventStatus.STALE_LEASE:
            if event.seq not in proved.get(event.lease, ()):
                return False
        elif event.status not in COUNTING:
            return False
        return rules.closed or event.seq <= whole[event.lease]

    return [event for event in ordered if counts(event)]


def keep_sealed(events: Iterable[StoredEvent], facts: Mapping[str, Any]) -> dict[str, StoredEvent]:
    """Return, by item, the event that a sealed head names as the answer."""
    named = set(facts["answers"].values())
    return {event.item: event for event in events if event.id in named}


def count_answers(events: Iterable[StoredEvent], rules: CountingRules) -> dict[str, StoredEvent]:
    """Return, by item, the event that is its answer."""
    return {event.item: event for event in list_counting(events, rules)}
