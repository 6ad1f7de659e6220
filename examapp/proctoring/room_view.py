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

from examapp.candidates.accommodation_rules import NO_NEEDS, Needs
from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.core.clock import Instant
from examapp.delivery.models import Alert, Attempt
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.seat_claims import read_claims
from examapp.delivery.states import AttemptState
from examapp.proctoring.looks import Group, Look, choose_group, choose_look
from examapp.proctoring.models import Intervention
from examapp.proctoring.names import name_for, short_name
from examapp.proctoring.needs_me import (
    Card,
    FoldedCard,
    Need,
    SeatFacts,
    fold_cards,
    list_cards,
    list_needs,
    most_blocking,
)
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.proctoring.seats import read_moves
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.queries import needs_at

# What the server itself reports of a seat; everything else is a call of the person, or of the person's page.
SIGNAL_KINDS: Final = frozenset({"conflict"})
# So many at once, and a third of the room, is more than a seat's own misfortune.
MANY: Final = 3
_PAUSING_ACTS: Final = ("paused", "paused_all", "power_cut")


@dataclass(frozen=True, slots=True)
class SeatView:
    """One person in the room. `code` is the candidate's public one; `since` that of the need shown.

    `helps` are the accommodations granted; `other_seat` is where the person has entered, if that is another
    workstation than the one booked or moved to: its number, behind the name of its room where that differs.
    """

    code: str
    attempt_code: str
    seat: int
    name: str
    short_name: str
    state: AttemptState
    look: Look
    group: Group
    needs: Mapping[Need, datetime]
    since: datetime | None
    ends_at: datetime | None
    answered: int
    items: int
    last_saved_at: datetime | None
    cause: str | None
    calls: tuple[Alert, ...]
    receipt: str | None
    helps: Needs = NO_NEEDS
    other_seat: str = ""


@dataclass(frozen=True, slots=True)
class RoomView:
    """The whole room at one moment; `last_end` is when the last of those who have begun ends.

    `many_silent` is how a power cut looks from here, `many_paused` how the room stands after it.
    """

    at: datetime
    seats: tuple[SeatView, ...]
    cards: tuple[Card[SeatView], ...]
    folded: tuple[FoldedCard[SeatView], ...]
    counts: Mapping[Group, int]
    running: int
    paused: int
    many_silent: bool
    many_paused: bool
    last_end: datetime | None

    def find(self, code: str | None) -> SeatView | None:
        """Return the person of a candidate's code."""
        return next((seat for seat in self.seats if seat.code == code), None)

    def find_attempt(self, attempt_code: str) -> SeatView | None:
        """Return the person of an attempt's code."""
        return next((seat for seat in self.seats if seat.attempt_code == attempt_code), None)


def read_room(db: Session, sitting: Sitting, language: str, now: Instant) -> RoomView:
    """Return the room of a sitting in the script of the reader's language."""
    rows = list_attempts(db, sitting.id, now)
    people = _People(
        sitting=sitting,
        language=language,
        candidates={one.id: one for one in db.scalars(_candidates_of(rows))},
        moves={attempt_id: seat.number for attempt_id, seat in read_moves(db, sitting.id).items()},
        admitted=_admitted_at(db, sitting.id),
        causes=_pause_causes(db, sitting.id),
        helps=needs_at(db, sitting),
        claims=read_claims(db, sitting.id),
    )
    seats = sorted((_see(row, people, now.wall) for row in rows), key=lambda one: (one.seat, one.code))
    ends = [seat.ends_at for seat in seats if seat.ends_at is not None]
    running = sum(seat.state is AttemptState.IN_PROGRESS for seat in seats)
    paused = sum(seat.state is AttemptState.PAUSED for seat in seats)
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
        many_paused=paused >= MANY and paused >= running,
        last_end=max(ends, default=None),
    )


