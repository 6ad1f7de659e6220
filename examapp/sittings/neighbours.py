"""Neighbours have different exam forms: who can look at a screen sees other questions in another order.

Each booking has a form of its own; this looks whether two that lie side by side, or behind each other, hold
the same one all the same, for a form may come from another sitting with the person who moved.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from examapp.centres.plan import Place, places_of
from examapp.sittings.models import Sitting


def list_alike(sitting: Sitting) -> list[tuple[int, int]]:
    """Return the pairs of seats that are neighbours and hold the same form, by their numbers."""
    places = places_of(sitting.room.workstations)
    digests = {
        booking.workstation.number: booking.form.digest
        for booking in sitting.bookings
        if booking.form is not None
    }
    return [
        (one, other)
        for one, other in list_neighbours(sorted(digests), places)
        if digests[one] == digests[other]
    ]


def list_neighbours(numbers: list[int], places: Mapping[int, Place]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that touch on the room's plan; without a place, those with consecutive numbers."""
    for one, other in combinations(numbers, 2):
        if one in places and other in places:
            (x, y), (other_x, other_y) = places[one], places[other]
            if max(abs(x - other_x), abs(y - other_y)) == 1:
                yield one, other
        elif other - one == 1:
            yield one, other
