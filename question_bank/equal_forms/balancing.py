"""The whole way to equal forms: a start that keeps every rule, swaps, exchanges; a proof where it fails."""

from dataclasses import dataclass

import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.drafts import Drafts, OpenForm
from question_bank.equal_forms.exchanging import exchange_until_close
from question_bank.equal_forms.lacking import find_lacking_cells, find_short_cells, relax_limits
from question_bank.equal_forms.parameters import ParameterBank, Whole
from question_bank.equal_forms.rules import Limits, Rules, make_rules
from question_bank.equal_forms.solving import LARGEST_JOINT, Undecided, solve_forms, solve_nearest
from question_bank.equal_forms.starting import draw_keys, draw_start
from question_bank.equal_forms.swapping import swap_until_close
from question_bank.infeasible import ENEMIES, EXPOSURE, NOT_FOUND, OVERLAP, Infeasible
from question_bank.seeded import SeededStream

METHOD = "balanced-1"
# How often all forms are started anew before the solver is asked for all at once.
_STARTS = 3


@dataclass(frozen=True, eq=False)
class EqualForms:
    """Finished forms: `rows` is forms × slots of places in the bank, cell by cell; see `rules.cells`."""

    rules: Rules
    rows: Whole

    def ids(self) -> list[list[str]]:
        """Return each form's items by id, cell by cell."""
        return [[self.rules.bank.items[place].id for place in row] for row in self.rows.tolist()]


def balance_forms(
    bank: ParameterBank, blueprint: Blueprint, count: int, seed: str, limits: Limits | None = None
) -> EqualForms:
    """Make `count` forms that keep every rule and are equal at the cut, or raise Infeasible saying why."""
    limits = limits or Limits()
    rules = make_rules(bank, blueprint, count, limits)
    if not count:
        return EqualForms(rules, np.zeros((0, rules.total), dtype=np.int64))
    if short := find_short_cells(rules):
        raise Infeasible(short)
    drafts = _start_all(rules, seed) or _start_against_enemies(rules, seed, limits)
    for number in range(count):
        swap_until_close(OpenForm(drafts, number), _stream(seed, f"swaps {number}"))
    exchange_until_close(drafts, _stream(seed, "exchanges"))
    return EqualForms(drafts.rules, drafts.rows)


def draw_by_topic(bank: ParameterBank, blueprint: Blueprint, count: int, seed: str) -> Whole:
    """Draw forms as others do, to compare with: at random within each cell, with no other rule at all."""
    rules = make_rules(bank, blueprint, count, Limits())
    rows = np.empty((count, rules.total), dtype=np.int64)
    for number in range(count):
        keys = draw_keys(_stream(seed, f"random {number}"), len(bank))
        for cell in rules.cells:
            rows[number, cell.slots] = cell.members[np.argsort(keys[cell.members])[: cell.needed]]
    return rows


def solve_form_by_form(rules: Rules) -> Whole:
    """Make the forms anew by HiGHS, one after another, each near the goal: a second opinion on the search.

    Raises Infeasible where a later form no longer exists, Undecided where the solver gives up.
    """
    drafts = Drafts(rules)
    for number in range(rules.count):
        row = solve_nearest(rules, drafts.used, drafts.held[:number])
        if row is None:
            raise Infeasible((), EXPOSURE)
        OpenForm(drafts, number).put_all(row)
    return drafts.rows


def _stream(seed: str, label: str) -> SeededStream:
    return SeededStream(seed, f"{METHOD} {label}")


def _start_all(rules: Rules, seed: str) -> Drafts | None:
    for start in range(_STARTS):
        drafts = Drafts(rules)
        if all(
            draw_start(drafts, form, _stream(seed, f"start {start} {form}")) for form in range(rules.count)
        ):
            return drafts
    return None


def _start_against_enemies(rules: Rules, seed: str, limits: Limits) -> Drafts:
    """Start where drawing failed: explain by cell, relax limits that nobody set, or let HiGHS find forms."""
    lacking = find_lacking_cells(rules)
    if lacking and limits.exposure is None and not any(cell.apart < cell.needed for cell in lacking):
        rules = relax_limits(rules)
        drafts, lacking = _start_all(rules, seed), find_lacking_cells(rules)
        if drafts is not None:
            return drafts
    if lacking:
        raise Infeasible(lacking)
    try:
        return _solve_all(rules, seed)
    except Undecided as failure:
        raise Infeasible((), NOT_FOUND) from failure


def _solve_all(rules: Rules, seed: str) -> Drafts:
    nothing = np.zeros(len(rules.bank), dtype=np.int64)
    no_forms = np.zeros((0, len(rules.bank)), dtype=np.bool_)
    if solve_forms(rules, 1, _weights(rules, 1, seed), nothing, no_forms) is None:
        raise Infeasible((), ENEMIES)
    drafts = _solve_one_by_one(rules, seed)
    if drafts is not None:
        return drafts
    if _joint_size(rules) > LARGEST_JOINT:
        raise Infeasible((), NOT_FOUND)
    rows = solve_forms(rules, rules.count, _weights(rules, rules.count, seed), nothing, no_forms)
    if rows is None:
        raise Infeasible((), EXPOSURE if rules.overlap is None else OVERLAP)
    return _drafts_of(rules, rows)


def _solve_one_by_one(rules: Rules, seed: str) -> Drafts | None:
    drafts = Drafts(rules)
    for number in range(rules.count):
        if draw_start(drafts, number, _stream(seed, f"start solver {number}")):
            continue
        weights = _weights(rules, 1, f"{seed} {number}")
        rows = solve_forms(rules, 1, weights, drafts.used, drafts.held[:number])
        if rows is None:
            return None
        OpenForm(drafts, number).put_all(rows[0])
    return drafts


def _joint_size(rules: Rules) -> int:
    pairs = rules.count * (rules.count - 1) // 2 if rules.overlap is not None else 0
    return (rules.count + pairs) * sum(len(cell.members) for cell in rules.cells)


def _weights(rules: Rules, count: int, seed: str) -> Whole:
    keys = draw_keys(_stream(seed, "weights"), count * len(rules.bank))
    return (keys >> np.uint64(44)).astype(np.int64).reshape(count, len(rules.bank))


def _drafts_of(rules: Rules, rows: Whole) -> Drafts:
    drafts = Drafts(rules)
    for number, row in enumerate(rows):
        OpenForm(drafts, number).put_all(row)
    return drafts
