"""One person of the room as the console shows it: the state, what blocks, and what changed the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from examapp.candidates.accommodation_rules import NO_NEEDS, Needs
from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.delivery.models import Alert
from examapp.delivery.queries import AttemptRow
from examapp.delivery.states import RUNNING, AttemptState
from examapp.proctoring.fair_time import Allowance, is_explained
from examapp.proctoring.looks import Group, Look, choose_group, choose_look
from examapp.proctoring.models import Intervention
from examapp.proctoring.names import name_for, short_name
from examapp.proctoring.needs_me import Need, SeatFacts, list_needs, most_blocking
from examapp.proctoring.pauses import cause_of, find_pausing_act, is_break, is_of_room
from examapp.proctoring.reasons import CAUSE_WORDS
from examapp.programmes.policy import Policy
from examapp.sittings.models import Sitting, SittingState

# What the server itself reports of a seat; everything else is a call of the person, or of the person's page.
SIGNAL_KINDS: Final = frozenset({"conflict"})
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class SeatView:
    """One person in the room. `code` is the candidate's public one; `since` that of the need shown.

    `helps` are the accommodations granted; `other_seat` is where the person has entered, if that is another
    workstation than the one booked or moved to: its number, behind the name of its room where that differs.
    Whoever was `stopped_together` goes on with the others by one press, one `on_break` by the document.
    `given_minutes` come from the time ledger, `extra_minutes` from an accommodation; `explained` is False
    where these and the programme do not come to the time that the clock counts with.
    """

    booking_id: int
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
    seen_at: datetime | None = None
    on_break: bool = False
    stopped_together: bool = False
    given_minutes: int = 0
    extra_minutes: int = 0
    explained: bool = True


@dataclass(frozen=True, slots=True)
class People:
    """What is known of a room's people, by candidate or by attempt; `causes` are acts, the last one first."""

    sitting: Sitting
    language: str
    candidates: Mapping[int, Candidate]
    moves: Mapping[int, int]
    causes: Sequence[Intervention]
    helps: Mapping[int, Needs]
    claims: Mapping[int, Workstation]
    policy: Policy


def see_seat(row: AttemptRow, people: People, now: datetime) -> SeatView:
    """Return how one person stands at a moment."""
    facts = _facts(row, people)
    needs = list_needs(facts, now) if people.sitting.state is not SittingState.CLOSED else {}
    need = most_blocking(needs)
    person = people.candidates[row.candidate_id]
    name = name_for(people.language, person.name_latn, person.name_cyrl)
    moved_to = people.moves.get(row.attempt_id) if row.attempt_id else None
    paused = find_pausing_act(row, people.causes)
    has_end = row.state in {AttemptState.IN_PROGRESS, AttemptState.PAUSED} and row.reading is not None
    return SeatView(
        booking_id=row.booking_id,
        code=person.code,
        attempt_code=row.code or "",
        seat=moved_to or row.seat,
        name=name,
        short_name=short_name(name),
        state=row.state,
        look=choose_look(row.state, need, closed=people.sitting.state is SittingState.CLOSED),
        group=choose_group(row.state, needs, closed=people.sitting.state is SittingState.CLOSED),
        needs=needs,
        since=needs[need] if need else None,
        ends_at=row.reading.ends_at if has_end and row.reading else None,
        answered=row.answered,
        items=row.items,
        last_saved_at=row.last_saved_at,
        cause=CAUSE_WORDS[cause_of(paused)] if paused else None,
        calls=row.alerts,
        receipt=row.receipt,
        helps=people.helps.get(row.candidate_id, NO_NEEDS),
        other_seat=_find_other_seat(people, row.attempt_id, moved_to or row.seat),
        seen_at=row.last_seen_at,
        on_break=is_break(paused),
        stopped_together=is_of_room(paused),
        given_minutes=row.added_ms // _MINUTE_MS,
        extra_minutes=row.accommodation_ms // _MINUTE_MS,
        explained=_is_explained(row, people),
    )


def _find_other_seat(people: People, attempt_id: int | None, seat: int) -> str:
    claimed = people.claims.get(attempt_id) if attempt_id else None
    if claimed is None or (claimed.room_id, claimed.number) == (people.sitting.room_id, seat):
        return ""
    same_room = claimed.room_id == people.sitting.room_id
    return str(claimed.number) if same_room else f"{claimed.room.name} / {claimed.number}"


def _facts(row: AttemptRow, people: People) -> SeatFacts:
    calls = [alert.at for alert in row.alerts if alert.kind not in SIGNAL_KINDS]
    signals = [alert.at for alert in row.alerts if alert.kind in SIGNAL_KINDS]
    return SeatFacts(
        state=row.state,
        seen_at=row.last_seen_at,
        started_at=row.started_at,
        admitted_at=row.admitted_at,
        entered_at=row.last_seen_at if row.state is AttemptState.AWAITING else None,
        room_opened_at=people.sitting.opened_at,
        paused_at=row.paused_at,
        walks_since=row.walks_since,
        called_at=min(calls, default=None),
        signalled_at=min(signals, default=None),
    )


def _is_explained(row: AttemptRow, people: People) -> bool:
    if row.reading is None or row.started_at is None:
        return True
    granted = people.helps.get(row.candidate_id, NO_NEEDS) if row.state in RUNNING else None
    return is_explained(
        Allowance(row.duration_ms, row.accommodation_ms, row.added_ms, row.reading.limit_ms),
        programme_ms=people.policy.duration_minutes * _MINUTE_MS,
        needs=granted,
        allowed_percents=people.policy.extra_time_percents,
    )
