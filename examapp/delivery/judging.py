"""One batch of answers against what is stored: pure, the same for both databases and for both ways to write.

Facts, the lease's head and the stored events of the same seqs go in; out comes what to insert, what
conflicts, the new head, and what to tell the seat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.messages import SentEntry
from examapp.delivery.statuses import EventStatus, Judgement, claims_witness, judge, with_gap
from examapp.delivery.ticks import SeatHead, Tick
from examapp.delivery.timing import ClockReading, read_clock

CONFLICT: Final = "conflict"


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
    witness: SeatHead


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """What is stored under a seq already."""

    id: str
    status: EventStatus


@dataclass(frozen=True, slots=True)
class FreshEvent:
    """An event to insert."""

    entry: PreparedEntry
    status: EventStatus
    after_gap: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write and what to answer; `statuses` stand in the order of the entries."""

    fresh: tuple[FreshEvent, ...]
    conflicts: tuple[PreparedEntry, ...]
    statuses: tuple[str, ...]
    next_seq: int
    highest: int
    reading: ClockReading


def decide(
    facts: AttemptFacts,
    head: LeaseHead,
    held: Mapping[int, HeldEvent],
    above: Iterable[int],
    entries: Sequence[PreparedEntry],
    now: Instant,
) -> Decision:
    """Judge a batch as of its arrival.

    `held` are the stored events under `list_wanted_seqs`, `above` the stored seqs from `head.next_seq` on.
    """
    reading = read_clock(facts.clock, now)
    witnesses = _list_witnesses(facts, head, entries, reading.limit_ms)
    here = _list_here(held, entries)
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
                entry.id, judge(_judgement(facts, head.number, entry, reading, witnesses, here))
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
    )


def list_wanted_seqs(facts: AttemptFacts, head: LeaseHead, entries: Sequence[PreparedEntry]) -> set[int]:
    """Return the seqs whose stored events `decide` must be given: the batch's own, and those of its heads."""
    wanted = {entry.sent.seq for entry in entries}
    if facts.handed_in:  # only then must a head's own event be here
        wanted |= {entry.tick.head.seq for entry in entries if entry.tick and entry.tick.head}
        wanted.add(head.witness.seq)
    return wanted


def _list_here(held: Mapping[int, HeldEvent], entries: Iterable[PreparedEntry]) -> dict[int, str]:
    """Return the ids by seq once the batch is stored: what was there first, then what came first."""
    here = {seq: event.id for seq, event in held.items()}
    for entry in entries:
        here.setdefault(entry.sent.seq, entry.id)
    return here


def _list_witnesses(
    facts: AttemptFacts, head: LeaseHead, entries: Sequence[PreparedEntry], limit_ms: int
) -> list[SeatHead]:
    """Return the heads that the seat showed before time was out: the server's record, and the ticks' own."""
    seen = [head.witness] if head.witness.seq >= 0 else []
    for entry in entries:
        tick = entry.tick
        if tick and tick.head and tick.head.lease == head.number and not _is_after_end(facts, tick, limit_ms):
            seen.append(tick.head)
    return seen


def _is_after_end(facts: AttemptFacts, tick: Tick, limit_ms: int) -> bool:
    if tick.used_ms >= limit_ms:
        return True
    return facts.ended_at is not None and tick.at > facts.ended_at.isoformat(timespec="milliseconds")


def _judgement(
    facts: AttemptFacts,
    lease: int,
    entry: PreparedEntry,
    reading: ClockReading,
    witnesses: Sequence[SeatHead],
    here: Mapping[int, str],
) -> Judgement:
    speaking = [head for head in witnesses if claims_witness(entry.sent.seq, entry.id, head)]
    return Judgement(
        accepted=entry.accepted,
        stale=lease < facts.lease,
        state=facts.state,
        handed_in=facts.handed_in,
        time_left=reading.time_left,
        over_ms=reading.over_ms,
        grace_ms=facts.grace_ms,
        made_after_end=entry.tick is not None and _is_after_end(facts, entry.tick, reading.limit_ms),
        made_before_end=bool(speaking),
        head_is_here=any(here.get(head.seq) == head.id for head in speaking),
    )
