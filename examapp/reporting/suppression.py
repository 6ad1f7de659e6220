"""Which rows of an open table may be shown, so that no cell under five is shown or can be recomputed.

A row is shown or hidden as a whole. Hidden are those with a cell under five, noughts included, for "nobody
failed" speaks of everybody; then, smallest first, as many more as it takes until at least two rows are hidden
and each column's hidden sum is five or more. A total is shown only if each of its cells is. So whoever
subtracts gets sums over at least two rows, each of at least five, and nothing less.
"""

from collections.abc import Mapping, Sequence
from typing import Final

FEWEST: Final = 5
FEWEST_ROWS: Final = 2


def find_shown(rows: Mapping[str, Sequence[int]]) -> frozenset[str] | None:
    """Return the keys of the rows that may be shown beside the total; None where not even that may be.

    Each row holds its cells without the total. The order of two rows of the same size is that of their keys.
    """
    total = _sums(list(rows.values()))
    if min(total, default=0) < FEWEST:
        return None
    hidden = {key for key, cells in rows.items() if min(cells) < FEWEST}
    if not hidden:
        return frozenset(rows)
    others = sorted(rows.keys() - hidden, key=lambda key: (sum(rows[key]), key))
    while not _is_safe([rows[key] for key in hidden]):
        if not others:
            return None
        hidden.add(others.pop(0))
    return frozenset(rows.keys() - hidden)


def _is_safe(hidden: Sequence[Sequence[int]]) -> bool:
    return len(hidden) >= FEWEST_ROWS and min(_sums(hidden)) >= FEWEST


def _sums(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
