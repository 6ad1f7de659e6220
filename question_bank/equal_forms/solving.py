"""HiGHS finds forms where drawing does not, proves that there are none, and counts enemies exactly.

Every answer is the only one: forms minimise a sum of seeded random weights, which has one optimum but for a
chance in some hundreds, so that another version of the solver finds the same. SciPy loads its optimiser at
the first use; forms that drawing finds, which is nearly always, do not pay for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy

from question_bank.equal_forms.parameters import Flags, Whole
from question_bank.equal_forms.rules import Cell, Rules
from question_bank.psychometrics.irt import Floats

# Beyond so many unknowns a search over all forms at once takes minutes.
LARGEST_JOINT = 2_000
_INFEASIBLE = 2
# A whole unknown comes back within a millionth of 0 or 1.
_HALF = 0.5
_THOUSAND = 1_000
_NEAR = 5.0


class Undecided(RuntimeError):
    """The solver ended without a proof either way."""


@dataclass
class _Rows:
    """Rows of a constraint matrix while they are written."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(
        self, columns: Sequence[int], lower: float, upper: float, values: Sequence[float] | None = None
    ) -> None:
        self.rows += [len(self.lower)] * len(columns)
        self.columns += columns
        self.values += values if values is not None else [1] * len(columns)
        self.lower.append(lower)
        self.upper.append(upper)


def solve_forms(rules: Rules, count: int, weights: Whole, used: Whole, earlier: Flags) -> Whole | None:
    """Return `count` forms (rows of places, cell by cell) of the least weight, or None where there are none.

    `weights` is count × items; `used` counts the forms before these that hold an item, `earlier` (forms ×
    items) says which. Raises Undecided where the solver gives up.
    """
    open_items = np.flatnonzero(used < rules.limit)
    rows = _write_rules(rules, count, open_items, used, earlier)
    costs = weights[:, open_items].reshape(-1)
    shared = _share_rows(rules, rows, count, len(open_items))
    found = _solve(np.concatenate([costs, np.zeros(shared, dtype=np.int64)]), rows)
    if found is None:
        return None
    chosen = found[: len(costs)].reshape(count, len(open_items)) > _HALF
    return np.stack([_row_of(rules, open_items[flags]) for flags in chosen])


def solve_nearest(rules: Rules, used: Whole, earlier: Flags) -> Whole | None:
    """Return a form whose expected score is nearest to the goal, or None: to check the search with.

    Nearer than 0.005 points counts as equally near, and among these the choice is the solver's own: proving
    the very nearest takes it minutes. Raises Undecided.
    """
    open_items = np.flatnonzero(used < rules.limit)
    rows = _write_rules(rules, 1, open_items, used, earlier)
    width = len(open_items)
    # In thousandths of a point, where the solver's tolerances are at home.
    scores = (rules.bank.expected[open_items] / _THOUSAND).tolist()
    everything, goal = [*range(width), width], rules.goal[0] / _THOUSAND
    rows.add(everything, -np.inf, goal, [*scores, -1])
    rows.add(everything, goal, np.inf, [*scores, 1])
    found = _solve(
        np.append(np.zeros(width), 1.0),
        rows,
        lower=np.append(np.zeros(width), _NEAR),
        upper=np.append(np.ones(width), np.inf),
        whole=np.append(np.ones(width), 0),
    )
    return None if found is None else _row_of(rules, open_items[found[:width] > _HALF])


def _write_rules(rules: Rules, count: int, open_items: Whole, used: Whole, earlier: Flags) -> _Rows:
    """Write what each of the new forms must keep; the unknowns are forms × open items, 0 or 1."""
    column = {int(item): at for at, item in enumerate(open_items)}
    rows = _Rows()
    for number in range(count):
        base = number * len(column)
        for cell in rules.cells:
            inside = [base + column[item] for item in cell.members.tolist() if item in column]
            rows.add(inside, cell.needed, cell.needed)
        for first, second in _pairs_of_enemies(rules, column):
            rows.add([base + column[first], base + column[second]], 0, 1)
        if rules.overlap is not None:
            for held in earlier:
                rows.add([base + at for item, at in column.items() if held[item]], 0, rules.overlap)
    for item, at in column.items():
        spread = [at + number * len(column) for number in range(count)]
        rows.add(spread, 0, int(rules.limit[item] - used[item]))
    return rows


