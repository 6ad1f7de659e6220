"""A gate before work that computes long: so many threads at once, the others queue up and hold nothing.

Whoever asks first goes in first: else, when a hall starts together, some thread finds its place taken by
newcomers until its patience ends, and the candidate is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from examapp.core.errors import StorageAway
from examapp.core.patience import Patience
from examapp.core.turns import Turns

LONGEST_SECONDS: Final = 3.0


class Gate:
    """Lets so many threads at once into work that computes long; the others queue up, with their patience."""

    def __init__(self, places: int, patience: Patience) -> None:
        self._turns = Turns(places)
        self._patience = patience

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Run the block when a place is free; raises StorageAway where the queue does not move."""
        with self._patience.lend(LONGEST_SECONDS) as seconds:
            has_place = self._turns.acquire(seconds)
        if not has_place:
            raise StorageAway
        self._patience.note_turn()
        try:
            yield
        finally:
            self._turns.release()
