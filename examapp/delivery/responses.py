"""The save: a batch of answers, judged and stored under the attempt's lock; the reply comes after the commit.

Store first, judge later: whatever is authentic is kept. What reaches the database is decided by `judging`,
what it costs by `answer_log`, and when it is acknowledged by `answer_store`.
"""

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from examapp.core.clock import Instant
from examapp.core.fault_points import Point, reached
from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.attempt_facts import AttemptFacts, RememberedFacts
from examapp.delivery.errors import (
    BatchTooLarge,
    Malformed,
    NeedsProctor,
    NotStarted,
    TokenRefused,
    UnknownLease,
)
from examapp.delivery.events import EventBody, event_bytes
from examapp.delivery.judging import CONFLICT, Decision, LeaseHead, PreparedEntry, decide
from examapp.delivery.messages import LONGEST_RESPONSE, SentBatch, SentEntry
from examapp.delivery.papers import Paper
from examapp.delivery.statuses import EventStatus
from examapp.delivery.ticks import read_tick
from question_bank.sealing import CanonicalError, canonical_json

# Deeper nesting is no answer; unbounded, it would exhaust the stack of whoever writes it canonically.
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Save:
    """A batch on its way to the log."""

    attempt_id: int
    device: str
    lease: int
    entries: tuple[PreparedEntry, ...]
    now: Instant


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch; only now durable."""

    facts: AttemptFacts
    lease: int
    decision: Decision
    entries: tuple[PreparedEntry, ...]

    @property
    def http_status(self) -> int:
        """409 if an entry is a conflict, else 422 if one is refused, else 200."""
        if CONFLICT in self.decision.statuses:
            return 409
        return 422 if EventStatus.REFUSED.value in self.decision.statuses else 200


def prepare(
    facts: AttemptFacts, paper: Paper, tick_key: bytes, batch: SentBatch
) -> tuple[PreparedEntry, ...]:
    """Compute ids, read ticks and compare the answers with the paper: all that needs no lock.

    Code, form and its digest never change after the start, so facts of any later version serve.
    """
    return tuple(_prepare_one(facts, paper, tick_key, batch.lease, sent) for sent in batch.entries)


def _prepare_one(facts: AttemptFacts, paper: Paper, key: bytes, lease: int, sent: SentEntry) -> PreparedEntry:
    response = write_response(sent.response)
    body = EventBody(
        facts.code,
        lease,
        sent.seq,
        sent.item,
        sent.response,
        facts.form_digest,
        sent.tick,
        sent.since_tick_ms,
        sent.prev,
    )
    return PreparedEntry(
        sent=sent,
        id=hashlib.sha256(event_bytes(body)).hexdigest(),
        response=response,
        accepted=paper.accepts(sent.item, sent.response),
        tick=read_tick(key, facts.code, sent.tick),
    )


def write_response(response: Any) -> str:
    """Return an answer as it is kept; raises Malformed or BatchTooLarge for one that no page sends."""
    if not _is_shallow(response, _DEEPEST):
        raise Malformed(where="response")
    try:
        written = canonical_json(response).decode()
    except CanonicalError as error:
        raise Malformed(where="response") from error
    if len(written) > LONGEST_RESPONSE:
        raise BatchTooLarge
    return written


def _is_shallow(value: Any, deepest: int) -> bool:
    if type(value) is list:
        return deepest > 0 and all(_is_shallow(member, deepest - 1) for member in value)
    if type(value) is dict:
        return deepest > 0 and all(_is_shallow(member, deepest - 1) for member in value.values())
    return True


def check_seat(facts: AttemptFacts, device: str, lease: int) -> None:
    """Refuse entries of an attempt that has not started, of a lease never given, or from another machine.

    An older lease is stored from any machine of this candidate: it counts only as far as a head proves it.
    """
    if facts.lease == 0:
        raise NotStarted
    if not 1 <= lease <= facts.lease:
        raise UnknownLease
    if lease == facts.lease and facts.device != device:
        raise NeedsProctor


def store_batch(
    log: AnswerLog, connection: Connection, remembered: RememberedFacts, save: Save
) -> tuple[Saved, LeaseHead]:
    """Judge and write a batch under the attempt's lock, within the caller's transaction.

    Returns what is to be acknowledged once that transaction is durable, and the lease's new head.
    """
    version = log.lock(save.attempt_id)
    reached(Point.SAVE_LOCKED)
    if version is None:
        raise TokenRefused
    facts = remembered.at_version(connection, save.attempt_id, version)
    reached(Point.SAVE_FACTS_READ)
    check_seat(facts, save.device, save.lease)
    head = log.find_head(save.attempt_id, save.lease)
    if head is None:
        raise UnknownLease
    reached(Point.SAVE_HEAD_READ)
    seqs = {entry.sent.seq for entry in save.entries if entry.sent.seq <= head.highest}
    held = log.find_held(save.attempt_id, save.lease, seqs) if seqs else {}
    above = log.list_above(save.attempt_id, head)
    evidence = partial(log.find_evidence, save.attempt_id, save.lease)
    decision = decide(facts, head, held, above, save.entries, save.now, evidence)
    reached(Point.SAVE_JUDGED)
    write_decision(log, save, decision)
    moved = LeaseHead(save.lease, decision.next_seq, decision.highest)
    return Saved(facts, save.lease, decision, save.entries), moved


def write_decision(log: AnswerLog, save: Save, decision: Decision) -> None:
    """Write what was decided: events, conflicts, and always the lease's head."""
    used = decision.reading.used_ms
    log.insert(save.attempt_id, save.lease, decision.fresh, save.now, used)
    reached(Point.EVENTS_INSERTED)
    for entry in decision.conflicts:
        log.keep_conflict(save.attempt_id, save.lease, entry, save.now, used)
        reached(Point.CONFLICT_KEPT)
    if decision.in_pause is not None:
        log.call_for_answer_in_pause(save.attempt_id, decision.in_pause, save.now)
    repeats = len(save.entries) - len(decision.fresh)
    log.move_head(save.attempt_id, save.lease, decision.next_seq, decision.highest, repeats)
    reached(Point.HEAD_MOVED)