def count_apart(rules: Rules, cell: Cell) -> int:
    """Return the largest number of the cell's items no two of which are enemies."""
    column = {item: at for at, item in enumerate(cell.members.tolist())}
    pairs = _pairs_of_enemies(rules, column)
    if not pairs:
        return len(column)
    rows = _Rows()
    for first, second in pairs:
        rows.add([column[first], column[second]], 0, 1)
    found = _solve(np.full(len(column), -1, dtype=np.int64), rows)
    return 0 if found is None else round(float(found.sum()))


def count_uses(rules: Rules, cell: Cell, limit: int) -> int:
    """Return a bound on how often all forms together can use a cell's items, each in at most `limit` forms.

    Of items that are all enemies of each other, a form holds one at most.
    """
    column = {item: at for at, item in enumerate(cell.members.tolist())}
    rows = _Rows()
    for clique in _cliques(rules, column):
        rows.add([column[item] for item in clique], 0, rules.count)
    if not rows.lower:
        return limit * len(column)
    found = _solve(np.full(len(column), -1, dtype=np.int64), rows, upper=limit, whole=0)
    return 0 if found is None else int(np.floor(found.sum() + 1e-6))


def _solve(
    costs: npt.ArrayLike,
    rows: _Rows,
    *,
    lower: npt.ArrayLike = 0,
    upper: npt.ArrayLike = 1,
    whole: npt.ArrayLike = 1,
) -> Floats | None:
    costs = np.asarray(costs, dtype=np.float64)
    matrix = scipy.sparse.csr_array(
        (rows.values, (rows.rows, rows.columns)), shape=(len(rows.lower), len(costs))
    )
    result = scipy.optimize.milp(
        costs,
        constraints=scipy.optimize.LinearConstraint(matrix, rows.lower, rows.upper),
        bounds=scipy.optimize.Bounds(
            np.broadcast_to(lower, costs.shape), np.broadcast_to(upper, costs.shape)
        ),
        integrality=np.broadcast_to(whole, costs.shape),
        options={"mip_rel_gap": 0.0, "node_limit": 20_000},
    )
    if result.status == _INFEASIBLE:
        return None
    if not result.success:
        raise Undecided(result.message)
    return np.asarray(result.x, dtype=np.float64)


def _share_rows(rules: Rules, rows: _Rows, count: int, width: int) -> int:
    """Write the overlap limit between the new forms; return how many unknowns it took."""
    if rules.overlap is None:
        return 0
    free = count * width
    for first in range(count):
        for second in range(first + 1, count):
            both = list(range(free, free + width))
            for at in range(width):
                rows.add([first * width + at, second * width + at, both[at]], -1, 1, [1, 1, -1])
            rows.add(both, 0, rules.overlap)
            free += width
    return free - count * width


def _pairs_of_enemies(rules: Rules, column: dict[int, int]) -> list[tuple[int, int]]:
    return [
        (item, enemy)
        for item in column
        for enemy in rules.bank.enemies[item]
        if item < enemy and enemy in column
    ]


def _cliques(rules: Rules, column: dict[int, int]) -> list[list[int]]:
    """Return groups of mutual enemies that hold every enmity of the cell, each grown as far as it goes."""
    covered: set[tuple[int, int]] = set()
    cliques = []
    for first, second in _pairs_of_enemies(rules, column):
        if (first, second) in covered:
            continue
        clique = [first, second]
        for other in rules.bank.enemies[first]:
            if other in column and all(other in rules.bank.enemies[member] for member in clique):
                clique.append(other)
        covered |= {(low, high) for low in clique for high in clique if low < high}
        cliques.append(clique)
    return cliques


def _row_of(rules: Rules, items: Whole) -> Whole:
    row = np.empty(rules.total, dtype=np.int64)
    for cell in rules.cells:
        row[cell.slots] = items[np.isin(items, cell.members)]
    return row
