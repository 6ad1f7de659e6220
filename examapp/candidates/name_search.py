"""Finding people by the beginnings of the words of their name, in any script and order.

One word of the search drives: its stretch of the index is read in order, and each row tells by itself
whether the other words fit. The driving word is the one with the fewest rows, so that the cost does not grow
with the number of people but with what is found; more than `MOST` is counted as more.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from examapp.candidates.models import CandidateNameWord
from examapp.candidates.name_words import read_asked_words

MOST: Final = 1000
# Beyond so many rows it no longer matters which word drives: the search ends early in either.
_ENOUGH: Final = 6000
_AFTER_ALL_LETTERS: Final = "\U0010ffff"

Asked = tuple[str, ...]


def find_ids_by_name(
    db: Session, asked: str, within: ColumnElement[bool] | None = None, *, most: int = MOST
) -> list[int]:
    """Return the ids of the people whose name fits, at most one more than `most`, in the order of keys.

    `within` bounds `CandidateNameWord.organisation_id`. Nothing that can stand in a name finds nobody.
    """
    words = read_asked_words(asked)
    if not words:
        return []
    driver = _rarest(db, words) if len(words) > 1 else 0
    conditions = [_among_others(word) for place, word in enumerate(words) if place != driver]
    if within is not None:
        conditions.append(within)
    found: dict[int, None] = {}
    for key in words[driver]:  # one stretch each: to sort two of them together would read both to their ends
        rows = db.scalars(
            select(CandidateNameWord.candidate_id)
            .where(_begins(key), *conditions)
            .order_by(CandidateNameWord.word, CandidateNameWord.candidate_id)
            .limit(2 * most + 2)  # who fits with two words has two rows
        )
        found.update(dict.fromkeys(rows))
    return list(found)[: most + 1]


def _rarest(db: Session, words: Sequence[Asked]) -> int:
    counts = [sum(_count(db, key) for key in word) for word in words]
    return counts.index(min(counts))


def _count(db: Session, key: str) -> int:
    rows = select(CandidateNameWord.candidate_id).where(_begins(key)).limit(_ENOUGH).subquery()
    return db.scalar(select(func.count()).select_from(rows)) or 0


def _begins(key: str) -> ColumnElement[bool]:
    return and_(CandidateNameWord.word >= key, CandidateNameWord.word < key + _AFTER_ALL_LETTERS)


def _among_others(word: Asked) -> ColumnElement[bool]:
    return or_(*(CandidateNameWord.others.contains(f" {key}", autoescape=True) for key in word))
