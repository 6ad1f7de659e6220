"""A response event and its name: the SHA-256 of its canonical JSON, so that whoever holds it can prove it.

`prev` names the event before it in the same lease: each lease is a chain. The time that the seat claims
(`made_ms`) informs only and is not covered.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from question_bank.sealing import canonical_json


@dataclass(frozen=True, slots=True)
class Chained:
    """What of a stored event the chain is made of."""

    lease: int
    seq: int
    id: str
    prev: str | None


@dataclass(frozen=True, slots=True)
class EventBody:
    """Exactly the members that the id covers; `attempt` is the attempt's code, `response` any JSON value."""

    attempt: str
    lease: int
    seq: int
    item: str
    response: Any
    form_digest: str
    tick: str | None
    since_tick_ms: int | None
    prev: str | None


def event_bytes(body: EventBody) -> bytes:
    """Return the canonical bytes that the id is computed from."""
    return canonical_json(
        {
            "attempt": body.attempt,
            "form_digest": body.form_digest,
            "item": body.item,
            "lease": body.lease,
            "prev": body.prev,
            "response": body.response,
            "seq": body.seq,
            "since_tick_ms": body.since_tick_ms,
            "tick": body.tick,
        }
    )


def event_id(body: EventBody) -> str:
    """Return the event's id: 64 hex digits."""
    return hashlib.sha256(event_bytes(body)).hexdigest()


def find_broken_links(events: Iterable[Chained]) -> list[tuple[int, int]]:
    """Return (lease, seq) of each event whose `prev` does not name the event before it.

    An absent `prev` says nothing: then the order by seq alone is the chain. After a gap, `prev` cannot be
    compared and is not called broken.
    """
    known = {(event.lease, event.seq): event for event in events}
    broken = []
    for (lease, seq), event in sorted(known.items()):
        before = known.get((lease, seq - 1))
        expected = before.id if before else None
        if event.prev is not None and event.prev != expected and (before is not None or seq == 0):
            broken.append((lease, seq))
    return broken


def chain_digest(ids: Iterable[str]) -> str:
    """Return one digest over a lease's event ids in the order of seq."""
    running = hashlib.sha256()
    for event in ids:
        running.update(bytes.fromhex(event))
    return running.hexdigest()
