"""The minutes of a sitting: each candidate's time and what makes it up, incidents, and every act in the room.

They are read from the rows themselves, so they say what ledger and log say. After the closing they change no
more and are an appendix to the result sheet.
"""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.queries import name_actors
from examapp.core.clock import Instant
from examapp.core.i18n import current_language
from examapp.delivery.models import Attempt
from examapp.delivery.queries import list_attempts
from examapp.documents.sitting_minutes.context import Act, SittingMinutes
from examapp.proctoring.act_words import say_act
from examapp.proctoring.attendance import list_facts
from examapp.proctoring.handing_over import list_handovers
from examapp.proctoring.incidents import list_appeal_files, list_incidents
from examapp.proctoring.minutes_lines import People, write_act, write_change, write_matter, write_person
from examapp.proctoring.models import AbortReason, Intervention
from examapp.proctoring.room_view import read_room
from examapp.proctoring.seat_view import SeatView
from examapp.proctoring.time_rows import TimeChange, read_time_changes
from examapp.proctoring.words import show_seconds
from examapp.sittings.models import Sitting, SittingState


def draw_up_minutes(db: Session, sitting: Sitting, now: Instant, *, sheet: str = "") -> SittingMinutes:
    """Return the minutes as they stand, in the reader's language; `sheet` is the result sheet's number."""
    rows = list_attempts(db, sitting.id, now)
    view = read_room(db, sitting, current_language(), now)
    by_booking = {seat.booking_id: seat for seat in view.seats}
    changes, incidents = read_time_changes(db, sitting.id), list_incidents(db, sitting.id)
    acts = _list_acts(db, sitting.id)
    people = _gather(db, sitting, by_booking, changes, acts)
    files = {file.incident_id: file.code for file in list_appeal_files(db, sitting.id)}
    return SittingMinutes(
        created_at=sitting.closed_at or now.wall,
        rehearsal=sitting.rehearsal,
        final=sitting.state is SittingState.CLOSED,
        sitting=sitting.code,
        sheet=sheet,
        facts=list_facts(sitting),
        people=tuple(write_person(row, by_booking[row.booking_id], people) for row in rows),
        times=tuple(write_change(change, people) for change in changes),
        matters=tuple(write_matter(one, files.get(one.id), people) for one in incidents),
        acts=_write_acts(db, sitting, acts, people),
        proctors=tuple(one.staff.display_name for one in sitting.proctors),
    )


def _list_acts(db: Session, sitting_id: int) -> Sequence[Intervention]:
    query = select(Intervention).where(Intervention.sitting_id == sitting_id).order_by(Intervention.id)
    return db.scalars(query).all()


def _gather(
    db: Session,
    sitting: Sitting,
    seats: Mapping[int, SeatView],
    changes: Sequence[TimeChange],
    acts: Sequence[Intervention],
) -> People:
    attempts = db.execute(select(Attempt.id, Attempt.booking_id).where(Attempt.sitting_id == sitting.id))
    reasons = db.scalars(
        select(AbortReason)
        .join(Attempt, Attempt.id == AbortReason.attempt_id)
        .where(Attempt.sitting_id == sitting.id)
    )
    takers = {one.offered_to for one in list_handovers(db, sitting.id)}
    actors = {one.actor for one in acts} | {one.author for one in changes} | takers
    return People(
        seats={row.id: seats[row.booking_id] for row in attempts},
        names=name_actors(db, actors),
        reasons={reason.attempt_id: reason for reason in reasons},
    )


def _write_acts(
    db: Session, sitting: Sitting, acts: Sequence[Intervention], people: People
) -> tuple[Act, ...]:
    """Return the acts in their order, and among them who took the room."""
    done = [(act.at, write_act(act, people)) for act in acts]
    taken = [
        (
            one.settled_at,
            Act(
                when=show_seconds(one.settled_at),
                what=say_act("room_taken", {}),
                who=str(gettext("the whole room")),
                author=people.author(one.offered_to),
            ),
        )
        for one in list_handovers(db, sitting.id)
        if one.settled_at
    ]
    return tuple(act for _at, act in sorted([*done, *taken], key=lambda pair: pair[0]))
