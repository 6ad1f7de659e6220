"""Acts of one moment: what two people, or one with many hands, do at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """Do acts at one moment, each in a thread of its own; returns what each returned, or raises."""
    gate = Barrier(len(acts), timeout=20)

    def work(act: Callable[[], Result]) -> Result:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(work, acts))
