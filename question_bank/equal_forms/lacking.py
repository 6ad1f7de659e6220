"""Why there are no forms, by cell: items needed, items there, items that enemies and exposure leave."""

from dataclasses import replace

import numpy as np

from question_bank.equal_forms.rules import Cell, Rules
from question_bank.equal_forms.solving import count_apart, count_uses
from question_bank.infeasible import LackingCell


def find_short_cells(rules: Rules) -> list[LackingCell]:
    """Return the cells that have too few items even if none had an enemy: a matter of counting."""
    return [
        _explain(rules, cell, len(cell.members))
        for cell in rules.cells
        if len(cell.members) < cell.needed or len(cell.members) * cell.limit < rules.count * cell.needed
    ]


def find_lacking_cells(rules: Rules) -> list[LackingCell]:
    """Return every cell that cannot be filled, enemies considered: exact for one form, a bound for all."""
    found = []
    for cell in rules.cells:
        apart = count_apart(rules, cell)
        if apart < cell.needed or _most_uses(rules, cell, apart, cell.limit) < rules.count * cell.needed:
            found.append(_explain(rules, cell, apart))
    return found


def relax_limits(rules: Rules) -> Rules:
    """Raise the exposure limit of cells where enemies leave too few items, as little as the bound allows.

    For limits that come from a share of the even use only: a number that somebody has set is kept.
    """
    cells = tuple(_relax(rules, cell) for cell in rules.cells)
    limit = np.zeros_like(rules.limit)
    for cell in cells:
        limit[cell.members] = cell.limit
    return replace(rules, cells=cells, limit=limit)


def _relax(rules: Rules, cell: Cell) -> Cell:
    apart = count_apart(rules, cell)
    if apart < cell.needed:
        return cell
    low, high = cell.limit, rules.count
    while low < high:
        middle = (low + high) // 2
        if _most_uses(rules, cell, apart, middle) >= rules.count * cell.needed:
            high = middle
        else:
            low = middle + 1
    return replace(cell, limit=low)


def _most_uses(rules: Rules, cell: Cell, apart: int, limit: int) -> int:
    return min(rules.count * apart, count_uses(rules, cell, limit))


def _explain(rules: Rules, cell: Cell, apart: int) -> LackingCell:
    if len(cell.members) and len(cell.members) == apart:
        apart = count_apart(rules, cell)
    lacking = LackingCell(cell.topic, cell.needed, len(cell.members), apart, level=cell.level)
    if apart < cell.needed:
        return lacking
    missing = rules.count * cell.needed - _most_uses(rules, cell, apart, cell.limit)
    return replace(lacking, exposure=cell.limit, to_write=-(-missing // cell.limit))
