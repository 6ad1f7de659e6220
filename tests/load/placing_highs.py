"""The other method of planning: a mixed-integer programme a region, solved by HiGHS.

It decides how many of each kind of people go to which room on which day, and how many sittings of which
length are held there; who sits at which seat would follow. It gives numbers to compare with, no plan.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from examapp.sittings.placing.records import Ground, Hall, Person, minutes_for, most_away
from examapp.sittings.placing.timetable import Timetable, open_spans

PLACED, STRANGE_DISTRICT, SITTING, NEEDS_FIRST = -100.0, 1.0, 1.0, 20


@dataclass(frozen=True)
class Solved:
    """How many people HiGHS placed, in how many sittings, how many in their own district."""

    placed: int
    sittings: int
    near: int
    proven: bool

    def __add__(self, other: "Solved") -> "Solved":
        return Solved(
            self.placed + other.placed,
            self.sittings + other.sittings,
            self.near + other.near,
            self.proven and other.proven,
        )


class _Rows:
    """Rows of a sparse system `A x ≤ b`."""

    def __init__(self) -> None:
        self.cells: list[tuple[int, int, float]] = []
        self.bounds: list[float] = []

    def add(self, cells: Sequence[tuple[int, float]], bound: float) -> None:
        self.cells += [(len(self.bounds), column, value) for column, value in cells]
        self.bounds.append(bound)


def solve(people: Sequence[Person], ground: Ground, *, seconds_a_region: float) -> Solved:
    """Return what HiGHS finds, region by region, because nobody leaves the own region."""
    by_region: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_region[person.region].append(person)
    whole = Solved(0, 0, 0, proven=True)
    for region in sorted(by_region):
        halls = [hall for hall in ground.halls if hall.region == region]
        whole += _solve_region(by_region[region], ground, halls, seconds_a_region)
    return whole


def _kind(one: Person) -> tuple[object, ...]:
    needs = (one.extra_percent, one.separate_room, one.accessible_seat)
    return (one.organisation, one.district, one.first_day, one.last_day, one.programme, *needs)


Cells = list[tuple[int, float]]


class _Model:
    """One region: a column for each kind, room and day, and for each length of sitting in a span of a day."""

    def __init__(self, people: list[Person], ground: Ground, halls: list[Hall]) -> None:
        self.people, self.ground, self.halls = people, ground, halls
        self.table, self.rows = Timetable(people, ground), _Rows()
        self.costs: list[float] = []
        self.near: list[int] = []
        self.alone: list[int] = []
        self.sat: dict[tuple[str, date], list[tuple[int, Person]]] = defaultdict(list)
        self.of_body: dict[tuple[str, date], Cells] = defaultdict(list)
        self.alone_in: dict[tuple[str, date, int], Cells] = defaultdict(list)
        for kind, count in Counter(map(_kind, people)).items():
            self._add_kind(next(one for one in people if _kind(one) == kind), count)
        self.people_columns = len(self.costs)
        for hall in halls:
            for day in sorted({day for person in people for day in self.table.days(person)}):
                self._add_day(hall, day)
        sizes = Counter(person.organisation for person in people)
        for (body, _day), cells in self.of_body.items():
            self.rows.add(cells, most_away(sizes[body], ground.rules))

    def _minutes(self, person: Person) -> int:
        return minutes_for(person, self.ground.exams[person.programme])

    def _add_kind(self, person: Person, count: int) -> None:
        own: Cells = []
        for hall, day in product(self.halls, self.table.days(person)):
            spans = len(open_spans(hall, day)) if person.separate_room else 1
            for span in range(spans):
                column, strange = len(self.costs), person.district not in {"", hall.district}
                self.costs.append(cost_of(person) + STRANGE_DISTRICT * strange)
                self.near += [] if strange else [column]
                own.append((column, 1.0))
                self.of_body[person.organisation, day].append((column, 1.0))
                if person.separate_room:
                    self.alone.append(column)
                    length = float(self._minutes(person) + self.ground.rules.gap_minutes)
                    self.alone_in[hall.key, day, span].append((column, length))
                else:
                    self.sat[hall.key, day].append((column, person))
        self.rows.add(own, count)

    def _add_day(self, hall: Hall, day: date) -> None:
        gap, counted = self.ground.rules.gap_minutes, list[tuple[int, int]]()
        lengths = sorted({self._minutes(person) for person in self.people})
        for number, span in enumerate(open_spans(hall, day)):
            used = list(self.alone_in[hall.key, day, number])
            for length in lengths:
                counted.append((len(self.costs), length))
                used.append((len(self.costs), float(length + gap)))
                self.costs.append(SITTING)
            self.rows.add(used, span.ends - span.begins + gap)
        sat = self.sat[hall.key, day]
        for length in lengths:
            long = [(column, 1.0) for column, person in sat if self._minutes(person) >= length]
            rooms = [(column, -float(len(hall.seats))) for column, minutes in counted if minutes >= length]
            self.rows.add([*long, *rooms], 0)
        needing = [(column, 1.0) for column, person in sat if person.accessible_seat]
        accessible = -float(self.table.accessible_seats(hall))
        self.rows.add([*needing, *((column, accessible) for column, _minutes in counted)], 0)


def cost_of(person: Person) -> float:
    """Whoever needs more comes first, as in the other method; else HiGHS would drop exactly them."""
    first = person.separate_room or person.accessible_seat or person.extra_percent
    return PLACED * (NEEDS_FIRST if first else 1) + SITTING * person.separate_room


def _solve_region(people: list[Person], ground: Ground, halls: list[Hall], seconds: float) -> Solved:
    model = _Model(people, ground, halls)
    cells, bounds = model.rows.cells, np.array(model.rows.bounds)
    rows, columns, values = zip(*cells, strict=True)
    shape = (len(bounds), len(model.costs))
    found = milp(
        np.array(model.costs),
        constraints=LinearConstraint(coo_array((values, (rows, columns)), shape=shape).tocsr(), ub=bounds),
        integrality=np.ones(len(model.costs)),
        bounds=Bounds(0, np.inf),
        options={"time_limit": seconds, "mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return Solved(0, 0, 0, proven=False)
    x = np.rint(found.x)
    return Solved(
        int(x[: model.people_columns].sum()),
        int(x[model.people_columns :].sum() + x[model.alone].sum()),
        int(x[model.near].sum()),
        proven=found.status == 0,
    )
