"""Answers against the audit log: every sealed attempt is recomputed and compared with the log's sealed heads.

Answers never enter the log; their sealed heads do. So a change of an answer shows where the chain of its
attempt no longer gives the head that the log holds.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Label, Row, Text, cast, select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditEntry, AuditLink
from examapp.delivery.counting import CountingRules, StoredEvent, count_answers
from examapp.delivery.events import EventBody, chain_digest, event_id
from examapp.delivery.models import AnnouncedHead, Attempt, LateDecision, ResponseEvent, SealedHead
from examapp.delivery.sealing import sealed_part
from examapp.delivery.statuses import COUNTING, EventStatus
from examapp.delivery.ticks import SeatHead
from question_bank.sealing import digest

ATTEMPTS_AT_ONCE: Final = 100
SEALED_ACT: Final = "attempt.sealed"


@dataclass(frozen=True, slots=True)
class SealedFault:
    """Whose answers do not hold, why, and the index of the entry that sealed them (None: in no chain)."""

    attempt: str
    reason: str
    position: int | None


@dataclass(frozen=True, slots=True)
class SealedVerdict:
    """How many sealed attempts were recomputed, and the faults, the lowest index first."""

    attempts: int
    faults: tuple[SealedFault, ...]


@dataclass(frozen=True, slots=True)
class _Seal:
    position: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class _Held:
    """What the database holds of one attempt."""

    attempt: Any
    heads: Sequence[Any]
    events: Sequence[Any]
    rules: CountingRules


def verify_sealed(db: Session, erased: Collection[str] = frozenset()) -> SealedVerdict:
    """Recompute each attempt that the log or the database calls sealed.

    `erased` names attempts whose answers two people agreed to delete: of them nothing may be there.
    """
    seals = _read_seals(db)
    codes = {*seals, *erased, *db.scalars(select(Attempt.code).join(SealedHead).distinct())}
    faults: list[SealedFault] = []
    recomputed = 0
    ordered = sorted(codes)
    for first in range(0, len(ordered), ATTEMPTS_AT_ONCE):
        some = ordered[first : first + ATTEMPTS_AT_ONCE]
        held = _hold(db, some)
        for code in some:
            if code in erased:
                faults += _find_left(code, held.get(code))
                continue
            recomputed += 1
            faults += _find_faults(code, seals.get(code, ()), held.get(code))
    last = max((seal.position or 0 for one in seals.values() for seal in one), default=0) + 1
    faults.sort(key=lambda fault: last if fault.position is None else fault.position)
    return SealedVerdict(recomputed, tuple(faults))


def _find_left(code: str, held: _Held | None) -> list[SealedFault]:
    """Name an attempt that was deleted and of which something is there again."""
    if held is not None and (held.heads or held.events):
        return [SealedFault(code, "answers are there that were deleted by proof", None)]
    return []


def _read_seals(db: Session) -> dict[str, tuple[_Seal, ...]]:
    rows = db.execute(
        select(AuditEntry.subject_code, AuditEntry.facts, AuditLink.position)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.act == SEALED_ACT)
        .order_by(AuditEntry.id)
    )
    seals: dict[str, list[_Seal]] = defaultdict(list)
    for row in rows:
        seals[row.subject_code].append(_Seal(row.position, str(_facts(row.facts).get("digest"))))
    return {code: tuple(found) for code, found in seals.items()}


def _facts(text: str) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:  # changed from outside; the chain names it
        return {}
    return facts if isinstance(facts, dict) else {}


def _hold(db: Session, codes: Sequence[str]) -> dict[str, _Held]:
    attempts = db.execute(
        select(Attempt.id, Attempt.code, Attempt.form_digest).where(Attempt.code.in_(codes))
    ).all()
    ids = [attempt.id for attempt in attempts]
    # As text: flags that were broken from outside must be told apart from a fault of this check.
    flags = cast(SealedHead.flags, Text).label("flags")
    sealed = ("attempt_id", "revision", "digest", "facts", flags)
    heads = _by_attempt(db, SealedHead, sealed, ids, SealedHead.revision)
    names = [column.name for column in ResponseEvent.__table__.columns]
    events = _by_attempt(db, ResponseEvent, names, ids, ResponseEvent.lease, ResponseEvent.seq)
    shown = _by_attempt(
        db, AnnouncedHead, ("attempt_id", "lease", "seq", "event_id"), ids, AnnouncedHead.lease
    )
    decided = _by_attempt(db, LateDecision, ("attempt_id", "lease", "seq", "counts"), ids, LateDecision.lease)
    return {
        one.code: _Held(one, heads[one.id], events[one.id], _rules(shown[one.id], decided[one.id]))
        for one in attempts
    }


def _by_attempt(
    db: Session, model: Any, names: Iterable[str | Label[str]], ids: Sequence[int], *order: Any
) -> Mapping[int, Sequence[Row[Any]]]:
    columns = [getattr(model, name) if isinstance(name, str) else name for name in names]
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.execute(select(*columns).where(model.attempt_id.in_(ids)).order_by(*order)):
        found[row.attempt_id].append(row)
    return found


def _rules(shown: Sequence[Row[Any]], decided: Sequence[Row[Any]]) -> CountingRules:
    announced: dict[int, list[SeatHead]] = defaultdict(list)
    for one in shown:
        announced[one.lease].append(SeatHead(one.lease, one.seq, one.event_id))
    return CountingRules(
        closed=True,
        announced=announced,
        admitted=frozenset((one.lease, one.seq) for one in decided if one.counts),
    )


def _find_faults(code: str, seals: Sequence[_Seal], held: _Held | None) -> Iterator[SealedFault]:
    """Yield at most one fault for each head, the first that shows."""
    heads = held.heads if held else ()
    if len(heads) > len(seals):
        yield SealedFault(code, "a sealed head that the log does not know", None)
    for number, seal in enumerate(seals):
        if held is None or number >= len(heads):
            yield SealedFault(code, "a sealed head is missing", seal.position)
            continue
        reason = _fault_of_head(held, heads[number], seal)
        if not reason and number == len(seals) - 1:
            reason = _fault_of_answers(held, heads[number])
        if reason:
            yield SealedFault(code, reason, seal.position)


def _fault_of_head(held: _Held, head: Row[Any], seal: _Seal) -> str:
    facts = _facts(head.facts)
    if head.digest != seal.digest or digest(facts) != head.digest:
        return "the sealed head is not the one in the log"
    for lease in facts["leases"]:
        part = sealed_part(held.events, lease, _facts(head.flags))
        for event in part:
            if not _is_itself(held, event):
                return f"answer {event.lease}/{event.seq} is not what was saved"
        ids = [event.event_id for event in part]
        if len(ids) != lease["count"] or chain_digest(ids) != lease["chain"]:
            return f"the answers of lease {lease['lease']} are not those that were sealed"
    return ""


def _is_itself(held: _Held, event: Row[Any]) -> bool:
    try:
        response = json.loads(event.response)
    except ValueError:
        return False
    body = EventBody(
        attempt=held.attempt.code,
        lease=event.lease,
        seq=event.seq,
        item=event.item,
        response=response,
        form_digest=held.attempt.form_digest or "",
        tick=event.tick,
        since_tick_ms=event.since_tick_ms,
        prev=event.prev,
    )
    return bool(event_id(body) == event.event_id)


def _fault_of_answers(held: _Held, newest: Row[Any]) -> str:
    """Say whether other answers count now than when the newest head was sealed."""
    facts = _facts(newest.facts)
    flags = _facts(newest.flags)
    sealed = [event for lease in facts["leases"] for event in sealed_part(held.events, lease, flags)]
    places = {(event.lease, event.seq) for event in sealed}
    for event in held.events:
        if (event.lease, event.seq) not in places and event.status in COUNTING:
            return f"answer {event.lease}/{event.seq} counts and was not sealed"
    counted = count_answers([_stored(event) for event in sealed], held.rules)
    if {item: event.id for item, event in counted.items()} != facts["answers"]:
        return "other answers count than those that were sealed"
    return ""


def _stored(event: Row[Any]) -> StoredEvent:
    return StoredEvent(
        event.lease,
        event.seq,
        event.event_id,
        event.prev,
        event.item,
        None,
        EventStatus(event.status),
        event.received_at,
    )
