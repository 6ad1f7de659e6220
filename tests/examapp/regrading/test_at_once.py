"""Two people at one item at one moment, in transactions of their own: nothing published is lost by it.

On SQLite the second begins when the first has ended, and reads what that one wrote.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from examapp.core.errors import AppError
from examapp.grading.models import ItemMatter, MatterState
from examapp.regrading.errors import DecidedAlready, MatterChanged
from examapp.regrading.later import find_proposal, list_past
from examapp.regrading.matters import approve, propose, refuse, undo
from examapp.regrading.models import DecisionState
from examapp.regrading.queries import get_matter
from examapp.regrading.standing import fingerprint
from question_bank.regrading import DecisionKind as K
from tests.at_once import at_once
from tests.examapp.regrading.ground import CHOICE, ITEMS, WHY, Ground, other_choice
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import decide

LATER = DECIDED_AT + timedelta(days=2)
LAST = LATER + timedelta(days=2)


def suggest(
    ground: Ground, db: Session, matter: ItemMatter, kind: K, at: datetime, key: object = None
) -> None:
    propose(db, matter, ITEMS[CHOICE], ground.member, kind=kind, key=key, reason=WHY, at=at)


def publish(ground: Ground, *, replaced: bool) -> str:
    """Publish a decision and propose a later one; where it is `replaced` approve that, unpublished yet."""
    with ground.room.database.transaction() as db:
        matter = ground.put(db)
        suggest(ground, db, matter, K.REKEY, DECIDED_AT, [other_choice()])
        ground.approve(db, matter)
        decide(db, ground.sheet(db), ground.commission)
        suggest(ground, db, matter, K.ACCEPT_SEVERAL, LATER, [other_choice()])
        if replaced:
            ground.approve_at(db, matter, LATER)
        return matter.code


def meanwhile(ground: Ground, code: str, act: Callable[[Session, ItemMatter], object]) -> None:
    """Do something by another connection, and commit it."""

    def do() -> None:
        with ground.room.database.transaction() as db:
            act(db, get_matter(db, code))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(do).result(20)


def test_undo_pressed_twice_takes_back_one_decision_and_not_the_published_one_before_it(busy: Ground) -> None:
    code, read = publish(busy, replaced=True), threading.Barrier(2, timeout=20)

    def press() -> type[AppError] | None:
        try:
            with busy.room.database.transaction() as db:
                found = get_matter(db, code)
                read.wait()
                undo(db, busy.desk, found, busy.commission.chair, reason=WHY, at=LAST)
        except AppError as refusal:
            return type(refusal)
        return None

    assert set(at_once(press, press)) == {None, DecidedAlready}
    with busy.room.database.reading() as db:
        matter = get_matter(db, code)
        assert (matter.state, matter.decision, matter.decided_at) == (
            MatterState.IN_FORCE,
            K.REKEY,
            DECIDED_AT,
        )


@pytest.mark.parametrize("word", ["approve", "refuse"])
def test_the_chair_decides_on_nothing_but_the_proposal_that_was_shown(busy: Ground, word: str) -> None:
    chair = busy.commission.chair
    with busy.room.database.transaction() as db:
        matter = busy.put(db)
        suggest(busy, db, matter, K.FULL_CREDIT, DECIDED_AT)
        code = matter.code
    with busy.room.database.transaction() as db:
        matter = get_matter(db, code)
        seen = fingerprint(matter)
        meanwhile(busy, code, lambda two, its: suggest(busy, two, its, K.NEUTRALISE, LATER))
        with pytest.raises(MatterChanged):
            if word == "approve":
                approve(db, busy.desk, matter, chair, seen=seen, passes_taken=9, at=LAST)
            else:
                refuse(db, matter, chair, reason=WHY, seen=seen, at=LAST)
    with busy.room.database.reading() as db:
        assert get_matter(db, code).state is MatterState.PROPOSED


def test_a_proposal_beside_an_approval_overwrites_no_decision_that_was_in_force(busy: Ground) -> None:
    code, chair = publish(busy, replaced=False), busy.commission.chair
    ready = threading.Event()

    def suggest_another() -> type[AppError] | None:
        try:
            with busy.room.database.transaction() as db:
                found = get_matter(db, code)
                ready.set()
                suggest(busy, db, found, K.FULL_CREDIT, LAST)
        except AppError as refusal:
            return type(refusal)
        return None

    with busy.room.database.transaction() as db, ThreadPoolExecutor(1) as pool:
        matter = get_matter(db, code)
        seen = fingerprint(find_proposal(db, matter))
        approve(db, busy.desk, matter, chair, seen=seen, at=LAST)
        late = pool.submit(suggest_another)
        assert ready.wait(20)
        db.commit()
        assert late.result(20) is MatterChanged, "what is not published yet is undone first"
    with busy.room.database.reading() as db:
        (past,) = list_past(db, get_matter(db, code))
        assert (past.state, past.decision, past.decided_at) == (DecisionState.REPLACED, K.REKEY, DECIDED_AT)
