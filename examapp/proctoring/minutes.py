"""The minutes of a sitting: each candidate's time and what makes it up, incidents, and every act in the room.

They are read from the rows themselves, so they say what ledger and log say. After the closing they change no
more and are an appendix to the result sheet.
"""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.queries import name_actors
from examapp.core.clock import Instant
from examapp.core.i18n import current_language
from examapp.delivery.models import Attempt
from examapp.delivery.queries import AttemptRow, has_erased_attempts, list_attempts
from examapp.documents.sitting_minutes.context import Act, Note, SilentTime, SittingMinutes
from examapp.lockdown.exceptions import list_every_exception
from examapp.lockdown.models import LockdownException
from examapp.lockdown.signals import list_totals
from examapp.lockdown.words import say_totals
from examapp.proctoring.act_words import say_act
from examapp.proctoring.attendance import list_facts
from examapp.proctoring.errors import TimesDeleted
from examapp.proctoring.exception_lines import list_hands, write_exceptions
from examapp.proctoring.handing_over import list_handovers
from examapp.proctoring.incidents import list_appeal_files, list_incidents
from examapp.proctoring.minutes_lines import (
    People,
    write_act,
    write_change,
    write_loss,
    write_matter,
    write_person,
)
from examapp.proctoring.models import AbortReason, Intervention
from examapp.proctoring.room_view import read_room
from examapp.proctoring.seat_view import SeatView
from examapp.proctoring.silences import read_losses
from examapp.proctoring.time_rows import read_time_changes
from examapp.proctoring.words import show_seconds
from examapp.sittings.models import Sitting, SittingState


def draw_up_minutes(db: Session, sitting: Sitting, now: Instant, *, sheet: str = "") -> SittingMinutes:
    """Return the minutes as they stand, in the reader's language; `sheet` is the result sheet's number.

    Raises TimesDeleted where what they are drawn up from is gone after the years of keeping.
    """
    if has_erased_attempts(db, sitting.id):
        raise TimesDeleted
    rows = list_attempts(db, sitting.id, now)
    view = read_room(db, sitting, current_language(), now)
    by_booking = {seat.booking_id: seat for seat in view.seats}
    changes, incidents = read_time_changes(db, sitting.id), list_incidents(db, sitting.id)
    acts, exceptions = _list_acts(db, sitting.id), list_every_exception(db, sitting.id)
    hands = {one.actor for one in acts} | {one.author for one in changes} | list_hands(exceptions)
    people = _gather(db, sitting, by_booking, hands)
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
        silences=_list_silences(db, rows, people, now),
        matters=tuple(write_matter(one, files.get(one.id), people) for one in incidents),
        acts=_write_acts(db, sitting, acts, exceptions, people),
        proctors=tuple(one.staff.display_name for one in sitting.proctors),
        notes=_list_notes(db, sitting, by_booking),
    )


def _list_silences(
    db: Session, rows: Sequence[AttemptRow], people: People, now: Instant
) -> tuple[SilentTime, ...]:
    """Return in which silences of their computers time ran off whose clock, by seat."""
    losses = read_losses(db, rows, now)
    return tuple(
        write_loss(loss, people.whom(row.attempt_id))
        for row in rows
        for loss in losses.get(row.attempt_id or 0, ())
    )


def _list_notes(db: Session, sitting: Sitting, seats: Mapping[int, SeatView]) -> tuple[Note, ...]:
    """Return what the pages noticed, by seat, for those of whom something was noted."""
    totals = list_totals(db, sitting.id)
    noted = db.execute(select(Attempt.id, Attempt.booking_id).where(Attempt.id.in_(totals)))
    lines = [(seats[row.booking_id], say_totals(totals[row.id])) for row in noted]
    return tuple(
        Note(seat=seat.seat, name=seat.name, what=what)
        for seat, what in sorted(lines, key=lambda line: line[0].seat)
    )


def _list_acts(db: Session, sitting_id: int) -> Sequence[Intervention]:
    query = select(Intervention).where(Intervention.sitting_id == sitting_id).order_by(Intervention.id)
    return db.scalars(query).all()


def _gather(
    db: Session,
    sitting: Sitting,
    seats: Mapping[int, SeatView],
    hands: Collection[str],
) -> People:
    attempts = db.execute(select(Attempt.id, Attempt.booking_id).where(Attempt.sitting_id == sitting.id))
    reasons = db.scalars(
        select(AbortReason)
        .join(Attempt, Attempt.id == AbortReason.attempt_id)
        .where(Attempt.sitting_id == sitting.id)
    )
    takers = {one.offered_to for one in list_handovers(db, sitting.id)}
    return People(
        seats={row.id: seats[row.booking_id] for row in attempts},
        names=name_actors(db, {*hands, *takers}),
        reasons={reason.attempt_id: reason for reason in reasons},
    )


def _write_acts(
    db: Session,
    sitting: Sitting,
    acts: Sequence[Intervention],
    exceptions: Sequence[LockdownException],
    people: People,
) -> tuple[Act, ...]:
    """Return the acts in their order, among them who took the room and what was decided on its browsers."""
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
    return tuple(
        act
        for _at, act in sorted(
            [*done, *taken, *write_exceptions(exceptions, people)], key=lambda pair: pair[0]
        )
    )
