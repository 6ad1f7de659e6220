"""What the proctor does to one attempt: admit or take that back, pause, go on, give time, move, end.

Each verb locks the attempt, first lets time have its due, and is written to the ledger and to the audit log
with its author and cause. Asked twice it is done once.
"""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.db import changed_rows
from examapp.core.errors import AppError
from examapp.core.fault_points import Point, reached
from examapp.core.i18n import N_
from examapp.delivery.attempts import lock_attempt, move, note
from examapp.delivery.closing import end, end_if_time_is_over
from examapp.delivery.errors import TransitionRefused
from examapp.delivery.ledger import append_row, plan_check, read_attempt_clock
from examapp.delivery.models import Attempt, CandidateNotice, ConsoleSighting, Lease, ResponseEvent
from examapp.delivery.states import RUNNING, Act, AttemptState, Ending
from examapp.delivery.timing import AttemptClock, LedgerKind, find_walk, read_clock

MOST_MINUTES: Final = 240
LONGEST_NOTICE: Final = 500


class MinutesRefused(AppError):
    """The minutes are none, too many, or would take more away than was given."""

    code = "minutes_refused"
    message = N_("Enter from 1 to 240 minutes; time that was given can be taken back up to what was given.")


class ReasonMissing(AppError):
    """An act that changes a candidate's attempt needs its reason."""

    code = "reason_missing"
    message = N_("Write the reason: it is kept with the attempt.")


def _locked(db: Session, attempt_id: int, now: Instant) -> Attempt:
    attempt = lock_attempt(db, attempt_id)
    end_if_time_is_over(db, attempt, now)
    return attempt


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def admit(db: Session, attempt_id: int, *, actor: str, now: Instant) -> Attempt:
    """Admit a candidate whose identity the proctor has checked: from now on the attempt can start."""
    attempt = lock_attempt(db, attempt_id)
    if move(db, attempt, Act.ADMIT, admitted_at=now.wall):
        note(db, attempt, "admitted", actor, now.wall)
    return attempt


def withdraw_admission(db: Session, attempt_id: int, *, reason: str, actor: str, now: Instant) -> Attempt:
    """Take an admission back before the start: the candidate waits for the proctor again.

    Raises TransitionRefused where the candidate was faster and has started.
    """
    reason = _require_reason(reason)
    attempt = lock_attempt(db, attempt_id)
    if move(db, attempt, Act.WITHDRAW, admitted_at=None):
        note(db, attempt, "admission_withdrawn", actor, now.wall, reason=reason)
    return attempt


def pause(db: Session, attempt_id: int, *, cause: str, actor: str, now: Instant) -> Attempt:
    """Stop the clock and hide the items."""
    cause = _require_reason(cause)
    attempt = _locked(db, attempt_id, now)
    if move(db, attempt, Act.PAUSE):
        clock = append_row(db, attempt, LedgerKind.PAUSED, now, cause=cause, author=actor)
        plan_check(db, attempt, now, clock)
        note(db, attempt, "paused", actor, now.wall, cause=cause)
    return attempt


def resume(db: Session, attempt_id: int, *, actor: str, now: Instant) -> Attempt:
    """Let the clock go on: after a pause, or of one who was moved and whom nobody waits for any longer.

    Whoever was moved in a pause has both before them: the pause ends first.
    """
    attempt = _locked(db, attempt_id, now)
    known = read_attempt_clock(db, attempt)
    kind = LedgerKind.RESUMED if move(db, attempt, Act.RESUME) else LedgerKind.SEATED
    if kind is LedgerKind.RESUMED or find_walk(known.entries):
        clock = append_row(db, attempt, kind, now, cause="resumed", author=actor, before=known)
        plan_check(db, attempt, now, clock)
        note(db, attempt, "resumed", actor, now.wall)
    return attempt


def extend(db: Session, attempt_id: int, *, minutes: int, cause: str, actor: str, now: Instant) -> Attempt:
    """Give minutes, or with a negative number take given ones back; the candidate sees the cause."""
    cause = _require_reason(cause)
    attempt = _locked(db, attempt_id, now)
    if attempt.state not in RUNNING:
        raise TransitionRefused(state=attempt.state.value, act="extend")
    given = sum(entry.added_ms for entry in read_attempt_clock(db, attempt).entries)
    if not minutes or abs(minutes) > MOST_MINUTES or given + minutes * 60_000 < 0:
        raise MinutesRefused
    clock = append_row(
        db, attempt, LedgerKind.EXTENSION, now, cause=cause, author=actor, added_ms=minutes * 60_000
    )
    plan_check(db, attempt, now, clock)
    note(db, attempt, "extended", actor, now.wall, minutes=minutes, cause=cause)
    return attempt