@dataclass(frozen=True, slots=True)
class _People:
    sitting: Sitting
    language: str
    candidates: Mapping[int, Candidate]
    moves: Mapping[int, int]
    admitted: Mapping[int, datetime | None]
    causes: Sequence[Intervention]
    helps: Mapping[int, Needs]
    claims: Mapping[int, Workstation]


def _candidates_of(rows: Sequence[AttemptRow]) -> Select[Candidate]:
    return select(Candidate).where(Candidate.id.in_([row.candidate_id for row in rows]))


def _admitted_at(db: Session, sitting_id: int) -> dict[int, datetime | None]:
    rows = db.execute(select(Attempt.id, Attempt.admitted_at).where(Attempt.sitting_id == sitting_id))
    return {row.id: row.admitted_at for row in rows}


def _pause_causes(db: Session, sitting_id: int) -> Sequence[Intervention]:
    return db.scalars(
        select(Intervention)
        .where(Intervention.sitting_id == sitting_id, Intervention.act.in_(_PAUSING_ACTS))
        .order_by(Intervention.id.desc())
    ).all()


def _see(row: AttemptRow, people: _People, now: datetime) -> SeatView:
    facts = _facts(row, people)
    needs = list_needs(facts, now) if people.sitting.state is not SittingState.CLOSED else {}
    need = most_blocking(needs)
    person = people.candidates[row.candidate_id]
    name = name_for(people.language, person.name_latn, person.name_cyrl)
    moved_to = people.moves.get(row.attempt_id) if row.attempt_id else None
    has_end = row.state in {AttemptState.IN_PROGRESS, AttemptState.PAUSED} and row.reading is not None
    return SeatView(
        code=person.code,
        attempt_code=row.code or "",
        seat=moved_to or row.seat,
        name=name,
        short_name=short_name(name),
        state=row.state,
        look=choose_look(row.state, need, closed=people.sitting.state is SittingState.CLOSED),
        group=choose_group(row.state, needs),
        needs=needs,
        since=needs[need] if need else None,
        ends_at=row.reading.ends_at if has_end and row.reading else None,
        answered=row.answered,
        items=row.items,
        last_saved_at=row.last_saved_at,
        cause=_cause(row, people.causes),
        calls=row.alerts,
        receipt=row.receipt,
        helps=people.helps.get(row.candidate_id, NO_NEEDS),
        other_seat=_find_other_seat(people, row.attempt_id, moved_to or row.seat),
    )


def _find_other_seat(people: _People, attempt_id: int | None, seat: int) -> str:
    claimed = people.claims.get(attempt_id) if attempt_id else None
    if claimed is None or (claimed.room_id, claimed.number) == (people.sitting.room_id, seat):
        return ""
    same_room = claimed.room_id == people.sitting.room_id
    return str(claimed.number) if same_room else f"{claimed.room.name} / {claimed.number}"


def _facts(row: AttemptRow, people: _People) -> SeatFacts:
    calls = [alert.at for alert in row.alerts if alert.kind not in SIGNAL_KINDS]
    signals = [alert.at for alert in row.alerts if alert.kind in SIGNAL_KINDS]
    return SeatFacts(
        state=row.state,
        seen_at=row.last_seen_at,
        started_at=row.started_at,
        admitted_at=people.admitted.get(row.attempt_id) if row.attempt_id else None,
        entered_at=row.last_seen_at if row.state is AttemptState.AWAITING else None,
        room_opened_at=people.sitting.opened_at,
        paused_at=row.paused_at,
        called_at=min(calls, default=None),
        signalled_at=min(signals, default=None),
    )


def _cause(row: AttemptRow, causes: Sequence[Intervention]) -> str | None:
    """Return the words of the present pause's cause: the last act that stopped this person's clock."""
    if row.state is not AttemptState.PAUSED:
        return None
    for act in causes:
        if act.attempt_id in {None, row.attempt_id}:
            return CAUSE_WORDS[Cause(act.facts.get("cause", Cause.POWER_CUT.value))]
    return None
