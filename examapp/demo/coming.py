"""The demo's coming sitting and what its people were told: each state that a notice can be in stands there.

A message leaves by the real rounds of the post into a gateway that stands in this process: it takes what it
is given, and says that one telephone could not be reached.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import as_signed_in
from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT, ManualClock, now
from examapp.core.signing import KeyRing
from examapp.demo.installation import ACTOR, PAPER, House
from examapp.demo.plan import PlannedSitting, plan_sitting
from examapp.notices.confirming import BY_LINK, confirm_attendance
from examapp.notices.contacts import set_contact
from examapp.notices.messages import Arrival, Message
from examapp.notices.models import Channel
from examapp.notices.planning import plan_sitting as plan_notices
from examapp.notices.posting import PostOffice, post_due
from examapp.sittings.excuse_models import ExcuseKind
from examapp.sittings.excusing import agree_excuse, record_excuse
from examapp.sittings.models import Booking

CHANNELS: Final = (Channel.SMS,)
DAYS_AHEAD: Final = 8
FRIDAY: Final = 4
HOUR: Final = time(10, 0, tzinfo=TASHKENT)
# The coming sitting's people by their places: who confirms, whose gateway is slow, whose telephone is wrong,
# who has none.
CONFIRMS, SLOW, WRONG, WITHOUT = 0, 2, 3, 4
# Who will not come: one reason waits for the working body, one is agreed.
ASKS, EXCUSED = 4, 5


class DemoGateway:
    """A gateway that delivers all but two messages; what it has not been asked for counts as sent."""

    reports_arrival = True

    def send(self, message: Message) -> str:
        """Take a message; its id is the number of the telephone."""
        return message.to

    def ask(self, provider_id: str) -> Arrival:
        """Report what became of it."""
        odd = {_phone(SLOW): Arrival.WAITING, _phone(WRONG): Arrival.FAILED}
        return odd.get(provider_id, Arrival.DELIVERED)

    def close(self) -> None:
        """Nothing is open."""


def _phone(place: int) -> str:
    return f"9989000000{place + 10}"


def coming_day(at: datetime) -> date:
    """Return a working day that is so near that the reminder of ten days falls together with the notice."""
    day = at.astimezone(TASHKENT).date() + timedelta(days=DAYS_AHEAD)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def add_contacts(db: Session, people: Sequence[Candidate], at: datetime, *, without: int = -1) -> None:
    """Give people made-up telephones, all but one of them if a place is named."""
    for place, candidate in enumerate(people):
        if place != without:
            set_contact(db, candidate, email="", phone=_phone(place), actor=ACTOR, at=at)


def tell_people(office: PostOffice, sitting_id: int) -> None:
    """Plan what the people of a sitting are due, and send it."""
    with office.database.transaction() as db:
        plan_notices(db, sitting_id, CHANNELS, now())
    post_due(office, {Channel.SMS: DemoGateway()})


def plan_coming_sitting(
    db: Session, keys: KeyRing, house: House, people: Sequence[Candidate]
) -> PlannedSitting:
    """Publish the coming sitting in the second room; one of its people has no telephone."""
    at = now()
    add_contacts(db, people, at, without=WITHOUT)
    starts_at, room = datetime.combine(coming_day(at), HOUR), house.rooms[1]
    return plan_sitting(db, keys, house, people, starts_at=starts_at, at=at, room=room)


def tell_coming_people(office: PostOffice, planned: PlannedSitting, clock: ManualClock) -> None:
    """Tell the coming sitting's people: confirmed, delivered, sent, not reached, on paper."""
    tell_people(office, planned.id)
    clock.advance(minutes=5)  # by then the gateway is asked
    tell_people(office, planned.id)
    with office.database.transaction() as db:
        plan_notices(db, planned.id, CHANNELS, now())  # whom the gateway did not reach is told on paper
        booking = db.get_one(Booking, planned.slips[CONFIRMS].booking_id)
        confirm_attendance(db, booking, way=BY_LINK, at=now())


def excuse_absences(db: Session, house: House, planned: PlannedSitting) -> None:
    """Record two reasons not to come, and let the working body agree to one of them."""
    officer, working_body = (as_signed_in(house.staff[name]).actor for name in ("hr-officer", "working-body"))
    for place, kind in ((ASKS, ExcuseKind.ILLNESS), (EXCUSED, ExcuseKind.BUSINESS_TRIP)):
        booking = db.get_one(Booking, planned.slips[place].booking_id)
        made = record_excuse(db, booking, kind, "", PAPER, file_name="hujjat.png", actor=officer, at=now())
        if place == EXCUSED:
            agree_excuse(db, made, actor=working_body, at=now())
