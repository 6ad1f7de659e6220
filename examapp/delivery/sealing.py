"""Sealing: one head over everything that an attempt's log holds, and the receipt that abbreviates it.

A sealed head never changes; a later decision adds a revision beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations, islice
from types import MappingProxyType
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.codes import ALPHABET, show_code
from examapp.delivery.attempts import note
from examapp.delivery.counting import StoredEvent, contiguous_until, count_answers, list_missing
from examapp.delivery.event_log import load_events, read_rules
from examapp.delivery.events import Chained, chain_digest, find_broken_links
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt, ResponseConflict, SealedHead
from examapp.delivery.statuses import EventStatus
from examapp.delivery.timing import AttemptClock, read_clock
from question_bank.responses import is_empty
from question_bank.sealing import canonical_json, digest

# A list of missing seqs names at most so many; what is sent again then shows the rest.
MOST_MISSING: Final = 1_000
# Answers that were on their way at a sealing are few, and received shortly before it.
_MOST_TRIED: Final = 1_000
_RECEIPT_BITS: Final = 80
# Written without the unit of work, which costs more than the rest of the sealing.
_HEAD = insert(cast("Table", SealedHead.__table__))
_CONFLICTS = select(func.count()).where(ResponseConflict.__table__.c.attempt_id == bindparam("attempt_id"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the candidate keeps: a code that people can read aloud, and the digest that it abbreviates."""

    code: str
    answered: int
    items: int
    digest: str

    def to_json(self) -> dict[str, Any]:
        """Write the receipt as the exam API gives it."""
        return {"code": self.code, "answered": self.answered, "items": self.items, "digest": self.digest}


def receipt_code(sealed_digest: str) -> str:
    """Return the first 80 bits of a digest in base 32, in groups of four."""
    value = int(sealed_digest[: _RECEIPT_BITS // 4], 16)
    letters = [ALPHABET[value >> shift & 31] for shift in range(_RECEIPT_BITS - 5, -1, -5)]
    return show_code("".join(letters))


def find_receipt(db: Session, attempt_id: int) -> Receipt | None:
    """Return the receipt of the first sealing, which never changes, or None before it."""
    head = db.get(SealedHead, (attempt_id, 0))
    return Receipt(head.receipt, head.answered, head.items, head.digest) if head else None


def seal(
    db: Session,
    attempt: Attempt,
    now: Instant,
    *,
    revision: int,
    events: Sequence[StoredEvent] | None = None,
    clock: AttemptClock | None = None,
) -> Receipt:
    """Write one head over everything that the log holds now; the heads before it stay as they are.

    The attempt is locked. `events` and `clock` are what it holds, where the caller has read them under that
    lock; no event comes in without it.
    """
    events = load_events(db, attempt.id) if events is None else events
    clock = clock or read_attempt_clock(db, attempt)
    answers = count_answers(events, read_rules(db, attempt.id, attempt.state))
    facts = {
        "attempt": attempt.code,
        "form_digest": attempt.form_digest,
        "leases": [_lease_facts(lease, rows) for lease, rows in sorted(_by_lease(events).items())],
        "answers": {item: event.id for item, event in answers.items()},
        "revision": revision,
    }
    sealed = digest(facts)
    answered = sum(not is_empty(event.response) for event in answers.values())
    receipt = Receipt(receipt_code(sealed), answered, attempt.item_count, sealed)
    head = {
        "attempt_id": attempt.id,
        "revision": revision,
        "digest": sealed,
        "receipt": receipt.code,
        "facts": canonical_json(facts).decode(),
        "answered": answered,
        "items": attempt.item_count,
        "flags": _list_flags(db, attempt, events, by_wall=read_clock(clock, now).by_wall),
        "sealed_at": now.wall,
    }
    db.connection().execute(_HEAD, head)
    note(
        db,
        attempt,
        "sealed",
        "system",
        now.wall,
        digest=sealed,
        receipt=receipt.code,
        state=attempt.state.value,
    )
    return receipt


def _by_lease(events: Sequence[StoredEvent]) -> Mapping[int, list[StoredEvent]]:
    leases: dict[int, list[StoredEvent]] = {}
    for event in events:
        leases.setdefault(event.lease, []).append(event)
    return leases


def _lease_facts(lease: int, events: Sequence[StoredEvent]) -> dict[str, Any]:
    return {
        "lease": lease,
        "count": len(events),
        "last": events[-1].seq,
        "chain": chain_digest(e.id for e in events),
    }


def sealed_part(
    events: Iterable[Any], lease: Mapping[str, Any], flags: Mapping[str, Any] = MappingProxyType({})
) -> list[Any]:
    """Return the events of a lease that its sealed facts speak of, by seq.

    What came afterwards lies above the last one, or fills a gap. `flags` are the head's: they name the gaps
    of that moment. Where they do not, because there were too many or somebody changed them, the order of
    arrival is tried, which a wall clock that was set may have turned round. The sealed chain says what is
    right.
    """
    below = [event for event in events if event.lease == lease["lease"] and event.seq <= lease["last"]]
    below.sort(key=_received)
    earliest = sorted(below[: lease["count"]], key=_seq)
    if len(below) == len(earliest):
        return earliest
    missing = _read_gaps(flags, lease["lease"])
    present = sorted((event for event in below if event.seq not in missing), key=_seq)
    likely = islice(combinations(below, lease["count"]), _MOST_TRIED)
    tried = chain([present, earliest], (sorted(some, key=_seq) for some in likely))
    found = next((some for some in tried if _chain(some) == lease["chain"]), None)
    if found is not None:
        return found
    return present if len(present) == lease["count"] else earliest


def _read_gaps(flags: Mapping[str, Any], lease: int) -> Sequence[int]:
    """Return the seqs that flags name as missing in a lease; none where they were changed."""
    gaps = flags.get("gaps")
    missing = gaps.get(str(lease)) if isinstance(gaps, dict) else None
    return missing if isinstance(missing, list) else ()


def _received(event: Any) -> tuple[datetime, int]:
    return event.received_at, event.seq


def _seq(event: Any) -> int:
    return int(event.seq)


def _chain(events: Iterable[Any]) -> str:
    return chain_digest(event.event_id for event in events)


def _list_flags(
    db: Session, attempt: Attempt, events: Sequence[StoredEvent], *, by_wall: bool
) -> dict[str, Any]:
    """Return what people should look at: gaps, broken links, conflicts, and events by unusual status."""
    gaps = {}
    for lease, rows in _by_lease(events).items():
        seqs = [event.seq for event in rows]
        if contiguous_until(seqs) != max(seqs):
            gaps[str(lease)] = list_missing(seqs, max(seqs))[:MOST_MISSING]
    links = find_broken_links(Chained(e.lease, e.seq, e.id, e.prev) for e in events)
    conflicts = db.scalar(_CONFLICTS, {"attempt_id": attempt.id})
    flags: dict[str, Any] = {
        "gaps": gaps,
        "broken_links": [list(link) for link in links],
        "conflicts": conflicts or 0,
    }
    flags["clock_by_wall"] = by_wall
    for status in EventStatus:
        count = sum(event.status is status for event in events)
        if count and status is not EventStatus.LIVE:
            flags[status.value] = count
    return {name: value for name, value in flags.items() if value}
