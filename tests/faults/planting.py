"""A planted loss: an acknowledged answer is taken out of the store, and whoever compares must tell of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground
from tests.faults.store import connect

FIRST = "SELECT * FROM response_event WHERE attempt_id = {0} ORDER BY lease, seq LIMIT 1"
TAKEN = "DELETE FROM response_event WHERE attempt_id = {0} AND lease = {0} AND seq = {0}"
BACK = "INSERT INTO response_event VALUES ({0})"


@contextmanager
def one_taken_out(ground: Ground, attempt_id: int | None = None) -> Iterator[None]:
    """Take one answer out, of an attempt or of any that has one acknowledged, and put it back at the end."""
    acknowledged = (attempt for attempt, noted in ground.noted.items() if noted.acknowledged)
    attempt = next(acknowledged) if attempt_id is None else attempt_id
    mark = "?" if ground.url.startswith("sqlite") else "%s"
    with connect(ground.url) as connection:
        row = connection.execute(FIRST.format(mark), (attempt,)).fetchone()
        connection.execute(TAKEN.format(mark), row[:3])
        try:
            yield
        finally:
            marks = ", ".join(mark for _ in row)
            connection.execute(BACK.format(marks), row)


def prove(figures: Figures, kind: str, try_it: Callable[[], Trial]) -> None:
    """Count whether a trial tells of one planted loss, no more and no less."""
    told = try_it()
    wrong = [] if told.lost == 1 else [f"one answer was taken out, and the trial told of {told.lost}: {told}"]
    figures.add(Trial(f"planted loss: {kind}", told.acknowledged, faults=wrong))
