"""Only so many compute at once, and a queue that does not move is told so."""

import threading

import pytest

from examapp.core import gate as gate_module
from examapp.core.errors import StorageAway
from examapp.core.gate import Gate
from examapp.core.patience import Patience


def test_only_so_many_are_inside_at_once() -> None:
    gate, inside, most = Gate(2, Patience()), [], []
    together = threading.Barrier(2, timeout=60)

    def work() -> None:
        with gate.pass_through():
            inside.append(1)
            together.wait()
            most.append(len(inside))
            together.wait()
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(most) == 2
    assert len(most) == 6


def test_a_queue_that_does_not_move_says_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "LONGEST_SECONDS", 0.01)
    gate = Gate(1, Patience())
    with gate.pass_through(), pytest.raises(StorageAway), gate.pass_through():
        pass


def test_work_that_fails_gives_its_place_back() -> None:
    gate = Gate(1, Patience())
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.pass_through():
            _ = 1 / 0
