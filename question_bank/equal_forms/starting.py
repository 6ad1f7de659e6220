"""A first form that keeps every rule: cell by cell, least used items first, at random among equals."""

import numpy as np

from question_bank.equal_forms.drafts import EMPTY, Drafts, OpenForm
from question_bank.equal_forms.parameters import Whole
from question_bank.equal_forms.rules import Cell, Rules
from question_bank.seeded import SeededStream

# How often a form is drawn anew where enemies or shared items stand in the way.
_ATTEMPTS = 12

Keys = np.typing.NDArray[np.uint64]


def draw_keys(stream: SeededStream, count: int) -> Keys:
    """Draw `count` random numbers of 64 bits; sorting by them is a shuffle."""
    return np.frombuffer(stream.take(8 * count), dtype=">u8").astype(np.uint64)


def draw_start(drafts: Drafts, number: int, stream: SeededStream) -> bool:
    """Fill an empty form, or leave it empty and return False.

    The first attempt keeps the use of items even. Later ones take items with few enemies first, and the
    fullest cells first, because they only look for a form that exists.
    """
    form = OpenForm(drafts, number)
    for attempt in range(_ATTEMPTS):
        keys = draw_keys(stream, len(drafts.used))
        if _fill(form, drafts.used.copy(), keys, attempt):
            return True
        form.put_all(np.full_like(form.row, EMPTY))
    return False


def _fill(form: OpenForm, used: Whole, keys: Keys, attempt: int) -> bool:
    return all(
        _fill_cell(form, cell, _order(form.rules, cell, used, keys, attempt))
        for cell in _cells_in_order(form.rules, attempt)
    )


def _cells_in_order(rules: Rules, attempt: int) -> list[Cell]:
    if attempt == 0:
        return list(rules.cells)
    return sorted(rules.cells, key=lambda cell: len(cell.members) - cell.needed)


def _order(rules: Rules, cell: Cell, used: Whole, keys: Keys, attempt: int) -> Whole:
    own = keys[cell.members]
    if attempt % 3 == 1:
        enmities = np.array([len(rules.bank.enemies[item]) for item in cell.members], dtype=np.int64)
        return np.asarray(cell.members[np.lexsort((own, used[cell.members], enmities))])
    if attempt % 3 == 2:
        return np.asarray(cell.members[np.argsort(own, kind="stable")])
    return np.asarray(cell.members[np.lexsort((own, used[cell.members]))])


def _fill_cell(form: OpenForm, cell: Cell, ordered: Whole) -> bool:
    slot = cell.slots.start
    open_items = form.open_items()
    for item in ordered:
        if slot == cell.slots.stop:
            break
        if open_items[item]:
            form.put(slot, int(item))
            slot += 1
            open_items = form.open_items()
    return bool(slot == cell.slots.stop)
