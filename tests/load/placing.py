"""`python -m tests.load.placing`: both methods of planning sittings, on loose, usual and tight questions.

Prints CPU seconds, who is placed, in how many sittings, how many in their own district, and how many rules
the plan breaks by a checker that shares nothing with the planner.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from examapp.sittings.placing.planner import place_people
from examapp.sittings.placing.records import Ground, Person, Plan
from tests.examapp.sittings.placing.checker import violations
from tests.load.placing_ground import make_question
from tests.load.placing_highs import solve

QUESTIONS: dict[str, dict[str, Any]] = {
    "a quarter, any day of it": {"weeks": 12, "seats": 20},
    "two weeks a body": {"weeks": 2, "seats": 20},
    "small rooms": {"weeks": 2, "seats": 8},
    "two hours a day": {"weeks": 4, "seats": 7, "hours": ((10, 12),)},
    "two hours a day, two weeks": {"weeks": 2, "seats": 7, "hours": ((10, 12),)},
    "too few seats": {"weeks": 12, "seats": 4, "hours": ((9, 11),)},
}


def near(plan: Plan, people: Sequence[Person], ground: Ground) -> int:
    """Return how many sit in their own district."""
    district = {hall.key: hall.district for hall in ground.halls}
    own = {person.key: person.district for person in people}
    return sum(
        own[seat.person] == district[sitting.hall] for sitting in plan.sittings for seat in sitting.seats
    )


def main() -> None:
    """Print the figures."""
    reader = argparse.ArgumentParser(prog="python -m tests.load.placing", description=__doc__)
    reader.add_argument("--people", type=int, default=5000)
    reader.add_argument("--centres", type=int, default=20)
    reader.add_argument("--seconds", type=float, default=20, help="HiGHS's limit a region")
    reader.add_argument("--without-highs", action="store_true")
    options = reader.parse_args()
    print(f"{options.people} people, {options.centres} centres; CPU s, placed, sittings, own district")
    for name, shape in QUESTIONS.items():
        people, ground = make_question(people=options.people, centres=options.centres, **shape)
        began = time.process_time()
        plan = place_people(people, ground)
        used = time.process_time() - began
        broken, causes = len(violations(people, ground, plan)), Counter(one.cause for one in plan.unplaced)
        print(
            f"{name:<28} greedy {used:8.2f}{plan.placed:7}{len(plan.sittings):6}"
            f"{near(plan, people, ground):6}  rules broken {broken}, left over {dict(causes)}",
            flush=True,
        )
        if options.without_highs:
            continue
        began = time.process_time()
        solved = solve(people, ground, seconds_a_region=options.seconds)
        used = time.process_time() - began
        print(
            f"{'':<28} HiGHS  {used:8.2f}{solved.placed:7}{solved.sittings:6}{solved.near:6}"
            f"  {'' if solved.proven else 'not '}proven within 0.1 %",
            flush=True,
        )


if __name__ == "__main__":
    main()
