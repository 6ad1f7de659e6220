"""Marking what was sealed, several attempts at once: each question to the database is asked for all of them.

A hall hands in at one moment, and one thread marks beside those that answer people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from examapp.authoring.lists import OpenedList
from examapp.core.audit import record
from examapp.core.errors import AppError
from examapp.delivery.answers_of_many import counted_of_many
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.papers import Paper, PaperDesk
from examapp.grading.marking import as_score, score_paper, store_scores
from examapp.grading.models import Score
from examapp.grading.queries import find_version_in_force
from examapp.sittings.models import Booking
from question_bank.regrading import DecidedKey, ItemDecision, decision_from_json
from question_bank.scoring import RULE_VERSION, FormScore

logger = structlog.get_logger(__name__)
# An attempt: its id, its code, the form it was taken on, the digest of its newest sealed head.
_Sealed = Row[int, str, int | None, str]


@dataclass
class Marker:
    """Marks under the keys in force; what it has worked out of a key, by version, serves all attempts."""

    desk: PaperDesk
    _keys: dict[str, DecidedKey] = field(default_factory=dict)

    def mark(self, db: Session, attempt_ids: Sequence[int], at: datetime) -> None:
        """Write the scores that sealed attempts have not yet; an older one stays as it is.

        Each is marked under its list's own key, and under the commission's decisions where some are in
        force. An attempt whose paper does not open, because what was sealed does not verify, is told of and
        left without a mark: none by a doubtful key.
        """
        answers = counted_of_many(db, attempt_ids)
        known = _read_known(db, attempt_ids)
        keys: dict[int, Mapping[str, DecidedKey]] = {}
        fresh: list[tuple[str, Score, FormScore]] = []
        for one in _read_sealed(db, attempt_ids):
            paper = self._open(db, one)
            if paper is None:
                continue
            opened = paper.opened
            if opened.id not in keys:  # asked in each transaction: the commission may change it meanwhile
                keys[opened.id] = self._keys_in_force(db, opened)
            for version, key in keys[opened.id].items():
                if (one.id, version, one.digest) not in known:
                    marked = score_paper(paper, answers[one.id], key)
                    fresh.append((one.code, as_score(one.id, version, one.digest, marked, at), marked))
        store_scores(db, [(score, marked) for _code, score, marked in fresh])
        for code, score, _marked in fresh:
            _note(db, code, score, at)

    def _open(self, db: Session, one: _Sealed) -> Paper | None:
        if one.form_id is None:
            logger.error("attempt_not_marked", attempt=one.id, reason="it has no form")
            return None
        try:
            return self.desk.open(db, one.form_id)
        except AppError as refusal:
            logger.exception("attempt_not_marked", attempt=one.id, reason=str(refusal))
            return None

    def _keys_in_force(self, db: Session, opened: OpenedList) -> Mapping[str, DecidedKey]:
        """Return by version the keys under which a list's attempts are marked, the list's own one first."""
        keys = {opened.digest: self._key(opened.digest, opened, ())}
        changed = find_version_in_force(db, opened.id)
        if changed is not None:
            decisions = [decision_from_json(one) for one in changed.decisions]
            keys[changed.digest] = self._key(changed.digest, opened, decisions)
        return keys

    def _key(self, version: str, opened: OpenedList, decisions: Sequence[ItemDecision]) -> DecidedKey:
        if version not in self._keys:
            self._keys[version] = DecidedKey(opened.items, decisions)
        return self._keys[version]


def _read_sealed(db: Session, attempt_ids: Sequence[int]) -> Sequence[_Sealed]:
    newest = (
        select(SealedHead.attempt_id, func.max(SealedHead.revision).label("revision"))
        .where(SealedHead.attempt_id.in_(attempt_ids))
        .group_by(SealedHead.attempt_id)
        .subquery()
    )
    form_id = func.coalesce(Attempt.form_id, Booking.form_id).label("form_id")
    return db.execute(
        select(Attempt.id, Attempt.code, form_id, SealedHead.digest)
        .join(newest, newest.c.attempt_id == Attempt.id)
        .join(
            SealedHead,
            (SealedHead.attempt_id == Attempt.id) & (SealedHead.revision == newest.c.revision),
        )
        .outerjoin(Booking, Booking.id == Attempt.booking_id)
        .order_by(Attempt.id)
    ).all()


def _read_known(db: Session, attempt_ids: Sequence[int]) -> set[tuple[Any, ...]]:
    rows = db.execute(
        select(Score.attempt_id, Score.key_version, Score.head_digest).where(
            Score.attempt_id.in_(attempt_ids), Score.rule_version == str(RULE_VERSION)
        )
    )
    return {tuple(row) for row in rows}


def _note(db: Session, code: str, score: Score, at: datetime) -> None:
    record(
        db,
        act="attempt.marked",
        actor="system",
        subject_kind="attempt",
        subject_code=code,
        at=at,
        facts={
            "key_version": score.key_version,
            "rule_version": score.rule_version,
            "head": score.head_digest,
        },
    )
