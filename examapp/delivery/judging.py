"""One batch of answers against what is stored: pure, the same for both databases and for both ways to write.

Facts, the lease's head and the stored events of the same seqs go in; out comes what to insert, what
conflicts, the new head, and what to tell the seat.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.messages import SentEntry
from examapp.delivery.states import RUNNING
from examapp.delivery.statuses import EventStatus, Judgement, judge, list_proved, with_gap
from examapp.delivery.ticks import SeatHead, Tick
from examapp.delivery.timing import ClockReading, LedgerKind, read_clock

CONFLICT: Final = "conflict"
# A page learns of a pause by its next heartbeat, ten seconds later at most, and typed text follows within ten
# more: what carries a tick of after that was made by somebody who could not see the items on our page.
_PAGES_KNOW_AFTER: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class PreparedEntry:
    """An entry whose id is computed, whose answer was compared with the paper, and whose tick was read."""

    sent: SentEntry
    id: str
    response: str
    accepted: bool
    tick: Tick | None


@dataclass(frozen=True, slots=True)
class LeaseHead:
    """How far a lease's events have come: `next_seq` is the lowest missing, `highest` the highest here."""

    number: int
    next_seq: int
    highest: int


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """What is stored under a seq already."""

    id: str
    status: EventStatus


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may prove of a lease's late events that they were made in time.

    `announced` are the heads that its seat showed while time was left, `links` its stored events as
    seq → (id, prev).
    """

    announced: Sequence[SeatHead] = ()
    links: Mapping[int, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FreshEvent:
    """An event to insert."""

    entry: PreparedEntry
    status: EventStatus
    after_gap: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write and what to answer; `statuses` stand in the order of the entries.

    `in_pause` is an event to insert that was made while the clock stood, though its page knew: it counts, and
    the proctor is called.
    """

    fresh: tuple[FreshEvent, ...]
    conflicts: tuple[PreparedEntry, ...]
    statuses: tuple[str, ...]
    next_seq: int
    highest: int
    reading: ClockReading
    in_pause: PreparedEntry | None = None


def decide(
    facts: AttemptFacts,
    head: LeaseHead,
    held: Mapping[int, HeldEvent],
    above: Iterable[int],
    entries: Sequence[PreparedEntry],
    now: Instant,
    find_evidence: Callable[[], Evidence] = Evidence,
) -> Decision:
    """Judge a batch as of its arrival.

    `held` are the stored events under the seqs of the batch, `above` the stored seqs from `head.next_seq` on.
    Evidence is asked for only where events may be late: the usual save pays nothing for it.
    """
    reading = read_clock(facts.clock, now)
    proved: frozenset[int] = frozenset()
    if head.number == facts.lease and not (facts.state in RUNNING and reading.time_left):
        proved = _list_proved(facts, head, entries, find_evidence(), reading.limit_ms)
    known = dict(held)
    fresh: dict[int, tuple[PreparedEntry, EventStatus]] = {}
    conflicts: list[PreparedEntry] = []
    stored_as: list[EventStatus | None] = [None] * len(entries)
    for place in sorted(range(len(entries)), key=lambda index: entries[index].sent.seq):
        entry = entries[place]
        seq = entry.sent.seq
        stored = known.get(seq)
        if stored is None:
            stored = HeldEvent(
                entry.id, judge(_judgement(facts, head.number, entry, reading, proved=seq in proved))
            )
            known[seq] = stored
            fresh[seq] = entry, stored.status
        if stored.id == entry.id:
            stored_as[place] = stored.status
        else:
            conflicts.append(entry)
    present = fresh.keys() | set(above)
    next_seq = head.next_seq
    while next_seq in present:
        next_seq += 1
    return Decision(
        fresh=tuple(FreshEvent(entry, status, seq > next_seq) for seq, (entry, status) in fresh.items()),
        conflicts=tuple(conflicts),
        statuses=tuple(
            CONFLICT if status is None else with_gap(status, missing_below=entry.sent.seq > next_seq).value
            for entry, status in zip(entries, stored_as, strict=True)
        ),
        next_seq=next_seq,
        highest=max(head.highest, *fresh) if fresh else head.highest,
        reading=reading,
        in_pause=_find_made_in_pause(facts, (entry for entry, _ in fresh.values())),
    )


def _find_made_in_pause(facts: AttemptFacts, entries: Iterable[PreparedEntry]) -> PreparedEntry | None:
    pauses = facts.clock.pauses
    if not pauses:
        return None
    for entry in entries:
        if entry.tick is None:
            continue
        at = datetime.fromisoformat(entry.tick.at)
        if any(since + _PAGES_KNOW_AFTER <= at and (until is None or at < until) for since, until in pauses):
            return entry
    return None


def _list_proved(
    facts: AttemptFacts,
    head: LeaseHead,
    entries: Sequence[PreparedEntry],
    evidence: Evidence,
    limit_ms: int,
) -> frozenset[int]:
    """Return the seqs that were made in time: by the server's record of heads, and by the ticks' own."""
    announced = list(evidence.announced)
    links = dict(evidence.links)
    for entry in entries:
        tick = entry.tick
        if tick and tick.head and tick.head.lease == head.number and not _is_after_end(facts, tick, limit_ms):
            announced.append(tick.head)
        # What was there first stays; of two in one batch the first is taken.
        links.setdefault(entry.sent.seq, (entry.id, entry.sent.prev))
    return list_proved(announced, links)


def _is_after_end(facts: AttemptFacts, tick: Tick, limit_ms: int) -> bool:
    """Tell whether a tick was given after the end: by the time used, whatever the wall clock was set to.

    The wall clock must do where the attempt's clock stood when it was ended, as in a pause, and where an
    outage was credited since, so that less is used now than the tick says.
    """
    if tick.used_ms >= limit_ms:
        return True
    ended = next((entry.at for entry in facts.clock.entries if entry.kind is LedgerKind.ENDED), None)
    if ended is not None:
        used = read_clock(facts.clock, ended).used_ms
        if tick.used_ms < used:
            return False
        if tick.used_ms == used and read_clock(facts.clock, ended.later(milliseconds=-1)).used_ms < used:
            return True
    return facts.ended_at is not None and tick.at > facts.ended_at.isoformat(timespec="milliseconds")


def _judgement(
    facts: AttemptFacts, lease: int, entry: PreparedEntry, reading: ClockReading, *, proved: bool
) -> Judgement:
    return Judgement(
        accepted=entry.accepted,
        stale=lease < facts.lease,
        state=facts.state,
        handed_in=facts.handed_in,
        time_left=reading.time_left,
        over_ms=reading.over_ms,
        grace_ms=facts.grace_ms,
        made_after_end=entry.tick is not None and _is_after_end(facts, entry.tick, reading.limit_ms),
        proved=proved,
    )
