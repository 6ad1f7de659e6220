"""Who writes next: in the order of asking, the urgent first, and nobody twice."""

import threading
import time

import pytest

from examapp.core.turns import Turns


@pytest.fixture
def turn() -> Turns:
    return Turns()


def _queue_up(turn: Turns, served: list[str], name: str, *, urgent: bool = False) -> threading.Thread:
    """Let a thread wait for the turn, and come back when it stands in the queue."""
    queue = turn._urgent if urgent else turn._waiting
    before = len(queue)

    def work() -> None:
        assert turn.acquire(60, urgent=urgent)
        served.append(name)
        turn.release()

    thread = threading.Thread(target=work)
    thread.start()
    while len(queue) == before:
        thread.join(0.001)
    return thread


def test_the_turn_goes_round_in_the_order_of_asking_and_the_heartbeat_goes_first(turn: Turns) -> None:
    served: list[str] = []
    assert turn.acquire()
    waiting = [_queue_up(turn, served, name) for name in ("first", "second", "third")]
    waiting.append(_queue_up(turn, served, "heartbeat", urgent=True))
    turn.release()
    for thread in waiting:
        thread.join(60)
    assert served == ["heartbeat", "first", "second", "third"]


def test_whoever_has_just_written_does_not_overtake_one_who_waits(turn: Turns) -> None:
    served: list[str] = []
    assert turn.acquire()
    waiting = _queue_up(turn, served, "waiting")
    turn.release()
    assert turn.acquire(60)
    served.append("again")
    turn.release()
    waiting.join(60)
    assert served == ["waiting", "again"]


def test_whoever_gives_up_leaves_the_queue_and_the_turn_is_not_lost(turn: Turns) -> None:
    assert turn.acquire()
    assert not turn.acquire(0)
    assert not turn.acquire(0.01, urgent=True)
    turn.release()
    assert turn.acquire(0)


def test_several_places_are_given_in_the_order_of_asking() -> None:
    turns, served = Turns(2), list[str]()
    assert turns.acquire(0)
    assert turns.acquire(0)
    waiting = [_queue_up(turns, served, name) for name in ("first", "second")]
    assert not turns.acquire(0), "a newcomer takes no place before those who wait"
    turns.release()
    for thread in waiting:
        thread.join(60)
    assert served == ["first", "second"]
    turns.release()
    assert [turns.acquire(0) for _ in range(3)] == [True, True, False]


def test_many_threads_are_alone_while_they_write(turn: Turns) -> None:
    inside, most, done = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, done
        for _ in range(200):
            if not turn.acquire(0.0005):
                continue
            inside += 1
            time.sleep(0)
            most = max(most, inside)
            inside -= 1
            done += 1
            turn.release()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == 1
    assert done
    assert turn.acquire(0)
