"""Repair: room is made for somebody left over by moving others who have another place to go.

Three ways, each undone whole when it does not help: one sits elsewhere so that a seat is free; a colleague
comes on another day so that the body's share is free; a small sitting is dissolved so that its hour is.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from examapp.sittings.placing.choosing import find_place, take_place
from examapp.sittings.placing.records import Person
from examapp.sittings.placing.timetable import Slot, Timetable

MOST_TRIES = 400
MOST_DISSOLVED = 6


class Repair:
    """Makes room on one timetable, and remembers for whom it was tried in vain."""

    def __init__(self, table: Timetable) -> None:
        self.table = table
        self._in_vain: set[Kind] = set()

    def make_room(self, person: Person) -> bool:
        """Place a person for whom no place is free by moving others; tell whether it worked."""
        if kind_of(person) in self._in_vain:
            return False
        stuck = {kind_of(person)}
        ways = (
            _swap_seats(self.table, person, stuck),
            _swap_colleagues(self.table, person),
            _dissolve(self.table, person),
        )
        if any(any(islice(way, MOST_TRIES)) for way in ways):
            return True
        self._in_vain.add(kind_of(person))
        return False


# People of one kind have the same places to go.
Kind = tuple[object, ...]


def kind_of(person: Person) -> Kind:
    """Return all that decides where a person can sit."""
    return (
        person.organisation,
        person.region,
        person.programme,
        person.first_day,
        person.last_day,
        person.off,
        person.extra_percent,
        person.separate_room,
        person.accessible_seat,
    )


def _swap_seats(table: Timetable, person: Person, stuck: set[Kind]) -> Iterator[bool]:
    """One who sits in a slot that would do goes elsewhere, and the person takes the seat.

    Whose kind is `stuck` has nowhere to go: the timetable stands still while it is asked for one person.
    """
    if person.separate_room:
        return
    for day in table.days(person):
        if table.share_is_used(person, day):
            continue
        for slot in tuple(table.slots[person.region, person.programme, day]):
            for other in tuple(slot.people):
                if kind_of(other) in stuck or not _is_easier(other, person):
                    continue
                worked = _exchange(table, slot, other, person)
                if not worked:
                    stuck.add(kind_of(other))
                yield worked


def _swap_colleagues(table: Timetable, person: Person) -> Iterator[bool]:
    """One of the same body comes on another day, and the person may be away on this one."""
    for day in table.days(person):
        if not table.share_is_used(person, day):
            continue
        for slot in _slots_of_day(table, person.region, day):
            for other in tuple(slot.people):
                if other.organisation == person.organisation:
                    yield _change_days(table, slot, other, person)


def _dissolve(table: Timetable, person: Person) -> Iterator[bool]:
    """All of a small sitting go elsewhere, and the person's slot takes its hour."""
    for day in table.days(person):
        if table.share_is_used(person, day):
            continue
        small = [
            slot
            for hall in table.halls[person.region]
            for slot in table.slots_of(hall, day)
            if len(slot.people) <= MOST_DISSOLVED
        ]
        for slot in sorted(small, key=lambda one: len(one.people)):
            yield _empty_for(table, slot, person)


def _is_easier(other: Person, person: Person) -> bool:
    """Whoever needs less has more places to go; equals may trade, too, because periods differ."""
    return (other.accessible_seat, other.extra_percent) <= (person.accessible_seat, person.extra_percent)


def _exchange(table: Timetable, slot: Slot, other: Person, person: Person) -> bool:
    _leave_standing(table, slot, other)
    fits = table.can_join(slot, person) if slot.people else _could_be_first(table, slot, person)
    if fits:
        table.join(slot, person)
        place = find_place(table, other)
        if place is not None:
            take_place(table, other, place)
            return True
        _leave_standing(table, slot, person)
    table.join(slot, other)
    return False


def _could_be_first(table: Timetable, slot: Slot, person: Person) -> bool:
    """Let the next person's length stand instead of an empty slot's own, and tell whether it fits."""
    slot.minutes = min(table.minutes(person), slot.minutes)
    return table.can_join(slot, person)


def _leave_standing(table: Timetable, slot: Slot, person: Person) -> None:
    """Let a person out and keep the slot, even empty: somebody comes in at once."""
    minutes = slot.minutes
    table.leave(slot, person)
    if not slot.people:
        slot.minutes = minutes
        table.restore_slot(slot)


def _change_days(table: Timetable, slot: Slot, other: Person, person: Person) -> bool:
    _leave_standing(table, slot, other)
    mine = find_place(table, person, only_day=slot.day)
    if mine is not None:
        taken = take_place(table, person, mine)
        place = find_place(table, other)
        if place is not None:
            take_place(table, other, place)
            if not slot.people:
                table.remove_slot(slot)
            return True
        _undo(table, taken, person, keep=slot)
    table.join(slot, other)
    return False


def _undo(table: Timetable, taken: Slot, person: Person, *, keep: Slot) -> None:
    if taken is keep:
        _leave_standing(table, taken, person)
    else:
        table.leave(taken, person)


def _empty_for(table: Timetable, slot: Slot, person: Person) -> bool:
    moved: list[tuple[Slot, Person]] = []
    people, minutes = tuple(slot.people), slot.minutes
    for other in people:
        table.leave(slot, other)
    mine = find_place(table, person, only_day=slot.day)
    taken = take_place(table, person, mine) if mine is not None else None
    if taken is not None:
        for other in people:
            place = find_place(table, other)
            if place is None:
                break
            moved.append((take_place(table, other, place), other))
        if len(moved) == len(people):
            return True
        for new, other in reversed(moved):
            table.leave(new, other)
        table.leave(taken, person)
    slot.minutes = minutes
    table.restore_slot(slot)
    for other in people:
        table.join(slot, other)
    return False


def _slots_of_day(table: Timetable, region: str, day: date) -> list[Slot]:
    return [slot for hall in table.halls[region] for slot in table.slots_of(hall, day)]
