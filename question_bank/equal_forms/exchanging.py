"""Two forms exchange an item each: the way to equality where nearly every item of the bank is in use."""

from dataclasses import dataclass

import numpy as np

from question_bank.equal_forms.drafts import Drafts, OpenForm
from question_bank.equal_forms.rules import Cell
from question_bank.equal_forms.starting import draw_keys
from question_bank.equal_forms.swapping import NEVER, SCORE_WEIGHT, cost_of, is_close
from question_bank.seeded import SeededStream

# Partners that a form looks at in one round, and exchanges tried with them in order of promise.
_PARTNERS, _TRIED = 24, 12
_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A slot of the form, a partner and a slot of it, and the sum of both costs afterwards."""

    slot: int
    partner: int
    other_slot: int
    cost: int


def exchange_until_close(drafts: Drafts, stream: SeededStream) -> None:
    """Let the forms that are off the goal exchange items while that makes both partners together better."""
    for number in _off_goal(drafts):
        for _ in range(_ROUNDS):
            form = OpenForm(drafts, number)
            if is_close(form) or not _exchange_once(drafts, form, number, stream):
                break


def _off_goal(drafts: Drafts) -> list[int]:
    costs = {}
    for number in range(drafts.rules.count):
        form = OpenForm(drafts, number)
        if not is_close(form):
            costs[number] = cost_of(*form.off_goal())
    return sorted(costs, key=lambda number: (-costs[number], number))


def _exchange_once(drafts: Drafts, form: OpenForm, number: int, stream: SeededStream) -> bool:
    keys = draw_keys(stream, drafts.rules.count)
    partners = [other for other in np.argsort(keys, kind="stable").tolist() if other != number][:_PARTNERS]
    others = {other: OpenForm(drafts, other) for other in partners}
    found = [
        exchange
        for other in partners
        for cell in drafts.rules.cells
        if (exchange := _best_exchange(form, other, others[other], cell)) is not None
    ]
    found.sort(key=lambda exchange: exchange.cost)
    return any(_try(form, others[exchange.partner], exchange) for exchange in found[:_TRIED])


def _best_exchange(form: OpenForm, number: int, other: OpenForm, cell: Cell) -> _Exchange | None:
    """Return the exchange that leaves the smallest sum of costs, if it is smaller than now."""
    bank = form.rules.bank
    own, theirs = form.row[cell.slots], other.row[cell.slots]
    score = bank.expected[theirs] - bank.expected[own][:, None]
    sharpness = bank.information[theirs] - bank.information[own][:, None]
    costs = np.zeros(score.shape, dtype=np.int64)
    for (off_score, off_information), sign in ((form.off_goal(), 1), (other.off_goal(), -1)):
        costs += SCORE_WEIGHT * np.abs(off_score + sign * score)
        costs += np.abs(off_information + sign * sharpness)
    # An item that both hold cannot change hands.
    same = own[:, None] == theirs
    costs[same.any(axis=1), :] = NEVER
    costs[:, same.any(axis=0)] = NEVER
    slot, other_slot = divmod(int(costs.argmin()), len(theirs))
    cost = int(costs[slot, other_slot])
    if cost >= cost_of(*form.off_goal()) + cost_of(*other.off_goal()):
        return None
    return _Exchange(cell.slots.start + slot, number, cell.slots.start + other_slot, cost)


def _try(form: OpenForm, other: OpenForm, exchange: _Exchange) -> bool:
    """Make an exchange, and take it back where it breaks a rule."""
    mine, theirs = int(form.row[exchange.slot]), int(other.row[exchange.other_slot])
    _cross(form, other, exchange, theirs, mine)
    if _keeps_rules(form, theirs) and _keeps_rules(other, mine):
        return True
    _cross(form, other, exchange, mine, theirs)
    return False


def _cross(form: OpenForm, other: OpenForm, exchange: _Exchange, into_form: int, into_other: int) -> None:
    form.put(exchange.slot, into_form)
    other.put(exchange.other_slot, into_other)
    form.recount_shared()
    other.recount_shared()


def _keeps_rules(form: OpenForm, item: int) -> bool:
    return not form.conflicts[item] and not form.shares_too_much()
