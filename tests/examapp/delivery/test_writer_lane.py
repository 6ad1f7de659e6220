import threading
import time

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from examapp.core.db import Database, make_engine
from examapp.delivery import writer_lane
from examapp.delivery.errors import NeedsProctor, SaveRetry
from examapp.delivery.writer_lane import WriterLane


@pytest.fixture
def database(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'lane.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER PRIMARY KEY, filler BLOB)"))
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def lane(database):
    return WriterLane(database)


def keep(number, filler=None):
    def work(connection):
        connection.execute(text("INSERT INTO kept VALUES (:n, :f)"), {"n": number, "f": filler})
        return number

    return work


def kept(database):
    with database.engine.connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT n FROM kept ORDER BY n"))]


def run_together(lane, works):
    """Run works from as many threads while the lane is held back, and return their results or errors."""
    outcomes = [None] * len(works)

    def run(place):
        try:
            outcomes[place] = lane.run(works[place])
        except Exception as error:  # noqa: BLE001 - an error is an outcome here
            outcomes[place] = error

    lane._database.write_turn.acquire()
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    # Who waits stands in the queue.
    end = time.monotonic() + 60
    while len(lane._database.patience._waiting) < len(works):
        assert time.monotonic() < end
        time.sleep(0.001)
    lane._database.write_turn.release()
    for thread in threads:
        thread.join()
    return outcomes


def test_work_is_durable_when_its_result_comes_back(database, lane):
    assert lane.run(keep(1)) == 1
    assert kept(database) == [1]


def test_waiting_saves_are_committed_as_a_group(database, lane):
    commits = []
    event.listen(database.engine, "commit", commits.append)
    assert sorted(run_together(lane, [keep(n) for n in range(10)])) == list(range(10))
    assert kept(database) == list(range(10))
    assert len(commits) <= 3


def test_a_save_that_is_refused_does_not_take_the_others_with_it(database, lane):
    def refuse(connection):
        keep(99)(connection)
        raise NeedsProctor

    outcomes = run_together(lane, [keep(1), refuse, keep(2)])
    assert isinstance(outcomes[1], NeedsProctor)
    assert kept(database) == [1, 2]


def test_a_save_with_a_storage_fault_of_its_own_is_to_be_sent_again(database, lane):
    lane.run(keep(1))
    outcomes = run_together(lane, [keep(2), keep(1), keep(3)])
    assert isinstance(outcomes[1], SaveRetry)
    assert kept(database) == [1, 2, 3]


def test_a_commit_that_fails_acknowledges_nobody(database, lane):
    def fail(_connection):
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    event.listen(database.engine, "commit", fail)
    outcomes = run_together(lane, [keep(n) for n in range(3)])
    assert all(isinstance(outcome, SaveRetry) for outcome in outcomes)
    event.remove(database.engine, "commit", fail)
    assert kept(database) == []
    assert lane.run(keep(7)) == 7


def test_a_full_disk_loses_nothing_that_was_acknowledged_and_the_lane_goes_on(database, lane):
    lane.run(keep(1))

    def limit_pages(connection):
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages + 3}"))

    lane.run(limit_pages)
    outcomes = run_together(lane, [keep(n, b"x" * 6000) for n in range(2, 10)])
    acknowledged = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert any(isinstance(outcome, SaveRetry) for outcome in outcomes)
    assert kept(database) == sorted([1, *acknowledged])
    lane.run(lambda connection: connection.execute(text("PRAGMA max_page_count=1000000")).scalar())
    assert lane.run(keep(50, b"x" * 6000)) == 50


def test_a_lane_that_is_idle_gives_its_thread_back_and_works_again(database, lane, monkeypatch):
    monkeypatch.setattr(writer_lane, "IDLE_SECONDS", 0.01)
    lane.run(keep(1))
    thread = lane._thread
    if thread is not None:
        thread.join(60)
    assert lane._thread is None
    assert lane.run(keep(2)) == 2


def test_who_waits_too_long_is_told_to_send_again(database, lane, monkeypatch):
    monkeypatch.setattr(writer_lane, "DEADLINE_SECONDS", 0.05)
    database.write_turn.acquire()
    with pytest.raises(SaveRetry):
        lane.run(keep(1))
    database.write_turn.release()


def test_the_lane_and_the_ordinary_transaction_take_turns(database, lane):
    def write_plainly():
        for n in range(100, 130):
            with database.transaction() as db:
                db.execute(text("INSERT INTO kept (n) VALUES (:n)"), {"n": n})

    other = threading.Thread(target=write_plainly)
    other.start()
    for n in range(30):
        lane.run(keep(n))
    other.join()
    assert kept(database) == [*range(30), *range(100, 130)]
