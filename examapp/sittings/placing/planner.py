"""From people and rooms to sittings, seats and the list of who could not be placed."""

from collections.abc import Iterable, Sequence

from examapp.sittings.placing.causes import explain
from examapp.sittings.placing.choosing import can_sit_at_all, find_place, take_place
from examapp.sittings.placing.merging import merge_small
from examapp.sittings.placing.records import Ground, Person, Plan, PlannedSeat, PlannedSitting
from examapp.sittings.placing.repair import Repair
from examapp.sittings.placing.timetable import Slot, Timetable


def place_people(people: Iterable[Person], ground: Ground) -> Plan:
    """Return a plan that breaks no rule; the same question gives the same plan.

    Whoever is hardest to place comes first, then body by body; who is left over is placed by moving others,
    and whoever has no place then is told why. Raises ValueError where a person stands in the question twice.
    """
    ordered = sorted(people, key=_hardest_first)
    if len({person.key for person in ordered}) != len(ordered):
        raise ValueError("a person stands in the question twice")
    table = Timetable(ordered, ground)
    left_over = []
    for person in ordered:
        place = find_place(table, person) if can_sit_at_all(table, person) else None
        if place is None:
            left_over.append(person)
        else:
            take_place(table, person, place)
    repair = Repair(table)
    still = [person for person in left_over if not _repaired(repair, person)]
    merge_small(table)
    unplaced = sorted((explain(table, person) for person in still), key=lambda one: one.person)
    return Plan(_seat_all(table), tuple(unplaced))


def _repaired(repair: Repair, person: Person) -> bool:
    """Try again, because an earlier repair may have freed a place, and then by moving others."""
    table = repair.table
    if not can_sit_at_all(table, person):
        return False
    place = find_place(table, person)
    if place is not None:
        take_place(table, person, place)
        return True
    return repair.make_room(person)


def _hardest_first(person: Person) -> tuple[object, ...]:
    return (
        not person.separate_room,
        not person.accessible_seat,
        -person.extra_percent,
        person.last_day - person.first_day,
        person.first_day,
        person.organisation,
        person.key,
    )


def _seat_all(table: Timetable) -> tuple[PlannedSitting, ...]:
    sittings = [
        PlannedSitting(slot.hall.key, slot.day, slot.begins, slot.minutes, slot.programme, tuple(_seat(slot)))
        for slot in table.all_slots()
    ]
    return tuple(sorted(sittings, key=lambda one: (one.day, one.hall, one.begins)))


def _seat(slot: Slot) -> Sequence[PlannedSeat]:
    """Give accessible seats to whoever needs one, and the others only what those leave."""
    seats = sorted(slot.hall.seats, key=lambda seat: (seat.accessible, seat.number))
    plain = [person for person in slot.people if not person.accessible_seat]
    needing = [person for person in slot.people if person.accessible_seat]
    pairs = [
        *zip(seats, sorted(plain, key=lambda one: one.key), strict=False),
        *zip(reversed(seats), sorted(needing, key=lambda one: one.key), strict=False),
    ]
    chosen = (PlannedSeat(seat.number, person.key) for seat, person in pairs)
    return sorted(chosen, key=lambda one: one.seat)
