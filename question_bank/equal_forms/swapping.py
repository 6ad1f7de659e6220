"""Swapping items of one form with unused ones until it is as hard and as sharp at the cut as the others.

Each step takes the best of all swaps within cells. What is compared is a whole number: the distance of the
expected score from the goal, counted twentyfold, plus that of the information. The score decides who passes;
that it is as sharply measured in every form comes second.
"""

from dataclasses import dataclass

import numpy as np

from question_bank.equal_forms.drafts import OpenForm
from question_bank.equal_forms.starting import draw_keys
from question_bank.seeded import SeededStream

SCORE_WEIGHT = 20
# The cost of what a rule forbids.
NEVER = 2**60
# Millionths of a point and of information that are good enough.
CLOSE_SCORE, CLOSE_INFORMATION = 400, 8_000
_LONGEST_DESCENT = 40
# How often a form that is stuck is stirred.
_STIRS = 6


@dataclass(frozen=True, slots=True)
class Swap:
    """What goes out of which slot, what comes in, and how far off the form is then."""

    slot: int
    item: int
    cost: int


def cost_of(off_score: int, off_information: int) -> int:
    """Return how far a form is off the goal."""
    return SCORE_WEIGHT * abs(off_score) + abs(off_information)


def is_close(form: OpenForm) -> bool:
    """Tell whether a form is as good as it needs to be."""
    off_score, off_information = form.off_goal()
    return abs(off_score) <= CLOSE_SCORE and abs(off_information) <= CLOSE_INFORMATION


def swap_until_close(form: OpenForm, stream: SeededStream) -> None:
    """Swap until the form is close to the goal; where it gets stuck, stir it, and keep the best it had."""
    best_row, best = form.row.copy(), cost_of(*form.off_goal())
    for _ in range(_STIRS):
        _descend(form)
        cost = cost_of(*form.off_goal())
        if cost < best:
            best_row, best = form.row.copy(), cost
        if is_close(form):
            return
        _stir(form, stream)
    form.put_all(best_row)


def _descend(form: OpenForm) -> None:
    for _ in range(_LONGEST_DESCENT):
        if is_close(form):
            return
        swap = _best_swap(form)
        if swap is None or swap.cost >= cost_of(*form.off_goal()):
            return
        form.put(swap.slot, swap.item)


def _best_swap(form: OpenForm) -> Swap | None:
    bank = form.rules.bank
    off_score, off_information = form.off_goal()
    free = form.within_exposure() & (form.conflicts == 0)
    best: Swap | None = None
    for cell in form.rules.cells:
        pool = cell.members[free[cell.members]]
        if not len(pool):
            continue
        out = form.row[cell.slots]
        scores = np.abs(bank.expected[pool] + (off_score - bank.expected[out])[:, None])
        sharpness = np.abs(bank.information[pool] + (off_information - bank.information[out])[:, None])
        costs = SCORE_WEIGHT * scores + sharpness
        barred = form.share_too_much(out, pool)
        if barred is not None:
            costs[barred] = NEVER
        slot, item = divmod(int(costs.argmin()), len(pool))
        if best is None or costs[slot, item] < best.cost:
            best = Swap(cell.slots.start + slot, int(pool[item]), int(costs[slot, item]))
    return _better_of(best, _best_enemy_swap(form))


def _best_enemy_swap(form: OpenForm) -> Swap | None:
    """Return the best swap of an item with its own enemy, the only one that the enemy has in this form."""
    bank = form.rules.bank
    off_score, off_information = form.off_goal()
    free = form.within_exposure() & (form.conflicts == 1)
    best: Swap | None = None
    for cell in form.rules.cells:
        members = set(cell.members[free[cell.members]].tolist())
        if not members:
            continue
        for slot in range(cell.slots.start, cell.slots.stop):
            out = int(form.row[slot])
            for item in bank.enemies[out]:
                if item in members and not _shares_too_much(form, out, item):
                    score = off_score + int(bank.expected[item] - bank.expected[out])
                    sharpness = off_information + int(bank.information[item] - bank.information[out])
                    best = _better_of(best, Swap(slot, item, cost_of(score, sharpness)))
    return best


def _shares_too_much(form: OpenForm, out: int, item: int) -> bool:
    barred = form.share_too_much(np.array([out]), np.array([item]))
    return barred is not None and bool(barred[0, 0])


def _better_of(first: Swap | None, second: Swap | None) -> Swap | None:
    if first is None or second is None:
        return first or second
    return second if second.cost < first.cost else first


def _stir(form: OpenForm, stream: SeededStream) -> None:
    """Make three random swaps."""
    for _ in range(3):
        keys = draw_keys(stream, 2)
        slot = int(keys[0]) % form.rules.total
        cell = next(cell for cell in form.rules.cells if slot < cell.slots.stop)
        pool = cell.members[form.open_items()[cell.members]]
        if len(pool):
            form.put(slot, int(pool[int(keys[1]) % len(pool)]))
