"""The admission slip of a booking: its facts as they stand now, in the candidate's language, as PDF."""

import base64
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from babel.dates import format_date
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import NO_NEEDS, extra_time_ms
from examapp.centres.models import Room
from examapp.centres.naming import call_room
from examapp.centres.plan import places_of
from examapp.centres.plan_drawing import PlanSeat, SeatLook, draw_plan
from examapp.centres.sketch import USUAL_COLUMNS, floors_of, sketch_of
from examapp.centres.sketch_drawing import Tell, draw_centre, say_floor
from examapp.core.clock import TASHKENT
from examapp.core.codes import show_code
from examapp.core.i18n import N_, load_catalogue, say_in, show_time, to_locale
from examapp.core.signing import KeyRing
from examapp.documents.admission_slip.context import AdmissionSlip
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.notices.facts import arrives_at
from examapp.notices.links import link_url
from examapp.notices.wording import WRITTEN
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking
from examapp.sittings.queries import needs_at

PAGE_FONT: Final = "Noto Sans, sans-serif"
PAPER_FONT: Final = "Noto Sans Paper"
MOST_SEATS_IN_HALF: Final = 10
_MS_A_MINUTE: Final = 60_000
# CLDR's Uzbek Cyrillic leaves out the sign with which these months are spelt.
_SOFT_MONTHS: Final = {
    month: f"{month}ь"
    for month in ("январ", "феврал", "апрел", "июн", "июл", "сентябр", "октябр", "ноябр", "декабр")
}


@dataclass(frozen=True)
class SlipDesk:
    """What a slip needs of its installation."""

    fonts: Path
    base_url: str
    keys: KeyRing


def make_slip(db: Session, booking: Booking, desk: SlipDesk, at: datetime, language: str = "") -> bytes:
    """Return the slip as PDF, in the candidate's language unless another is asked for.

    Raises PdfLibrariesMissing without Pango.
    """
    language = language or booking.candidate.language
    language = language if language in WRITTEN else WRITTEN[0]
    ensure_fonts(desk.fonts)
    return render(
        "admission_slip",
        read_slip(db, booking, desk, at, language),
        fonts=desk.fonts,
        language=language,
        translate=load_catalogue(to_locale(language)).gettext,
    )


def read_slip(db: Session, booking: Booking, desk: SlipDesk, at: datetime, language: str) -> AdmissionSlip:
    """Return what the slip says."""
    sitting, candidate = booking.sitting, booking.candidate
    policy = policy_from_snapshot(sitting.policy or {})
    needs = needs_at(db, sitting).get(candidate.id, NO_NEEDS)
    room, centre = sitting.room, sitting.room.centre
    names = (candidate.name_latn, candidate.name_cyrl)
    name, other = names[::-1] if language in {"ru", "uz-Cyrl"} else names
    added = extra_time_ms(policy.duration_minutes * _MS_A_MINUTE, needs, policy.extra_time_percents)
    tell = load_catalogue(to_locale(language)).gettext
    return AdmissionSlip(
        created_at=at,
        rehearsal=sitting.rehearsal,
        programme=say_in(sitting.programme.titles, language),
        name=name or other,
        other_name=other if name and name != other else "",
        organisation=say_in(candidate.organisation.names, language),
        day=say_day(sitting.starts_at.astimezone(TASHKENT).date(), language),
        arrive=show_time(arrives_at(sitting)),
        start=show_time(sitting.starts_at),
        late_entry=policy.late_entry,
        centre=say_in(centre.names, language),
        room=_say_room(room, tell),
        seat=booking.workstation.number,
        address=centre.address,
        telephone=centre.contacts[0].phone if centre.contacts else "",
        sitting_code=sitting.code,
        candidate_code=show_code(booking.candidate_code),
        questions=policy.question_count,
        minutes=policy.duration_minutes,
        extra_minutes=added // _MS_A_MINUTE,
        excuse_days=policy.excuse_working_days,
        sketch=_as_address(draw_centre(centre.rooms, sketch_of(centre), tell, room)),
        plan=_as_address(draw_own_seat(booking, language)),
        wide=_are_wide(room),
        link_url=link_url(desk.keys, desk.base_url, booking.candidate_code),
    )


def _say_room(room: Room, tell: Tell) -> str:
    called = call_room(room.name, tell)
    return called if room.floor is None else f"{called}, {say_floor(room.floor, tell)}"


def _are_wide(room: Room) -> bool:
    """Tell whether sketch or plan has so many columns that half of the page makes it hard to read."""
    floors = floors_of(room.centre.rooms, sketch_of(room.centre))
    rooms = max(column for floor in floors for column, _row in floor.places.values())
    seats = max((column for column, _row in places_of(room.workstations).values()), default=1)
    return rooms > USUAL_COLUMNS or seats > MOST_SEATS_IN_HALF


def draw_own_seat(booking: Booking, language: str) -> str:
    """Return the room's plan as SVG with the booking's seat marked."""
    tell = load_catalogue(to_locale(language)).gettext
    own = booking.workstation.number
    places = places_of(booking.sitting.room.workstations)
    seats = [
        PlanSeat(number, x, y, look=SeatLook.MARKED if number == own else SeatLook.PLAIN)
        for number, (x, y) in sorted(places.items())
    ]
    title = tell(N_("Plan of the room; seat %(seat)s is marked")) % {"seat": own}
    return draw_plan(seats, desk_words=tell(N_("Proctor’s desk · screen")), title=title)


def say_day(day: date, language: str) -> str:
    """Return day, month and weekday in words: 24 noyabr, seshanba."""
    words = format_date(day, "d MMMM, EEEE", locale=to_locale(language))
    if language != "uz-Cyrl":
        return words
    number, rest = words.split(" ", 1)
    month, comma, weekday = rest.partition(",")
    return f"{number} {_SOFT_MONTHS.get(month, month)}{comma}{weekday}"


def _as_address(svg: str) -> str:
    drawn = svg.replace(PAGE_FONT, PAPER_FONT).encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode('ascii')}"
