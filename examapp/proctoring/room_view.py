"""The room as the console shows it: who sits where, how each stands, and what needs the proctor.

Everything is read anew for each look. No mark is read, because none belongs into the room.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.centres.plan import places_of
from examapp.core.clock import Instant
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.seat_claims import read_claims
from examapp.delivery.states import AttemptState
from examapp.proctoring.looks import Group
from examapp.proctoring.needs_me import Card, FoldedCard, Need, fold_cards, list_cards
from examapp.proctoring.pauses import list_pausing_acts
from examapp.proctoring.seat_view import People, SeatView, see_seat
from examapp.proctoring.seats import read_moves
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting
from examapp.sittings.queries import needs_at

# So many at once, and a third of the room, is more than a seat's own misfortune.
MANY: Final = 3
# One alone has a card of their own.
TOGETHER: Final = 2


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One place of the room's plan: the workstation's number, and who sits there.

    In an `aisle` nobody sits from the first row to the last.
    """

    number: int | None = None
    people: tuple[SeatView, ...] = ()
    aisle: bool = False


@dataclass(frozen=True, slots=True)
class RoomView:
    """The whole room at one moment; `last_end` is when the last of those who have begun ends.

    `many_silent` is how a power cut looks from here, `many_paused` how the room stands after it; `together`
    are those whom one press lets go on. `plan` are the rows of the room as it was drawn, the proctor's desk
    above the first; empty where nobody has drawn it.
    """

    at: datetime
    seats: tuple[SeatView, ...]
    cards: tuple[Card[SeatView], ...]
    folded: tuple[FoldedCard[SeatView], ...]
    counts: Mapping[Group, int]
    running: int
    paused: int
    together: int
    many_silent: bool
    many_paused: bool
    last_end: datetime | None
    plan: tuple[tuple[PlanCell, ...], ...] = ()

    @property
    def unexplained(self) -> tuple[SeatView, ...]:
        """Those whose end differs without a row that says why."""
        return tuple(seat for seat in self.seats if not seat.explained)

    def find(self, code: str | None) -> SeatView | None:
        """Return the person of a candidate's code."""
        return next((seat for seat in self.seats if seat.code == code), None)

    def find_attempt(self, attempt_code: str) -> SeatView | None:
        """Return the person of an attempt's code."""
        return next((seat for seat in self.seats if seat.attempt_code == attempt_code), None)


def read_room(db: Session, sitting: Sitting, language: str, now: Instant) -> RoomView:
    """Return the room of a sitting in the script of the reader's language."""
    rows = list_attempts(db, sitting.id, now)
    people = People(
        sitting=sitting,
        language=language,
        candidates={one.id: one for one in db.scalars(_candidates_of(rows))},
        moves={attempt_id: seat.number for attempt_id, seat in read_moves(db, sitting.id).items()},
        causes=list_pausing_acts(db, sitting.id),
        helps=needs_at(db, sitting),
        claims=read_claims(db, sitting.id),
        policy=policy_from_snapshot(sitting.policy or {}),
    )
    seats = sorted((see_seat(row, people, now.wall) for row in rows), key=lambda one: (one.seat, one.code))
    ends = [seat.ends_at for seat in seats if seat.ends_at is not None]
    running = sum(seat.state is AttemptState.IN_PROGRESS for seat in seats)
    paused = sum(seat.state is AttemptState.PAUSED for seat in seats)
    together = sum(seat.stopped_together for seat in seats)
    silent = sum(Need.NO_CONNECTION in seat.needs for seat in seats if seat.state is AttemptState.IN_PROGRESS)
    return RoomView(
        at=now.wall,
        seats=tuple(seats),
        cards=tuple(list_cards((seat, seat.needs) for seat in seats)),
        folded=tuple(fold_cards((seat, seat.needs) for seat in seats)),
        counts=Counter(seat.group for seat in seats),
        running=running,
        paused=paused,
        many_silent=silent >= MANY and silent * 3 >= running,
        together=together,
        many_paused=together >= TOGETHER and together >= running,
        last_end=max(ends, default=None),
        plan=_lay_out(sitting.room.workstations, seats),
    )


def _lay_out(
    workstations: Sequence[Workstation], seats: Sequence[SeatView]
) -> tuple[tuple[PlanCell, ...], ...]:
    if not any(one.plan_x for one in workstations):
        return ()
    number_at = {place: number for number, place in places_of(workstations).items()}
    used, rows = {x for x, _y in number_at}, max(y for _x, y in number_at)
    return tuple(
        tuple(_cell(number_at.get((x, y)), seats, aisle=x not in used) for x in range(1, max(used) + 1))
        for y in range(1, rows + 1)
    )


def _cell(number: int | None, seats: Sequence[SeatView], *, aisle: bool) -> PlanCell:
    return PlanCell(number, tuple(seat for seat in seats if seat.seat == number), aisle)


def _candidates_of(rows: Sequence[AttemptRow]) -> Select[Candidate]:
    return select(Candidate).where(Candidate.id.in_([row.candidate_id for row in rows]))
