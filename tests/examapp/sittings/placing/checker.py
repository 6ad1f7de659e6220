"""Counts what a plan breaks; it shares nothing with the planner but the records."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from examapp.sittings.placing.records import Ground, Hall, Person, Plan, PlannedSitting, Rules


def violations(people: Sequence[Person], ground: Ground, plan: Plan) -> list[str]:
    """Return every breach of a rule, in words."""
    persons = {person.key: person for person in people}
    halls = {hall.key: hall for hall in ground.halls}
    found = [
        breach
        for sitting in plan.sittings
        for breach in _in_sitting(sitting, halls[sitting.hall], persons, ground)
    ]
    found += _persons(persons, plan)
    found += _bodies(persons, ground, plan)
    found += _overlaps(plan.sittings, halls, ground.rules)
    return found


def _in_sitting(
    sitting: PlannedSitting, hall: Hall, persons: dict[str, Person], ground: Ground
) -> Iterator[str]:
    here = [persons[seat.person] for seat in sitting.seats]
    day, ends = sitting.day, sitting.begins + sitting.minutes
    numbers = [seat.seat for seat in sitting.seats]
    closed = day.isoweekday() > 5 or day in ground.rules.holidays
    spans = hall.special[day] if day in hall.special else hall.hours.get(day.weekday(), ())
    breaches = {
        "nobody comes": not here,
        "a seat is given twice": len(set(numbers)) != len(numbers),
        "a seat that the room has not": not {seat.number for seat in hall.seats}.issuperset(numbers),
        "somebody who sits alone does not": any(one.separate_room for one in here) and len(here) > 1,
        "not a working day": closed,
        "closed": not any(span.begins <= sitting.begins and ends <= span.ends for span in spans),
    }
    yield from (
        f"{sitting.hall} {day} {sitting.begins}: {word}" for word, broken in breaches.items() if broken
    )
    for number, person in zip(numbers, here, strict=True):
        yield from _of_person(sitting, number, person, hall, ground)


def _of_person(
    sitting: PlannedSitting, number: int, person: Person, hall: Hall, ground: Ground
) -> Iterator[str]:
    exam = ground.exams[sitting.programme]
    seat = next((seat for seat in hall.seats if seat.number == number), None)
    other_exam = person.programme != sitting.programme or person.language not in exam.languages
    breaches = {
        "in another region": person.region != hall.region,
        "at no accessible seat": person.accessible_seat and not (seat and seat.accessible),
        "has too little time": sitting.minutes * 100 < exam.minutes * (100 + person.extra_percent),
        "gets another exam": other_exam,
        "outside of the period": not person.first_day <= sitting.day <= person.last_day,
        "on a day off": any(first <= sitting.day <= last for first, last in person.off),
    }
    yield from (f"{person.key} {word}" for word, broken in breaches.items() if broken)


def _persons(persons: dict[str, Person], plan: Plan) -> Iterator[str]:
    seen = Counter(seat.person for sitting in plan.sittings for seat in sitting.seats)
    seen.update(one.person for one in plan.unplaced)
    yield from (f"{key} stands {seen[key]} times in the plan" for key in persons if seen[key] != 1)


def _bodies(persons: dict[str, Person], ground: Ground, plan: Plan) -> Iterator[str]:
    away: Counter[tuple[str, date]] = Counter(ground.away)
    sizes = Counter(person.organisation for person in persons.values())
    for (body, _day), count in ground.away.items():
        sizes[body] += count
    for sitting in plan.sittings:
        away.update((persons[seat.person].organisation, sitting.day) for seat in sitting.seats)
    rules = ground.rules
    for (body, day), count in away.items():
        too_many = count * 100 > sizes[body] * rules.share_percent and count > 1
        if sizes[body] >= rules.share_from and too_many and count > ground.away.get((body, day), 0):
            yield f"{body}: {count} of {sizes[body]} away on {day}"


def _overlaps(sittings: Iterable[PlannedSitting], halls: dict[str, Hall], rules: Rules) -> Iterator[str]:
    taken: dict[tuple[str, date], list[tuple[int, int]]] = {}
    for sitting in sittings:
        spans = taken.setdefault(
            (sitting.hall, sitting.day),
            [(span.begins, span.ends) for span in halls[sitting.hall].busy.get(sitting.day, ())],
        )
        begins, ends = sitting.begins, sitting.begins + sitting.minutes
        for other_begins, other_ends in spans:
            if begins < other_ends + rules.gap_minutes and other_begins < ends + rules.gap_minutes:
                yield f"{sitting.hall} {sitting.day}: two sittings at {begins}"
        spans.append((begins, ends))
