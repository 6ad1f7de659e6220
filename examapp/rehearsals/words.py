"""A rehearsal in words: what each check is, what was found, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, ngettext

from examapp.centres.readiness import Light
from examapp.core.i18n import N_
from examapp.rehearsals.judging import RoomCheck, RoomLine
from examapp.rehearsals.models import RoomRehearsal
from examapp.sittings.seat_notes import write_numbers

TITLES: Final = {
    RoomCheck.SEATS: N_("Workstations that took part"),
    RoomCheck.ITEMS: N_("Items of every kind"),
    RoomCheck.ANSWERS: N_("Answers on the server"),
    RoomCheck.STORAGE: N_("Answers on the workstations’ own disks"),
    RoomCheck.DELAY: N_("Longest wait for an acknowledgement"),
    RoomCheck.LINK: N_("Lost requests"),
    RoomCheck.SYNC: N_("Server’s disk: one small write"),
    RoomCheck.SPACE: N_("Server’s disk: free space"),
}
# What is wrong, as a cause; what to do, as advice.
CAUSES: Final = {
    RoomCheck.SEATS: N_("not every workstation took part to the end"),
    RoomCheck.ITEMS: N_("not every kind of item was answered"),
    RoomCheck.ANSWERS: N_("answers did not reach the server"),
    RoomCheck.STORAGE: N_("a workstation’s disk did not keep answers"),
    RoomCheck.DELAY: N_("acknowledgements take too long"),
    RoomCheck.LINK: N_("too many requests were lost"),
    RoomCheck.SYNC: N_("the server’s disk is too slow"),
    RoomCheck.SPACE: N_("the server’s disk is nearly full"),
}
ADVICE: Final = {
    RoomCheck.SEATS: N_(
        "Open the rehearsal’s page on each of them before you begin, or take them out of service."
    ),
    RoomCheck.ITEMS: N_("Update the browser there and check the computer again."),
    RoomCheck.ANSWERS: N_("Look at cable and switch of these workstations, then rehearse again."),
    RoomCheck.STORAGE: N_("Free space on their disks, and let the browser keep data."),
    RoomCheck.DELAY: N_("Look at the link between room and server; close whatever loads it."),
    RoomCheck.LINK: N_("Look at cable and switch of these workstations, then rehearse again."),
    RoomCheck.SYNC: N_("Close other programs on the server, or move its data to a faster disk."),
    RoomCheck.SPACE: N_("Remove old files from the server’s disk."),
}

_MANY_MB: Final = 10_000

ONLY_SIMULATED: Final = N_(
    "Only simulated seats took part: server and link are tried, the computers are not."
)


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line of the verdict as a person reads it."""

    title: str
    light: Light
    reading: str
    seats: str
    advice: str


def say_lines(lines: Sequence[RoomLine]) -> list[SaidLine]:
    """Return the lights in the language of the request."""
    return [
        SaidLine(
            title=gettext(TITLES[line.check]),
            light=line.light,
            reading=_say_figure(line),
            seats=_say_seats(line.seats),
            advice="" if line.light is Light.GREEN else _say_advice(line),
        )
        for line in lines
    ]


def say_cause(rehearsal: RoomRehearsal) -> str:
    """Return what keeps the room from being ready, with the workstations."""
    line = next(one for one in rehearsal.lines if one["check"] == rehearsal.cause)
    words = gettext(CAUSES[RoomCheck(line["check"])])
    return f"{words} ({_say_seats(tuple(line['seats']))})" if line["seats"] else str(words)


def _say_advice(line: RoomLine) -> str:
    if line.check is RoomCheck.SEATS and line.light is Light.AMBER:
        return str(gettext(ONLY_SIMULATED))
    return str(gettext(ADVICE[line.check]))


def _say_seats(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    words = ngettext(
        "workstation %(numbers)s",
        "workstations %(numbers)s",
        len(numbers),
        numbers=write_numbers(numbers),
    )
    return str(words)


def _say_figure(line: RoomLine) -> str:
    figure = line.figure
    if line.check in {RoomCheck.DELAY, RoomCheck.SYNC}:
        return str(gettext("%(ms)s ms", ms=figure))
    if line.check is RoomCheck.LINK:
        return f"{figure} %"
    if line.check is RoomCheck.SPACE:
        # Five digits are read as a number that is not understood.
        large = figure >= _MANY_MB
        return str(
            gettext("%(gb)s GB", gb=round(figure / 1000)) if large else gettext("%(mb)s MB", mb=figure)
        )
    if line.check is RoomCheck.SEATS:
        return str(figure)
    return str(
        gettext("faultless") if figure == 0 else ngettext("%(num)s at fault", "%(num)s at fault", figure)
    )
