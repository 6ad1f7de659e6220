"""The timetable while it is being made: slots in rooms and days, and who may still come in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from examapp.sittings.placing.records import Ground, Hall, Person, Span, minutes_for, most_away


class Slot:
    """A sitting that is still being filled; it is private where somebody needs a room alone."""

    __slots__ = ("begins", "day", "hall", "minutes", "people", "private", "programme")

    def __init__(self, hall: Hall, day: date, begins: int, minutes: int, first: Person) -> None:
        self.hall, self.day, self.begins, self.minutes = hall, day, begins, minutes
        self.programme, self.private = first.programme, first.separate_room
        self.people: list[Person] = []

    @property
    def ends(self) -> int:
        """The minute at which it is over."""
        return self.begins + self.minutes


class Timetable:
    """Who sits when and where so far. Every change keeps every rule; what breaks one is refused."""

    def __init__(self, people: Iterable[Person], ground: Ground) -> None:
        self.ground = ground
        self.slots: dict[tuple[str, str, date], list[Slot]] = defaultdict(list)
        self.halls: dict[str, list[Hall]] = defaultdict(list)
        for hall in ground.halls:
            self.halls[hall.region].append(hall)
        self._in_hall: dict[tuple[str, date], list[Slot]] = defaultdict(list)
        self._away = Counter(ground.away)
        sizes = Counter(person.organisation for person in people)
        for (organisation, _day), count in ground.away.items():
            sizes[organisation] += count
        self._most_away = {body: most_away(size, ground.rules) for body, size in sizes.items()}
        self._days: dict[tuple[object, ...], tuple[date, ...]] = {}
        self._accessible = {hall.key: sum(seat.accessible for seat in hall.seats) for hall in ground.halls}

    def days(self, person: Person) -> Sequence[date]:
        """Return the working days of a person's period on which the person can come."""
        period = (person.first_day, person.last_day, person.off)
        if period not in self._days:
            self._days[period] = tuple(
                day
                for day in _working_days(person.first_day, person.last_day, self.ground)
                if not any(first <= day <= last for first, last in person.off)
            )
        return self._days[period]

    def minutes(self, person: Person) -> int:
        """Return how long a person sits."""
        return minutes_for(person, self.ground.exams[person.programme])

    def accessible_seats(self, hall: Hall) -> int:
        """Return how many accessible seats a room has."""
        return self._accessible[hall.key]

    def share_is_used(self, person: Person, day: date) -> bool:
        """Tell whether as many of the person's body are away that day as may be."""
        body = person.organisation
        return self._away[body, day] >= self._most_away[body]

    def can_join(self, slot: Slot, person: Person) -> bool:
        """Tell whether a person may come into a slot; the share of the body is asked for apart."""
        if slot.private or person.separate_room or slot.programme != person.programme:
            return False
        if len(slot.people) >= len(slot.hall.seats):
            return False
        if person.accessible_seat:
            used = sum(other.accessible_seat for other in slot.people)
            if used >= self.accessible_seats(slot.hall):
                return False
        minutes = self.minutes(person)
        return minutes <= slot.minutes or self._is_free(slot.hall, slot.day, slot.begins, minutes, slot)

    def find_start(self, hall: Hall, day: date, person: Person) -> int | None:
        """Return the first minute at which a new slot for a person fits into a room's day, or None."""
        if not hall.seats or (person.accessible_seat and not self.accessible_seats(hall)):
            return None
        minutes = self.minutes(person)
        taken = sorted(self._taken(hall, day), key=lambda span: span.begins)
        for span in open_spans(hall, day):
            at = self._on_grid(span.begins)
            for other in taken:
                if at + minutes <= other.begins:
                    break
                if other.ends > at:
                    at = self._on_grid(other.ends)
            if at + minutes <= span.ends:
                return at
        return None

    def open_slot(self, hall: Hall, day: date, begins: int, person: Person) -> Slot:
        """Open a slot and let its first person in."""
        slot = Slot(hall, day, begins, self.minutes(person), person)
        self.restore_slot(slot)
        self.join(slot, person)
        return slot

    def restore_slot(self, slot: Slot) -> None:
        """Put a slot on the timetable."""
        self.slots[slot.hall.region, slot.programme, slot.day].append(slot)
        self._in_hall[slot.hall.key, slot.day].append(slot)

    def remove_slot(self, slot: Slot) -> None:
        """Take a slot off that nobody sits in."""
        self.slots[slot.hall.region, slot.programme, slot.day].remove(slot)
        self._in_hall[slot.hall.key, slot.day].remove(slot)

    def join(self, slot: Slot, person: Person) -> None:
        """Let a person in; the slot grows if the person has extra time."""
        slot.people.append(person)
        slot.minutes = max(slot.minutes, self.minutes(person))
        self._away[person.organisation, slot.day] += 1

    def leave(self, slot: Slot, person: Person) -> None:
        """Let a person out; an empty slot goes, one that was long for this person alone shrinks."""
        slot.people.remove(person)
        self._away[person.organisation, slot.day] -= 1
        if slot.people:
            slot.minutes = max(self.minutes(other) for other in slot.people)
        else:
            self.remove_slot(slot)

    def all_slots(self) -> Iterator[Slot]:
        """Yield every slot."""
        for found in self.slots.values():
            yield from found

    def slots_of(self, hall: Hall, day: date) -> Sequence[Slot]:
        """Return the slots of a room's day."""
        return tuple(self._in_hall[hall.key, day])

    def _is_free(self, hall: Hall, day: date, begins: int, minutes: int, but: Slot) -> bool:
        if not any(span.begins <= begins and begins + minutes <= span.ends for span in open_spans(hall, day)):
            return False
        return not any(
            span.begins < begins + minutes and begins < span.ends for span in self._taken(hall, day, but)
        )

    def _taken(self, hall: Hall, day: date, but: Slot | None = None) -> list[Span]:
        gap = self.ground.rules.gap_minutes
        spans = [Span(span.begins - gap, span.ends + gap) for span in hall.busy.get(day, ())]
        return spans + [
            Span(slot.begins - gap, slot.ends + gap)
            for slot in self._in_hall[hall.key, day]
            if slot is not but
        ]

    def _on_grid(self, minute: int) -> int:
        grid = self.ground.rules.grid_minutes
        return -(-minute // grid) * grid


def open_spans(hall: Hall, day: date) -> tuple[Span, ...]:
    """Return when a room is open on a day; nothing where the centre is closed."""
    return hall.special.get(day, hall.hours.get(day.weekday(), ()))


def _working_days(first: date, last: date, ground: Ground) -> Iterator[date]:
    rules = ground.rules
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() in rules.weekdays and day not in rules.holidays:
            yield day
