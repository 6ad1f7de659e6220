"""A judge's turn: the questions are opened, numbers kept as they are typed, the ballot handed in whole.

Nobody else's number is read here. The opening stands in the audit log once for each round, because it shows
questions and keys of a sealed list; judges need the key, since whoever guesses wrongly takes an item for
harder than it is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.core.db import changed_rows
from examapp.cut_scores.errors import (
    BallotClosed,
    BallotIncomplete,
    BallotNotOpened,
    OutOfRange,
    UnknownItem,
)
from examapp.cut_scores.models import CutScoreBallot, CutScoreMark, CutScoreStudy, CutScoreTurn
from examapp.cut_scores.queries import find_turn, get_seat, list_versions
from examapp.cut_scores.steps import ROUND_OF, hold, note_act
from question_bank.cut_score import Method
from question_bank.sealing import digest

HUNDRED: Final = 100
FIELD: Final = "estimate-"


def open_ballot(db: Session, study: CutScoreStudy, judge: SignedInStaff, *, at: datetime) -> CutScoreTurn:
    """Begin the turn in the round that is open; the second one begins with the first one's numbers.

    Raises NotFound for whoever is no judge of the panel, BallotClosed where no round is open.
    """
    number = ROUND_OF.get(hold(db, study))
    get_seat(db, study, judge.id)
    if number is None:
        raise BallotClosed
    known = find_turn(db, study, judge.id, number)
    if known is not None:
        return known
    turn = CutScoreTurn(study_id=study.id, account_id=judge.id, round=number, opened_at=at, saved_at=at)
    db.add(turn)
    db.flush()
    if number > 1:
        _begin_with_earlier(db, turn)
    items = len(list_versions(db, study))
    note_act(db, study, "items_opened", judge.actor, at, round=number, items=items)
    return turn


def read_estimate(typed: str) -> int:
    """Read a whole number from 0 to 100, or raise OutOfRange."""
    figures = typed.strip()
    if not (figures.isascii() and figures.isdecimal() and len(figures) <= len(str(HUNDRED))):
        raise OutOfRange
    if int(figures) > HUNDRED:
        raise OutOfRange
    return int(figures)


def save_estimate(
    db: Session, study: CutScoreStudy, judge: SignedInStaff, item_id: str, estimate: int, *, at: datetime
) -> None:
    """Keep how many of 100 borderline candidates answer an item rightly, in place of an earlier number.

    Raises NotFound, BallotNotOpened, BallotClosed, UnknownItem, OutOfRange.
    """
    if not 0 <= estimate <= HUNDRED:
        raise OutOfRange
    turn, version = _take_turn(db, study, judge, item_id, at)
    key = (turn.study_id, turn.account_id, turn.round, item_id)
    known = db.get(CutScoreBallot, key, populate_existing=True)
    if known is None:
        known = CutScoreBallot(study_id=key[0], account_id=key[1], round=key[2], item_id=item_id)
        db.add(known)
    known.version, known.estimate, known.saved_at = version, estimate, at
    db.flush()


def save_mark(db: Session, study: CutScoreStudy, judge: SignedInStaff, item_id: str, *, at: datetime) -> None:
    """Keep where the judge's bookmark stands; raises as `save_estimate`."""
    turn, version = _take_turn(db, study, judge, item_id, at)
    known = db.get(CutScoreMark, (turn.study_id, turn.account_id, turn.round), populate_existing=True)
    if known is None:
        known = CutScoreMark(study_id=turn.study_id, account_id=turn.account_id, round=turn.round)
        db.add(known)
    known.item_id, known.version, known.saved_at = item_id, version, at
    db.flush()


