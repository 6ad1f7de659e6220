import os
import subprocess
import sys
from functools import partial

import pytest

from examapp.authoring import reading_apart
from examapp.authoring.apart_child import NO_MEMORY, RAISED, RETURNED, answer
from examapp.authoring.reading_apart import LIMITS, Limits, TookTooMuch

# The suite's machine may be busy; the limit of time has a test of its own.
call_apart = partial(reading_apart.call_apart, limits=Limits(wall_seconds=60))
SMALL = Limits(memory=256 * 2**20, cpu_seconds=1, wall_seconds=20)


def test_what_a_call_returns_comes_back():
    assert call_apart("builtins:sorted", [3, 1, 2]) == [1, 2, 3]


def test_the_call_is_made_in_another_process():
    assert call_apart("os:getpid") != os.getpid()


def test_what_a_call_raises_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        call_apart("builtins:int", "x")


def test_a_call_that_takes_too_much_memory_ends_and_this_process_lives():
    with pytest.raises(TookTooMuch) as refusal:
        call_apart("builtins:bytearray", 400 * 2**20)
    assert refusal.value.limit == "memory"


def test_a_call_may_take_what_the_limit_gives_it():
    assert len(call_apart("builtins:bytes", 64 * 2**20)) == 64 * 2**20


def test_a_call_that_takes_too_much_time_of_the_processor_ends():
    with pytest.raises(TookTooMuch) as refusal:
        call_apart("builtins:pow", 3, 10**9, limits=SMALL)
    assert refusal.value.limit == "time"


def test_a_call_that_only_waits_ends_by_the_clock():
    with pytest.raises(TookTooMuch) as refusal:
        call_apart("time:sleep", 60, limits=Limits(wall_seconds=0.1))
    assert refusal.value.limit == "time"


def test_nothing_that_the_child_needs_is_imported_here():
    script = "import sys, examapp.commands.bank_import as _; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    dear = {"flask", "sqlalchemy", "openpyxl", "xlsxwriter", "numpy", "question_bank.formats.registry"}
    assert dear.isdisjoint(told.split())


def test_what_is_resident_stays_below_the_limit_of_memory_start_included():
    with pytest.raises(TookTooMuch) as refusal:
        call_apart("builtins:bytearray", LIMITS.memory - 20 * 2**20)
    assert refusal.value.limit == "memory"


def test_a_child_that_dies_is_told_from_one_that_answers():
    with pytest.raises(TookTooMuch):
        call_apart("os:abort")


def test_a_child_that_ends_by_itself_has_reached_no_known_limit():
    with pytest.raises(TookTooMuch) as refusal:
        call_apart("sys:exit", 1)
    assert refusal.value.limit == "unknown"


def _starve():
    raise MemoryError


@pytest.mark.parametrize(
    ("call", "told"), [(dict, RETURNED), (lambda: int("x"), RAISED), (_starve, NO_MEMORY)]
)
def test_the_child_tells_what_came_of_a_call(call, told):
    assert answer(call, ())[0] == told
