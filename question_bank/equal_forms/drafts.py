"""Forms while they are made: which items each holds, and what may come in without breaking a rule."""

import numpy as np

from question_bank.equal_forms.parameters import Flags, Whole
from question_bank.equal_forms.rules import Rules

EMPTY = -1


class Drafts:
    """All forms of one assembly.

    `rows` is forms × slots, the place of an item in each (EMPTY before it is filled); `held` is
    forms × items; `used` counts the forms that hold an item.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.rows: Whole = np.full((rules.count, rules.total), EMPTY, dtype=np.int64)
        self.held: Flags = np.zeros((rules.count, len(rules.bank)), dtype=np.bool_)
        self.used: Whole = np.zeros(len(rules.bank), dtype=np.int64)


class OpenForm:
    """One form in hand: swaps keep the counts of all forms right.

    `conflicts` counts, for each item of the bank, its enemies in this form; `shared` counts, for each other
    form, the items that it has in common with this one.
    """

    def __init__(self, drafts: Drafts, number: int) -> None:
        self.rules = drafts.rules
        self.row: Whole = drafts.rows[number]
        self._held, self._used = drafts.held, drafts.used
        self._number = number
        self.conflicts: Whole = np.zeros(len(self.rules.bank), dtype=np.int64)
        filled = self.row[self.row != EMPTY]
        for item in filled:
            self._count_enemies(int(item), 1)
        self.shared: Whole = np.zeros(self.rules.count, dtype=np.int64)
        self.recount_shared()
        self.expected = int(self.rules.bank.expected[filled].sum())
        self.information = int(self.rules.bank.information[filled].sum())

    def off_goal(self) -> tuple[int, int]:
        """Return how far expected score and information lie above the goal, in millionths."""
        return self.expected - self.rules.goal[0], self.information - self.rules.goal[1]

    def open_items(self) -> Flags:
        """Return which items may come in whatever goes out: limits allow it, and no enemy is here."""
        free: Flags = self.within_exposure() & (self.conflicts == 0)
        full = self._full_forms()
        if full.any():
            free &= ~self._held[full].any(axis=0)
        return free

    def within_exposure(self) -> Flags:
        """Return which items are not here and may stand in one form more; enemies and overlap left aside."""
        free: Flags = (self._used < self.rules.limit) & ~self._held[self._number]
        return free

    def share_too_much(self, out: Whole, pool: Whole) -> Flags | None:
        """Return which swaps (out × pool) would share too much with another form; None where none would.

        With a form that shares all it may, an item can be had only for another one that is in it too.
        """
        full = self._full_forms()
        if not full.any():
            return None
        theirs = self._held[full]
        gained = (~theirs[:, out]).astype(np.float32).T @ theirs[:, pool].astype(np.float32)
        return np.asarray(gained > 0)

    def _full_forms(self) -> Flags:
        if self.rules.overlap is None:
            return np.zeros(0, dtype=np.bool_)
        full: Flags = self.shared >= self.rules.overlap
        full[self._number] = False
        return full

    def recount_shared(self) -> None:
        """Count anew what other forms have in common with this one, after one of them has changed."""
        if self.rules.overlap is not None:
            filled = self.row[self.row != EMPTY]
            self.shared = self._held[:, filled].sum(axis=1, dtype=np.int64)

    def shares_too_much(self) -> bool:
        """Tell whether another form has more items in common with this one than the limit allows."""
        others = np.delete(self.shared, self._number)
        return self.rules.overlap is not None and bool((others > self.rules.overlap).any())

    def put(self, slot: int, item: int) -> None:
        """Put an item into a slot; the one that was there goes out."""
        old = int(self.row[slot])
        if old != EMPTY:
            self._move(old, -1)
        self.row[slot] = item
        if item != EMPTY:
            self._move(item, 1)

    def put_all(self, row: Whole) -> None:
        """Make the row another one; items that stay are left where they are."""
        changed = np.flatnonzero(self.row != row)
        # Out first, so that the same item may stand in another slot.
        wanted = row.copy()
        for slot in changed:
            self.put(int(slot), EMPTY)
        for slot in changed:
            self.put(int(slot), int(wanted[slot]))

    def _move(self, item: int, step: int) -> None:
        self._held[self._number, item] = step > 0
        self._used[item] += step
        if self.rules.overlap is not None:
            self.shared += step * self._held[:, item]
        self.expected += step * int(self.rules.bank.expected[item])
        self.information += step * int(self.rules.bank.information[item])
        self._count_enemies(item, step)

    def _count_enemies(self, item: int, step: int) -> None:
        for enemy in self.rules.bank.enemies[item]:
            self.conflicts[enemy] += step
