"""Who has one name and birth date and is two people all the same: somebody has decided it, and said why."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from examapp.candidates.list_errors import RemarkNeeded
from examapp.candidates.list_models import Namesakes
from examapp.candidates.models import Candidate
from examapp.core.audit import record

_CHUNK: Final = 400


def read_namesakes(db: Session, candidate_ids: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Return the pairs among which these candidates are, the smaller id first."""
    pairs: set[tuple[int, int]] = set()
    for start in range(0, len(candidate_ids), _CHUNK):
        ids = candidate_ids[start : start + _CHUNK]
        rows = db.execute(
            select(Namesakes.first_id, Namesakes.second_id).where(
                or_(Namesakes.first_id.in_(ids), Namesakes.second_id.in_(ids))
            )
        )
        pairs.update((first, second) for first, second in rows)
    return frozenset(pairs)


def tell_apart(
    db: Session, candidates: Sequence[Candidate], reason: str, *, actor: str, at: datetime
) -> None:
    """Record that these candidates are as many people; said before, nothing changes. Raises RemarkNeeded."""
    why = " ".join(reason.split())
    if not why:
        raise RemarkNeeded
    people = {one.id: one for one in candidates}
    known = read_namesakes(db, list(people))
    for first, second in combinations(sorted(people), 2):
        if (first, second) in known:
            continue
        db.add(Namesakes(first_id=first, second_id=second, reason=why, by=actor, at=at))
        record(
            db,
            act="candidate.told_apart",
            actor=actor,
            subject_kind="candidate",
            subject_code=people[first].code,
            at=at,
            facts={"other": people[second].code, "reason": why},
        )
    db.flush()
