"""A rehearsal's answers are kept as an exam's: named by digest, committed, then acknowledged."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.events import EventBody, event_id
from examapp.delivery.messages import SentBatch, SentEntry
from examapp.delivery.responses import write_response
from examapp.delivery.statuses import EventStatus
from examapp.rehearsals.models import RehearsalAnswer, RehearsalSeat

LEASE = 1
CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an entry."""

    seq: int
    id: str
    status: str


def name_attempt(seat: RehearsalSeat) -> str:
    """Return the name under which a seat's answers are chained."""
    return f"RH-{seat.id}"


def keep_answers(db: Session, seat: RehearsalSeat, batch: SentBatch, form_digest: str) -> list[Verdict]:
    """Store what is new of a batch; what is there is told again, another in its place is a conflict.

    Raises Malformed and BatchTooLarge for an answer that no page sends.
    """
    seqs = [entry.seq for entry in batch.entries]
    stored = select(RehearsalAnswer.seq, RehearsalAnswer.event_id)
    held = dict(
        db.execute(stored.where(RehearsalAnswer.seat_id == seat.id, RehearsalAnswer.seq.in_(seqs))).all()
    )
    return [_keep_one(db, seat, entry, batch.lease, form_digest, held) for entry in batch.entries]


def _keep_one(
    db: Session, seat: RehearsalSeat, entry: SentEntry, lease: int, form_digest: str, held: dict[int, str]
) -> Verdict:
    response = write_response(entry.response)
    body = EventBody(
        name_attempt(seat),
        lease,
        entry.seq,
        entry.item,
        entry.response,
        form_digest,
        entry.tick,
        entry.since_tick_ms,
        entry.prev,
    )
    name = event_id(body)
    if held.get(entry.seq, name) != name:
        return Verdict(entry.seq, name, CONFLICT)
    if entry.seq not in held:
        held[entry.seq] = name
        db.add(
            RehearsalAnswer(seat_id=seat.id, seq=entry.seq, event_id=name, item=entry.item, response=response)
        )
    return Verdict(entry.seq, name, EventStatus.LIVE.value)


def write_verdicts(verdicts: list[Verdict], lease: int) -> dict[str, Any]:
    """Return the reply to a batch, in the shape of the exam API's."""
    return {
        "acknowledged": {"lease": lease, "seq": max(one.seq for one in verdicts)},
        "results": [{"seq": one.seq, "id": one.id, "status": one.status} for one in verdicts],
    }
