"""A planted loss: an acknowledged answer is taken out of the store, and whoever compares must tell of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground
from tests.faults.store import connect

FIRST = "SELECT lease, seq FROM response_event WHERE attempt_id = {0} ORDER BY lease, seq LIMIT 1"
ROW = "SELECT * FROM response_event WHERE attempt_id = {0} AND lease = {0} AND seq = {0}"
TAKEN = "DELETE FROM response_event WHERE attempt_id = {0} AND lease = {0} AND seq = {0}"
BACK = "INSERT INTO response_event VALUES ({0})"


@contextmanager
def one_taken_out(ground: Ground, attempt_id: int | None = None) -> Iterator[None]:
    """Take one answer out, of an attempt or of any that has one acknowledged, and put it back at the end."""
    mark = "?" if ground.url.startswith("sqlite") else "%s"
    with connect(ground.url) as connection:
        if attempt_id is None:
            attempt_id, noted = next(each for each in ground.noted.items() if each[1].acknowledged)
            key = min(noted.acknowledged)
        else:
            key = connection.execute(FIRST.format(mark), (attempt_id,)).fetchone()
        row = connection.execute(ROW.format(mark), (attempt_id, *key)).fetchone()
        connection.execute(TAKEN.format(mark), (attempt_id, *key))
        try:
            yield
        finally:
            marks = ", ".join(mark for _ in row)
            connection.execute(TAKEN.format(mark), (attempt_id, *key))  # a seat may have contradicted itself
            connection.execute(BACK.format(marks), row)


def prove(figures: Figures, kind: str, try_it: Callable[[], Trial]) -> None:
    """Count whether a trial tells of one planted loss, no more and no less."""
    told = try_it()
    wrong = [] if told.lost == 1 else [f"one answer was taken out, and the trial told of {told.lost}: {told}"]
    figures.add(Trial(f"planted loss: {kind}", told.acknowledged, faults=wrong))
