"""Of a process's threads some are always free to answer."""

from contextlib import ExitStack

import pytest

from examapp.commands.serve import DEFAULT_THREADS
from examapp.core import patience as patience_module
from examapp.core.patience import MOST_PATIENT, SHORT_SECONDS, Patience


@pytest.fixture
def patience() -> Patience:
    return Patience()


def test_most_threads_may_wait_long_and_the_last_ones_not(patience: Patience) -> None:
    with ExitStack() as waiting:
        lent = [waiting.enter_context(patience.lend(5)) for _ in range(DEFAULT_THREADS)]
    assert lent == [5] * MOST_PATIENT + [SHORT_SECONDS] * (DEFAULT_THREADS - MOST_PATIENT)
    assert DEFAULT_THREADS > MOST_PATIENT


def test_once_the_storage_hangs_the_last_threads_do_not_wait_at_all(
    patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(patience_module.time, "monotonic", lambda: moment[0])
    with ExitStack() as waiting:
        for _ in range(MOST_PATIENT):
            waiting.enter_context(patience.lend(5))
        moment[0] = SHORT_SECONDS
        assert waiting.enter_context(patience.lend(5)) == SHORT_SECONDS
        moment[0] += 0.01
        assert waiting.enter_context(patience.lend(5)) == 0
    with patience.lend(5) as seconds:
        assert seconds == 5


def test_who_has_waited_gives_the_place_back(patience: Patience) -> None:
    for _ in range(MOST_PATIENT + 1):
        with pytest.raises(ZeroDivisionError), patience.lend(5):
            _ = 1 / 0
    with patience.lend(5) as seconds:
        assert seconds == 5


def test_a_short_wait_is_never_made_longer(patience: Patience) -> None:
    with ExitStack() as waiting:
        assert {waiting.enter_context(patience.lend(0.1)) for _ in range(MOST_PATIENT + 3)} == {0.1}


def test_while_the_queue_moves_everybody_may_wait(
    patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(patience_module.time, "monotonic", lambda: moment[0])
    with ExitStack() as waiting:
        for _ in range(MOST_PATIENT):
            waiting.enter_context(patience.lend(5))
        moment[0] = 2.0
        patience.note_turn()
        assert waiting.enter_context(patience.lend(5)) == 5
        moment[0] += SHORT_SECONDS + 0.01
        assert waiting.enter_context(patience.lend(5)) == 0
