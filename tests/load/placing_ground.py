"""The people and rooms of the benchmark: bodies in 14 regions, centres with ordinary hours, a quarter."""

import random
from datetime import date, timedelta

from examapp.sittings.placing.records import Exam, Ground, Hall, Person, Rules, Seat, Span

QUARTER = (date(2027, 1, 4), date(2027, 3, 31))
HOLIDAYS = frozenset({date(2027, 3, 8), date(2027, 3, 22)})
REGIONS = 14
WHOLE_DAY = ((9, 13), (14, 18))


def make_question(
    *,
    people: int,
    centres: int,
    weeks: int,
    seats: int,
    hours: tuple[tuple[int, int], ...] = WHOLE_DAY,
    seed: int = 1,
) -> tuple[list[Person], Ground]:
    """Return so many people and centres; each body's period is so many weeks of the quarter."""
    chance = random.Random(seed)
    halls = [_hall(number, seats, hours, chance) for number in range(centres)]
    regions = sorted({hall.region for hall in halls})
    weights = [sum(len(hall.seats) for hall in halls if hall.region == region) for region in regions]
    persons: list[Person] = []
    while len(persons) < people:
        region = chance.choices(regions, weights)[0]
        size = min(people - len(persons), chance.choice((2, 3, 5, 8, 12, 20, 40)))
        persons += _body(len(persons), size, region, weeks, chance)
    exams = {"minimum": Exam(60, frozenset({"uz-Latn", "uz-Cyrl", "ru", "kaa"}))}
    return persons, Ground(tuple(halls), exams, Rules(holidays=HOLIDAYS))


def _hall(number: int, seats: int, opens: tuple[tuple[int, int], ...], chance: random.Random) -> Hall:
    region = f"R{number % REGIONS:02d}"
    hours = {day: tuple(Span(60 * first, 60 * last) for first, last in opens) for day in range(5)}
    count = chance.randint(seats * 3 // 4, seats * 5 // 4)
    return Hall(
        f"H{number:02d}",
        region,
        tuple(Seat(place + 1, accessible=place == 0) for place in range(count)),
        hours,
        district=f"{region}-{number // REGIONS}",
    )


def _body(first: int, size: int, region: str, weeks: int, chance: random.Random) -> list[Person]:
    begins, ends = QUARTER
    monday = begins + timedelta(weeks=chance.randrange((ends - begins).days // 7 + 1 - weeks))
    district = f"{region}-{chance.randrange(2)}"
    return [
        Person(
            key=f"P{first + number:05d}",
            organisation=f"B{first:05d}",
            region=region,
            programme="minimum",
            language=chance.choice(("uz-Latn", "uz-Cyrl", "ru")),
            first_day=monday,
            last_day=min(ends, monday + timedelta(weeks=weeks, days=-3)),
            district=district,
            extra_percent=chance.choices((0, 25, 33, 50), (94, 3, 1, 2))[0],
            separate_room=chance.random() < 0.005,
            accessible_seat=chance.random() < 0.01,
        )
        for number in range(size)
    ]
