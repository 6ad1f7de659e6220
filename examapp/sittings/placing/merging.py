"""Merging: a small sitting is dissolved where everybody in it finds a seat in others, so that few are held.

A sitting costs a proctor's hours however few come. Nobody is sent out of the own district for it.
"""

from examapp.sittings.placing.choosing import find_slot, is_near, take_place
from examapp.sittings.placing.records import Person
from examapp.sittings.placing.timetable import Slot, Timetable


def merge_small(table: Timetable) -> None:
    """Dissolve what can be dissolved, the smallest first."""
    slots = sorted(
        (slot for slot in table.all_slots() if not slot.private),
        key=lambda slot: (len(slot.people), slot.day, slot.hall.key, slot.begins),
    )
    for slot in slots:
        if slot.people:
            _dissolve(table, slot)


def _dissolve(table: Timetable, slot: Slot) -> None:
    people, minutes = tuple(slot.people), slot.minutes
    moved: list[tuple[Slot, Person]] = []
    for person in people:
        table.leave(slot, person)
    for person in people:
        days = [day for day in table.days(person) if not table.share_is_used(person, day)]
        near = is_near(slot.hall, person)
        halls = [hall for hall in table.halls[person.region] if not near or is_near(hall, person)]
        place = find_slot(table, person, days, halls)
        if place is None:
            break
        moved.append((take_place(table, person, place), person))
    if len(moved) == len(people):
        return
    for new, person in reversed(moved):
        table.leave(new, person)
    slot.minutes = minutes
    table.restore_slot(slot)
    for person in people:
        table.join(slot, person)
