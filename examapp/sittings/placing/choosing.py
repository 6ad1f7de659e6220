"""Choosing a place for one person: the own district first, then a slot that stands, then an early day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from examapp.sittings.placing.records import Hall, Person
from examapp.sittings.placing.timetable import Slot, Timetable


@dataclass(frozen=True, slots=True)
class Place:
    """A seat in a slot that stands, or a new slot in a room."""

    hall: Hall
    day: date
    begins: int
    slot: Slot | None = None


def can_sit_at_all(table: Timetable, person: Person) -> bool:
    """Tell whether the person's programme is examined in the person's language."""
    exam = table.ground.exams.get(person.programme)
    return exam is not None and person.language in exam.languages


def find_place(
    table: Timetable, person: Person, *, only_day: date | None = None, share_counts: bool = True
) -> Place | None:
    """Return the best place for a person, or None.

    Own district in a slot that stands, own district in a new one, then the same in another district of the
    region; the region itself is never left. Among equals the earliest day.
    """
    days = [
        day
        for day in table.days(person)
        if only_day in {None, day} and not (share_counts and table.share_is_used(person, day))
    ]
    near = [hall for hall in table.halls[person.region] if is_near(hall, person)]
    far = [hall for hall in table.halls[person.region] if not is_near(hall, person)]
    for halls in (near, far):
        if halls:
            found = find_slot(table, person, days, halls) or _find_opening(table, person, days, halls)
            if found is not None:
                return found
    return None


def take_place(table: Timetable, person: Person, place: Place) -> Slot:
    """Put a person there and return the slot."""
    if place.slot is None:
        return table.open_slot(place.hall, place.day, place.begins, person)
    table.join(place.slot, person)
    return place.slot


def is_near(hall: Hall, person: Person) -> bool:
    """Tell whether a room lies in the person's own district, or the district is not known."""
    return not person.district or hall.district == person.district


def find_slot(table: Timetable, person: Person, days: Sequence[date], halls: Sequence[Hall]) -> Place | None:
    """Return a seat in a slot that stands in one of the rooms on one of the days, or None."""
    if person.separate_room:
        return None
    keys = {hall.key for hall in halls}
    for day in days:
        for slot in table.slots[person.region, person.programme, day]:
            if slot.hall.key in keys and table.can_join(slot, person):
                return Place(slot.hall, day, slot.begins, slot)
    return None


def _find_opening(table: Timetable, person: Person, days: list[date], halls: list[Hall]) -> Place | None:
    """Return a new slot: alone in the smallest room, else in the largest, so that sittings are few."""
    order = sorted(halls, key=lambda hall: len(hall.seats), reverse=not person.separate_room)
    for day in days:
        for hall in order:
            begins = table.find_start(hall, day, person)
            if begins is not None:
                return Place(hall, day, begins)
    return None
