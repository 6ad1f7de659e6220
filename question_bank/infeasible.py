"""Why a list cannot fill a blueprint: the cells that lack items, or what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

ENEMIES = "enemies of different topics exclude each other"
OVERLAP = "the forms cannot all differ as much as the overlap limit asks"
EXPOSURE = "the exposure limit leaves too few items for so many forms"
NOT_FOUND = "no forms were found that keep all rules, and there may be none"


@dataclass(frozen=True, slots=True)
class LackingCell:
    """A cell that cannot be filled: items needed, items in the pool, how many of these are no enemies.

    `level` is empty where the topic is not divided. `exposure` is the limit of forms an item where that limit
    is the cause, and `to_write` then says how many items more it takes for all forms.
    """

    topic: str
    needed: int
    pool: int
    apart: int
    level: str = ""
    exposure: int | None = None
    to_write: int = 0

    @property
    def lacks(self) -> int:
        """How many items must be written at least, no enemies of those that are there."""
        return max(self.needed - self.apart, self.to_write)

    @property
    def name(self) -> str:
        """What people call the cell: law, or law/know."""
        return f"{self.topic}/{self.level}" if self.level else self.topic

    def __str__(self) -> str:
        """Say what is lacking."""
        limit = "" if self.exposure is None else f", each in at most {self.exposure} forms"
        return (
            f"{self.name}: {self.needed} needed, {self.pool} in the list, {self.apart} without enemies"
            f"{limit}; {self.lacks} lacking"
        )


class Infeasible(ValueError):
    """The list cannot fill the blueprint; `cells` says which cells lack items.

    Without cells, each cell could be filled alone, and `reason` says what stands in the way.
    """

    def __init__(self, cells: Sequence[LackingCell], reason: str = ENEMIES) -> None:
        super().__init__("; ".join(map(str, cells)) or reason)
        self.cells = tuple(cells)
        self.reason = reason