def take_over(
    db: Session, attempt_id: int, *, reason: str, actor: str, now: Instant, given_ms: int = 0
) -> Attempt:
    """Free the attempt for another seat: the lease rises, and what the old seat still sends is stale.

    The next machine that enters with the candidate's codes gets the new lease; until then the clock stands,
    because a fault of a computer is never the candidate's. A pause goes on as it was. If nothing had been
    stored yet, the time used so far is given back, but for `given_ms`: so much was given for faults already.
    """
    reason = _require_reason(reason)
    attempt = _locked(db, attempt_id, now)
    move(db, attempt, Act.TAKE_OVER, lease=attempt.lease + 1, device=None)
    reached(Point.LEASE_RAISED)
    db.add(
        Lease(attempt_id=attempt.id, number=attempt.lease, taken_at=now.wall, taken_by=actor, reason=reason)
    )
    clock = append_row(db, attempt, LedgerKind.MOVED, now, cause=reason, author=actor)
    lost_ms = 0 if _has_stored(db, attempt) else _used_since_credit(clock, now) - given_ms
    if lost_ms > 0:
        clock = append_row(
            db, attempt, LedgerKind.CREDIT, now, cause=reason, author=actor, added_ms=lost_ms, before=clock
        )
    plan_check(db, attempt, now, clock)
    note(db, attempt, "taken_over", actor, now.wall, lease=attempt.lease, reason=reason)
    return attempt


def _has_stored(db: Session, attempt: Attempt) -> bool:
    stored = select(ResponseEvent.seq).where(ResponseEvent.attempt_id == attempt.id)
    return db.scalars(stored.limit(1)).first() is not None


def _used_since_credit(clock: AttemptClock, now: Instant) -> int:
    """Return the used time that no earlier takeover has given back, in milliseconds."""
    credited = sum(entry.added_ms for entry in clock.entries if entry.kind is LedgerKind.CREDIT)
    return read_clock(clock, now).used_ms - credited


def terminate(db: Session, attempt_id: int, *, reason: str, actor: str, now: Instant) -> Attempt:
    """End a running attempt; it is sealed when its seat has sent everything or the grace is over."""
    reason = _require_reason(reason)
    attempt = _locked(db, attempt_id, now)
    end(db, attempt, Ending.PROCTOR, now, author=actor, reason=reason)
    return attempt


def list_running(db: Session, sitting_id: int, state: AttemptState | None = None) -> list[int]:
    """Return the ids of a room's running attempts, or of those in one state."""
    states = [state] if state else list(RUNNING)
    return list(
        db.scalars(
            select(Attempt.id)
            .where(Attempt.sitting_id == sitting_id, Attempt.state.in_(states))
            .order_by(Attempt.id)
        )
    )


def pause_room(db: Session, sitting_id: int, *, cause: str, actor: str, now: Instant) -> int:
    """Pause everybody who is running; returns how many."""
    paused = [
        pause(db, attempt_id, cause=cause, actor=actor, now=now)
        for attempt_id in list_running(db, sitting_id, AttemptState.IN_PROGRESS)
        if not end_if_time_is_over(db, lock_attempt(db, attempt_id), now)
    ]
    return len(paused)


def resume_room(db: Session, sitting_id: int, *, actor: str, now: Instant) -> int:
    """Let everybody who is paused go on; returns how many."""
    waiting = list_running(db, sitting_id, AttemptState.PAUSED)
    return len([resume(db, attempt_id, actor=actor, now=now) for attempt_id in waiting])


def extend_room(db: Session, sitting_id: int, *, minutes: int, cause: str, actor: str, now: Instant) -> int:
    """Give everybody who is running the same minutes, with the same cause; returns how many."""
    extended = [
        extend(db, attempt_id, minutes=minutes, cause=cause, actor=actor, now=now)
        for attempt_id in list_running(db, sitting_id)
        if not end_if_time_is_over(db, lock_attempt(db, attempt_id), now)
    ]
    return len(extended)


def send_notice(
    db: Session, sitting_id: int, *, text: str, actor: str, now: Instant, attempt_id: int | None = None
) -> None:
    """Show a message to one candidate, or to the whole room, at their pages' next question."""
    text = _require_reason(text)[:LONGEST_NOTICE]
    db.add(
        CandidateNotice(sitting_id=sitting_id, attempt_id=attempt_id, text=text, author=actor, at=now.wall)
    )
    here = select(Attempt).where(Attempt.sitting_id == sitting_id).order_by(Attempt.id).with_for_update()
    for attempt in db.scalars(here if attempt_id is None else here.where(Attempt.id == attempt_id)):
        attempt.version += 1
    db.flush()


def mark_console_open(db: Session, sitting_id: int, now: Instant) -> None:
    """Note that the proctor's console is open: the room's pages ask every two seconds then and a while on."""
    seen = update(ConsoleSighting).where(ConsoleSighting.sitting_id == sitting_id).values(seen_at=now.wall)
    if changed_rows(db, seen):
        return
    try:
        with db.begin_nested():
            db.add(ConsoleSighting(sitting_id=sitting_id, seen_at=now.wall))
    except IntegrityError:  # a second console was opened in the same moment
        db.execute(seen)
