"""Recomputing an attempt from its log: ids, chain, sealed heads, score; each difference is named."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.events import Chained, EventBody, chain_digest, event_id, find_broken_links
from examapp.delivery.models import Attempt, ResponseEvent, SealedHead
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.sealing import sealed_part
from examapp.grading.marking import score_answers
from examapp.grading.models import KeyVersion, Score
from examapp.grading.queries import latest_scores
from question_bank.regrading import ItemDecision, decision_from_json, key_version
from question_bank.responses import ResponseError
from question_bank.sealing import digest


@dataclass(frozen=True)
class AttemptVerdict:
    """What recomputing found. `faults` is empty where everything is as it was recorded."""

    attempt: str
    events: int
    heads: int
    points: str | None
    maximum: str | None
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return not self.faults


def verify_attempt(db: Session, desk: PaperDesk, attempt: Attempt) -> AttemptVerdict:
    """Recompute every event's id, the chain, the sealed heads and the scores, each score by its own key."""
    events = db.scalars(
        select(ResponseEvent)
        .where(ResponseEvent.attempt_id == attempt.id)
        .order_by(ResponseEvent.lease, ResponseEvent.seq)
    ).all()
    heads = db.scalars(
        select(SealedHead).where(SealedHead.attempt_id == attempt.id).order_by(SealedHead.revision)
    ).all()
    faults = _event_faults(attempt, events) + [
        fault for head in heads for fault in _head_faults(head, events)
    ]
    newest = [score for score in _list_scores(db, attempt) if heads and score.head_digest == heads[-1].digest]
    for marked in newest:
        faults += _score_faults(db, desk, attempt, marked)
    if heads and not newest:
        faults.append("sealed but not marked yet")
    score = latest_scores(db, attempt.sitting_id).get(attempt.id)
    return AttemptVerdict(
        attempt=attempt.code,
        events=len(events),
        heads=len(heads),
        points=score.points if score else None,
        maximum=score.maximum if score else None,
        faults=tuple(faults),
    )


def _event_faults(attempt: Attempt, events: Sequence[ResponseEvent]) -> list[str]:
    faults = []
    for event in events:
        body = EventBody(
            attempt=attempt.code,
            lease=event.lease,
            seq=event.seq,
            item=event.item,
            response=json.loads(event.response),
            form_digest=attempt.form_digest or "",
            tick=event.tick,
            since_tick_ms=event.since_tick_ms,
            prev=event.prev,
        )
        if event_id(body) != event.event_id:
            faults.append(f"event {event.lease}/{event.seq} is not what its id says")
    chained = [Chained(event.lease, event.seq, event.event_id, event.prev) for event in events]
    return faults + [f"the chain breaks at {lease}/{seq}" for lease, seq in find_broken_links(chained)]


def _head_faults(head: SealedHead, events: Sequence[ResponseEvent]) -> list[str]:
    facts = json.loads(head.facts)
    faults = []
    if digest(facts) != head.digest:
        faults.append(f"sealed head {head.revision} does not match its digest")
    for lease in facts["leases"]:
        ids = [event.event_id for event in sealed_part(events, lease, head.flags)]
        if len(ids) != lease["count"] or chain_digest(ids) != lease["chain"]:
            faults.append(f"lease {lease['lease']} is not what head {head.revision} sealed")
    return faults


def _list_scores(db: Session, attempt: Attempt) -> Sequence[Score]:
    return db.scalars(select(Score).where(Score.attempt_id == attempt.id).order_by(Score.id)).all()


def _decisions_of(db: Session, paper: Paper, version: str) -> list[ItemDecision] | None:
    """Return the decisions that a key version names, or None where it is not what its digest says."""
    if version == paper.opened.digest:
        return []
    found = db.get(KeyVersion, version)
    if found is None:
        return None
    decisions = [decision_from_json(one) for one in found.decisions]
    return decisions if key_version(paper.opened.digest, decisions) == version else None


def _score_faults(db: Session, desk: PaperDesk, attempt: Attempt, score: Score) -> list[str]:
    if attempt.form_id is None:
        return ["a score without a form"]
    paper = desk.open(db, attempt.form_id)
    decisions = _decisions_of(db, paper, score.key_version)
    if decisions is None:
        return [f"the key version {score.key_version[:8]} is not what its digest says"]
    try:
        marked = score_answers(db, paper, attempt, decisions)
    except ResponseError as error:
        return [f"a counted answer is none to its item: {error}"]
    recorded = [(row.item_id, row.points) for row in score.items]
    if [(item.item_id, str(item.points)) for item in marked.items] != recorded:
        return ["the points of the items differ from what was recorded"]
    if (str(marked.points), str(marked.maximum)) != (score.points, score.maximum):
        return ["the total differs from what was recorded"]
    return []
