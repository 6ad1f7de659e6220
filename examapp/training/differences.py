"""What one version says otherwise than another: rows added, removed and changed, in the new order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from examapp.training.version_rows import Row

# Two rows of one topic are the same row reworded when they share more than this part of their words.
_ALIKE = 0.5


class Change(StrEnum):
    """What became of a row."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class RowChange:
    """One row of the comparison; `was` is missing where it is new, `becomes` where it is gone."""

    change: Change
    was: Row | None
    becomes: Row | None


def compare_versions(old: Sequence[Row], new: Sequence[Row]) -> list[RowChange]:
    """Return every row of the new version with what it was, and then what is gone."""
    left = list(old)
    found: list[RowChange | None] = []
    for row in new:
        if row in left:
            left.remove(row)
            found.append(RowChange(Change.SAME, row, row))
        else:
            found.append(None)
    compared = [one or _find_reworded(row, left) for one, row in zip(found, new, strict=True)]
    return compared + [RowChange(Change.REMOVED, row, None) for row in left]


def _find_reworded(row: Row, left: list[Row]) -> RowChange:
    likeness = [(_likeness(row, other), -place, other) for place, other in enumerate(left)]
    best = max(likeness, key=lambda one: one[:2], default=(0.0, 0, row))
    if best[0] <= _ALIKE:
        return RowChange(Change.ADDED, None, row)
    left.remove(best[2])
    return RowChange(Change.CHANGED, best[2], row)


def _likeness(row: Row, other: Row) -> float:
    if row["topic"] != other["topic"]:
        return 0.0
    words = [one["texts"].get("uz-Latn", "").split() for one in (row, other)]
    return SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
