"""What regrading 5,000 attempts costs, in CPU-seconds: `python -m tests.load.regrading`.

A demo's finished attempts, with forms of fifty items and their own answers, are copied row by row, each with
a form of its own. Measured is the dry run that marks every attempt again beside the live marks, and writing
the scores when the decision takes effect.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from examapp import create_app
from examapp.core.db import Database
from examapp.core.settings import load_settings
from examapp.delivery.models import Attempt, Lease, ResponseEvent, SealedHead
from examapp.demo.keeping import Demo
from examapp.demo.making import make_or_take_up
from examapp.grading.models import Score
from examapp.grading.regrading import bring_in_force, regrade
from examapp.sittings.models import Booking, ExamFormRecord, Sitting
from migrations.upgrade import upgrade_engine
from question_bank.regrading import DecisionKind, ItemDecision

ATTEMPTS: Final = 5_000
LIMIT: Final = 30.0
AT_ONCE: Final = 500


@contextmanager
def measured(what: str, spent: list[float]) -> Iterator[None]:
    """Print what a step cost, and add it to what was spent."""
    began = time.process_time()
    yield
    spent.append(time.process_time() - began)
    print(f"{what}: {spent[-1]:.1f} CPU-s")


def _row(thing: Any, **changed: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in thing.__mapper__.column_attrs} | changed


def fill(database: Database, count: int) -> Sitting:
    """Copy the finished sitting's attempts until there are so many more, and return the sitting."""
    with database.transaction() as db:
        first = db.scalars(select(SealedHead.attempt_id)).first()
        sitting = db.get_one(Attempt, first).sitting
        sources = db.scalars(
            select(Attempt)
            .join(SealedHead, SealedHead.attempt_id == Attempt.id)
            .where(Attempt.sitting_id == sitting.id, SealedHead.revision == 0)
        ).all()
        tops = {
            model: (db.scalar(select(func.max(model.id))) or 0) + 1
            for model in (Sitting, Booking, Attempt, ExamFormRecord)
        }
    for begin in range(0, count, AT_ONCE):
        with database.transaction() as db:
            for number in range(begin, min(count, begin + AT_ONCE)):
                _copy(db, sources[number % len(sources)], number, tops)
    return sitting


def _copy(db: Session, source: Attempt, number: int, tops: dict[Any, int]) -> None:
    ids = {model: top + number for model, top in tops.items()}
    name = f"LOAD{number}"
    form = db.get_one(ExamFormRecord, source.form_id)
    sitting = db.get_one(Sitting, source.sitting_id)
    booking = db.get_one(Booking, source.booking_id)
    db.execute(insert(Sitting), [_row(sitting, id=ids[Sitting], code=name, entry_code=name)])
    db.execute(
        insert(ExamFormRecord),
        [_row(form, id=ids[ExamFormRecord], code=name, sitting_id=ids[Sitting])],
    )
    db.execute(
        insert(Booking),
        [
            _row(
                booking,
                id=ids[Booking],
                sitting_id=ids[Sitting],
                form_id=ids[ExamFormRecord],
                candidate_code=name,
            )
        ],
    )
    db.execute(
        insert(Attempt),
        [
            _row(
                source,
                id=ids[Attempt],
                code=name,
                booking_id=ids[Booking],
                sitting_id=ids[Sitting],
                form_id=ids[ExamFormRecord],
            )
        ],
    )
    for model in (Lease, ResponseEvent, SealedHead):
        rows = db.scalars(select(model).where(model.attempt_id == source.id)).all()
        db.execute(insert(model), [_row(row, attempt_id=ids[Attempt]) for row in rows])


def main(attempts: int = ATTEMPTS) -> None:
    """Make the ground, measure, and say how it compares with the limit."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"EXAMAPP_DATA": str(Path(folder) / "data")})
        app = create_app(settings)
        database: Database = app.extensions["database"]
        upgrade_engine(database.engine)
        make_or_take_up(Demo(settings, 1))
        desk = app.extensions["attempt_desk"].papers
        with app.app_context():
            sitting = fill(database, attempts)
            with database.transaction() as db:
                question_list = db.get_one(Sitting, sitting.id).question_list
                item = db.scalars(select(ResponseEvent.item)).first()
                decisions = [ItemDecision(str(item), DecisionKind.NEUTRALISE)]
                spent: list[float] = []
                with measured("dry run", spent):
                    marked = sum(1 for _ in regrade(db, desk, question_list, decisions))
                events = db.scalar(select(func.count()).select_from(ResponseEvent))
                print(f"{marked} attempts, {events} answers; the limit is {LIMIT} CPU-s")
                with measured("marks of the decision in force, with the writing", spent):
                    bring_in_force(db, desk, question_list, decisions, at=sitting.created_at)
                print(f"{db.scalar(select(func.count()).select_from(Score))} scores")
    if max(spent) > LIMIT:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ATTEMPTS)
