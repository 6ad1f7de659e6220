"""The rescue file taken in: a queue that could not be sent, carried to the server by hand.

What is authentic is told by the attempt token inside. The entries go the way of every save, by which a file
that is taken in twice is taken in once.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.db import Database
from examapp.delivery import messages
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.desk import AttemptDesk
from examapp.delivery.models import Attempt, ResponseEvent
from examapp.delivery.rescue_seal import RescueNotReadable, open_file
from examapp.delivery.tokens import AttemptToken, read_token
from examapp.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a rescue file: whose, answers added, answers that were here, answers that disagree."""

    attempt: str
    added: int
    known: int
    disagreeing: int


def take_in(
    database: Database, desk: AttemptDesk, sitting_code: str, content: bytes, *, actor: str, now: Instant
) -> TakenIn:
    """Take a rescue file in; asked again it adds nothing. Raises RescueNotReadable, and what a save raises.

    The token's age is not asked: a file may lie for days. Each answer is judged as of its arrival, like any
    other that comes late, and people decide.
    """
    bundle = open_file(desk.keys, sitting_code, content)
    token = read_token(desk.token_key, f"Bearer {bundle['token']}", now.wall, life_seconds=None)
    with database.reading() as db:
        _require_sitting(db, token, sitting_code)
        before = _list_held(db, token.attempt_id)
    disagreeing = sum(_save(desk, token, batch, now) for batch in _batches(bundle["entries"]))
    with database.transaction() as db:
        attempt = lock_attempt(db, token.attempt_id)
        added = len(_list_held(db, attempt.id)) - len(before)
        known = len(bundle["entries"]) - added - disagreeing
        file = hashlib.sha256(content).hexdigest()
        note(db, attempt, "rescued", actor, now.wall, file=file, added=added, known=known)
        return TakenIn(attempt.code, added, known, disagreeing)


def _require_sitting(db: Session, token: AttemptToken, sitting_code: str) -> None:
    found = db.scalar(
        select(Sitting.code)
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Attempt.id == token.attempt_id, Attempt.code == token.code)
    )
    if found != sitting_code:
        raise RescueNotReadable


def _list_held(db: Session, attempt_id: int) -> set[tuple[int, int]]:
    keys = select(ResponseEvent.lease, ResponseEvent.seq).where(ResponseEvent.attempt_id == attempt_id)
    return {(lease, seq) for lease, seq in db.execute(keys)}


def _batches(entries: list[Any]) -> list[list[Any]]:
    """Divide entries into batches that a save takes: of one lease each, not too many, not too large."""
    batches: list[list[Any]] = []
    size = 0
    for entry in entries:
        if not isinstance(entry, dict):
            raise RescueNotReadable
        length = len(orjson.dumps(entry))
        last = batches[-1] if batches else []
        full = len(last) == messages.MOST_ENTRIES or size + length > messages.LARGEST_BODY // 2
        if not last or full or last[-1].get("lease") != entry.get("lease"):
            batches.append([])
            size = 0
        batches[-1].append(entry)
        size += length
    return batches


def _save(desk: AttemptDesk, token: AttemptToken, batch: list[Any], now: Instant) -> int:
    """Save one batch, and return how many of it disagree with what is held."""
    sent = messages.read_batch(orjson.dumps({"entries": batch}))
    _, reply = desk.save(token, sent, now)
    return sum(result["status"] == "conflict" for result in reply["results"])
