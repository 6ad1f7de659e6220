"""Why somebody could not be placed: rules are lifted in turn; the first whose lifting helps is named."""

from dataclasses import replace
from typing import Final

from examapp.sittings.placing.choosing import can_sit_at_all, find_place
from examapp.sittings.placing.records import Cause, Person, Remedy, Unplaced
from examapp.sittings.placing.timetable import Timetable, open_spans

REMEDIES: Final[dict[Cause, tuple[Remedy, ...]]] = {
    Cause.NO_PERIOD: (Remedy.SCHEDULE_ROW,),
    Cause.LANGUAGE: (Remedy.OTHER_LANGUAGE,),
    Cause.CANNOT_COME: (Remedy.LONGER_PERIOD,),
    Cause.NO_WORKING_DAY: (Remedy.LONGER_PERIOD,),
    Cause.NO_ROOM_IN_REGION: (Remedy.MORE_ROOMS,),
    Cause.CLOSED: (Remedy.LONGER_PERIOD, Remedy.LONGER_HOURS),
    Cause.HOURS_TOO_SHORT: (Remedy.LONGER_HOURS,),
    Cause.NO_ACCESSIBLE_SEAT: (Remedy.ACCESSIBLE_SEAT,),
    Cause.BODY_SHARE: (Remedy.LONGER_PERIOD,),
    Cause.ACCESSIBLE_SEATS_TAKEN: (Remedy.ACCESSIBLE_SEAT, Remedy.LONGER_PERIOD),
    Cause.NO_ROOM_ALONE: (Remedy.LONGER_PERIOD, Remedy.LONGER_HOURS, Remedy.MORE_ROOMS),
    Cause.NO_LONG_SLOT: (Remedy.LONGER_HOURS, Remedy.LONGER_PERIOD),
    Cause.FULL: (Remedy.LONGER_PERIOD, Remedy.LONGER_HOURS, Remedy.MORE_ROOMS, Remedy.MORE_SEATS),
}


def explain(table: Timetable, person: Person) -> Unplaced:
    """Return the cause for a person without a place, and what would help."""
    cause = _without_the_others(table, person) or _beside_the_others(table, person)
    return Unplaced(person.key, cause, REMEDIES[cause])


def _without_the_others(table: Timetable, person: Person) -> Cause | None:
    """Return what would stand in the way if nobody else came."""
    days, halls = table.days(person), [hall for hall in table.halls[person.region] if hall.seats]
    spans = [(hall, span) for hall in halls for day in days for span in open_spans(hall, day)]
    long_enough = can_sit_at_all(table, person) and {
        hall.key: hall for hall, span in spans if span.ends - span.begins >= table.minutes(person)
    }
    stands = (
        (Cause.NO_PERIOD, person.first_day <= person.last_day),
        (Cause.LANGUAGE, can_sit_at_all(table, person)),
        (Cause.CANNOT_COME, days or not table.days(replace(person, off=()))),
        (Cause.NO_WORKING_DAY, days),
        (Cause.NO_ROOM_IN_REGION, halls),
        (Cause.CLOSED, spans),
        (Cause.HOURS_TOO_SHORT, long_enough),
        (
            Cause.NO_ACCESSIBLE_SEAT,
            not person.accessible_seat
            or (long_enough and any(table.accessible_seats(hall) for hall in long_enough.values())),
        ),
    )
    return next((cause for cause, holds in stands if not holds), None)


def _beside_the_others(table: Timetable, person: Person) -> Cause:
    """Return which need or rule, if it were lifted, would give the person a place beside the others."""
    if find_place(table, person, share_counts=False) is not None:
        return Cause.BODY_SHARE
    if person.separate_room:  # a whole room's hour is more than any other need
        return Cause.NO_ROOM_ALONE
    eased = (
        (person.accessible_seat, replace(person, accessible_seat=False), Cause.ACCESSIBLE_SEATS_TAKEN),
        (person.extra_percent > 0, replace(person, extra_percent=0), Cause.NO_LONG_SLOT),
    )
    for needed, without, cause in eased:
        if needed and find_place(table, without) is not None:
            return cause
    return Cause.FULL
