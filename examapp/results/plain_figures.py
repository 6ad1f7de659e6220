"""Plain figures that appeals once left in a sheet, read as differences to the score that they stand on.

Before there were differences an appeal's points were kept as the new sum. Such a sum would hide whatever a
later decision on an item changes; from the next revision on it is kept as what it adds to the score or takes.
"""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from examapp.results.content import CandidateChange, CandidateLine, SheetContent
from examapp.results.mark_steps import find_score
from examapp.results.models import ResultSheet


def as_differences(db: Session, sheet: ResultSheet, content: SheetContent) -> SheetContent:
    """Return a sheet's content with the plain figures among its standing decisions as differences.

    A figure whose score is not there, or on which another one was laid, stays as it was.
    """
    plain = Counter(one.candidate_code for one in content.standing if _is_plain(one))
    if not plain:
        return content
    lines = {
        line.candidate_code: (line, result.attempt_id)
        for line, result in zip(content.lines, sheet.results, strict=True)
    }
    standing = tuple(
        _difference(db, one, *lines[one.candidate_code])
        if _is_plain(one) and plain[one.candidate_code] == 1
        else one
        for one in content.standing
    )
    return replace(content, standing=standing)


def _is_plain(change: CandidateChange) -> bool:
    return change.scored is not None and change.topics is not None and change.added is None


def _difference(
    db: Session, change: CandidateChange, line: CandidateLine, attempt_id: int | None
) -> CandidateChange:
    score = find_score(db, line, attempt_id) if attempt_id is not None else None
    if score is None or line.topics != change.topics:
        return change
    earned = {topic: Decimal(points) for topic, (points, _most) in score.topics.items()}
    given = {topic: now.points - earned.get(topic, now.points) for topic, now in line.topics.items()}
    added = {topic: points for topic, points in given.items() if points}
    return CandidateChange(change.candidate_code, change.why, added=added)
