"""A closed, marked sitting of four on a real list, with a confirmed sheet: what a decision on an item meets.

Each form holds the same seven items of one point; 60 % of 7 are five points.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.delivery.models import Attempt
from examapp.delivery.papers import PaperDesk
from examapp.demo.answers import right_answer, wrong_answer
from examapp.grading.models import ItemMatter
from examapp.grading.sweeping import mark_missing
from examapp.regrading.later import find_proposal
from examapp.regrading.matters import approve, propose, put_before_commission
from examapp.regrading.standing import fingerprint
from examapp.results.drawing_up import find_sheet_of
from examapp.results.models import ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting, SittingState
from question_bank.items import Item
from question_bank.regrading import DecisionKind
from tests.examapp.delivery.making import ITEMS, MORNING, SmallRoom, make_room
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import Commission, make_commission, make_confirmed_sheet

CHOICE = next(name for name, item in ITEMS.items() if item.interaction.type == "choice")
OTHERS = [name for name in ITEMS if name != CHOICE]
WHY = "The key of the list is wrong: the other answer is right"
# By candidate: how many of the other six items are right, and the answer to the choice item.
PEOPLE = ((6, "right"), (4, "right"), (4, "wrong"), (1, None))


P, F = Outcome.PASSED, Outcome.FAILED
# What the sheet says before any decision: result, points, maximum.
BEFORE = [(P, 7, 7), (P, 5, 7), (F, 4, 7), (F, 1, 7)]


@dataclass
class Ground:
    room: SmallRoom
    commission: Commission

    @property
    def desk(self) -> PaperDesk:
        return self.room.desk.papers

    @property
    def items(self) -> dict[str, Item]:
        return ITEMS

    def sheet(self, db: Session) -> ResultSheet:
        found = find_sheet_of(db, self.room.sitting_id)
        assert found is not None
        return found

    def attempts(self, db: Session) -> list[Attempt]:
        return [db.get_one(Attempt, place.attempt_id) for place in self.room.places]

    @property
    def member(self) -> SignedInStaff:
        return as_signed_in(self.commission.members[0])

    def put(self, db: Session) -> ItemMatter:
        sitting = db.get_one(Sitting, self.room.sitting_id)
        return put_before_commission(
            db, sitting.question_list, CHOICE, self.commission.secretary, text=WHY, at=DECIDED_AT
        )

    def propose(self, db: Session, matter: ItemMatter, kind: DecisionKind, key: object = None) -> None:
        at = DECIDED_AT + timedelta(minutes=len(matter.reason or ""))
        propose(db, matter, ITEMS[CHOICE], self.member, kind=kind, key=key, reason=WHY, at=at)

    def approve(self, db: Session, matter: ItemMatter) -> list[ResultSheet]:
        return self.approve_at(db, matter, DECIDED_AT, passes_taken=len(PEOPLE))

    def approve_at(
        self, db: Session, matter: ItemMatter, at: datetime, *, passes_taken: int = 0
    ) -> list[ResultSheet]:
        seen, chair = fingerprint(find_proposal(db, matter)), self.commission.chair
        return approve(db, self.desk, matter, chair, seen=seen, passes_taken=passes_taken, at=at)


@contextmanager
def tried(ground: Ground) -> Iterator[Session]:
    """Work on the ground in a transaction that is undone: the next test finds it as it was made."""
    with ground.room.database.transaction() as db:
        yield db
        db.rollback()


def other_choice() -> str:
    """A choice that the key does not name."""
    item = ITEMS[CHOICE]
    return next(one for one in item.interaction.choices if one not in item.answer_key.choices)


def make_ground(app: Flask, *, official: bool = False) -> Ground:
    """Make it; a rehearsal, whose result nobody can appeal, unless it is official."""
    database: Database = app.extensions["database"]
    clock = ManualClock(MORNING)
    with using(clock):
        room = make_room(app, clock, seats=len(PEOPLE))
        for place, (right, choice) in zip(room.places, PEOPLE, strict=True):
            seat = room.started_seat(place)
            chosen = dict.fromkeys(OTHERS[:right], right_answer) | dict.fromkeys(OTHERS[right:], wrong_answer)
            entries = [
                (name, choose(ITEMS[name], place.form.find_item(name))) for name, choose in chosen.items()
            ]
            if choice:
                shown = place.form.find_item(CHOICE)
                bank = ITEMS[CHOICE].answer_key.choices[0] if choice == "right" else other_choice()
                public = next(one for one, kept in shown.ids.items() if kept == bank)
                entries.append((CHOICE, [public]))
            for seq, (name, answer) in enumerate(entries):
                entry = {"lease": 1, "seq": seq, "item": name, "response": answer, "made_ms": 0}
                assert seat.put(entry).status_code == 200
            assert seat.submit(len(entries) - 1).status_code == 200
        with app.app_context():
            mark_missing()
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        sitting.rehearsal = not official
        sitting.state, sitting.closed_at = SittingState.CLOSED, MORNING + timedelta(hours=2)
        commission = make_commission(db)
        make_confirmed_sheet(db, sitting, commission)
    return Ground(room, commission)


def said(ground: Ground, db: Session) -> list[tuple[Outcome, Decimal, Decimal]]:
    lines = read_content(ground.sheet(db)).lines
    return [(line.outcome, line.scored.points, line.scored.maximum) for line in lines]