def save_typed(
    db: Session, study: CutScoreStudy, judge: SignedInStaff, typed: Mapping[str, str], *, at: datetime
) -> dict[str, str]:
    """Keep a whole leaf as a browser without scripts sends it; return what is no estimate, as it was typed.

    `typed` has `estimate-ITEM` for each item, or `mark` with the item of a bookmark. What is empty is passed
    over. Raises as `save_estimate`.
    """
    if study.method is Method.BOOKMARK:
        if typed.get("mark"):
            save_mark(db, study, judge, typed["mark"], at=at)
        return {}
    wrong = {}
    for name, figures in typed.items():
        if name.startswith(FIELD) and figures.strip():
            try:
                estimate = read_estimate(figures)
            except OutOfRange:
                wrong[name.removeprefix(FIELD)] = figures[:20]
            else:
                save_estimate(db, study, judge, name.removeprefix(FIELD), estimate, at=at)
    return wrong


def submit_ballot(db: Session, study: CutScoreStudy, judge: SignedInStaff, *, at: datetime) -> None:
    """Hand the ballot in: from now on it stands. Raises NotFound, BallotClosed, BallotIncomplete."""
    number = ROUND_OF.get(study.state)
    get_seat(db, study, judge.id)
    if number is None:
        raise BallotClosed
    submitted = changed_rows(
        db,
        update(CutScoreTurn)
        .where(
            CutScoreTurn.study_id == study.id,
            CutScoreTurn.account_id == judge.id,
            CutScoreTurn.round == number,
            CutScoreTurn.submitted_at.is_(None),
        )
        .values(submitted_at=at),
    )
    if submitted != 1:
        raise BallotClosed if find_turn(db, study, judge.id, number) else BallotNotOpened
    said = own_ballot(db, study, judge.id, number)
    missing = [item for item in list_versions(db, study) if item not in said]
    if study.method is Method.BOOKMARK:
        missing = [] if said else missing[:1]
    if missing:
        raise BallotIncomplete(count=len(missing), first=missing[0])
    note_act(db, study, "ballot_submitted", judge.actor, at, round=number, ballot=digest(said))


def own_ballot(db: Session, study: CutScoreStudy, account_id: int, number: int) -> dict[str, int]:
    """Return a judge's numbers of a round, by item; a bookmark is the one item where it stands, with 1."""
    if study.method is Method.BOOKMARK:
        mark = db.get(CutScoreMark, (study.id, account_id, number), populate_existing=True)
        return {mark.item_id: 1} if mark else {}
    query = select(CutScoreBallot.item_id, CutScoreBallot.estimate).where(
        CutScoreBallot.study_id == study.id,
        CutScoreBallot.account_id == account_id,
        CutScoreBallot.round == number,
    )
    return {row.item_id: row.estimate for row in db.execute(query)}


def _take_turn(
    db: Session, study: CutScoreStudy, judge: SignedInStaff, item_id: str, at: datetime
) -> tuple[CutScoreTurn, int]:
    """Return the open turn, held until the end of the transaction, and the item's version."""
    number = ROUND_OF.get(study.state)
    get_seat(db, study, judge.id)
    if number is None:
        raise BallotClosed
    held = changed_rows(
        db,
        update(CutScoreTurn)
        .where(
            CutScoreTurn.study_id == study.id,
            CutScoreTurn.account_id == judge.id,
            CutScoreTurn.round == number,
            CutScoreTurn.submitted_at.is_(None),
        )
        .values(saved_at=at),
    )
    turn = find_turn(db, study, judge.id, number)
    if turn is None:
        raise BallotNotOpened
    if held != 1:
        raise BallotClosed
    version = list_versions(db, study).get(item_id)
    if version is None:
        raise UnknownItem(item=item_id[:40])
    return turn, version


def _begin_with_earlier(db: Session, turn: CutScoreTurn) -> None:
    for kind in (CutScoreBallot, CutScoreMark):
        earlier = db.scalars(
            select(kind).where(
                kind.study_id == turn.study_id,
                kind.account_id == turn.account_id,
                kind.round == turn.round - 1,
            )
        )
        for one in earlier:
            values = {column.key: getattr(one, column.key) for column in kind.__mapper__.columns}
            db.add(kind(**{**values, "round": turn.round, "saved_at": turn.opened_at}))
    db.flush()
