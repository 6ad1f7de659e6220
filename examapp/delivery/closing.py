"""Every ending — button, time, proctor, crash — runs this code: closing, then sealed, with one receipt.

An attempt stays in `closing` until its seat has named its last event and all are here, or the grace is over.
Marking is not its business: the room of marks asks the database what is sealed and has none.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.fault_points import Point, reached
from examapp.delivery.attempts import lock_attempt, move, note
from examapp.delivery.counting import StoredEvent, list_missing
from examapp.delivery.errors import AnswersMissing, AttemptPaused, NeedsProctor, NotStarted, UnknownLease
from examapp.delivery.event_log import load_events
from examapp.delivery.ledger import append_row, find_check, plan_check, read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.sealing import MOST_MISSING, Receipt, find_receipt, seal
from examapp.delivery.states import ENDING_ACTS, FINISHED, AttemptState, Ending, next_state
from examapp.delivery.timing import AttemptClock, LedgerKind, read_clock


class HandedIn(NamedTuple):
    """What became of an attempt, at which version of it, and the receipt."""

    state: AttemptState
    version: int
    receipt: Receipt


def hand_in(db: Session, attempt_id: int, *, device: str, last: tuple[int, int], now: Instant) -> HandedIn:
    """Hand in from the candidate's page; asked again it returns the same receipt.

    Raises AnswersMissing with the seqs up to `last` that are not here, and then nothing has changed.
    """
    attempt = lock_attempt(db, attempt_id)
    receipt = find_receipt(db, attempt_id) if attempt.state in FINISHED else None
    if receipt is not None:
        return HandedIn(attempt.state, attempt.version, receipt)
    if attempt.state in {AttemptState.AWAITING, AttemptState.AUTHORISED}:
        raise NotStarted
    _check_seat(attempt, device, last[0])
    events = load_events(db, attempt.id)
    _check_queue(events, last)
    if attempt.state is AttemptState.PAUSED:
        raise AttemptPaused
    clock = None
    if attempt.state is AttemptState.IN_PROGRESS:
        clock = _end_by_button(db, attempt, now)
    receipt = finish(db, attempt, now, handed_in=True, events=events, clock=clock)
    return HandedIn(attempt.state, attempt.version, receipt)


def _check_seat(attempt: Attempt, device: str, lease: int) -> None:
    if attempt.device != device or lease < attempt.lease:
        raise NeedsProctor
    if lease > attempt.lease:
        raise UnknownLease


def _check_queue(events: Iterable[StoredEvent], last: tuple[int, int]) -> None:
    lease, seq = last
    missing = list_missing((event.seq for event in events if event.lease == lease), seq)
    if missing:
        raise AnswersMissing(lease, missing[:MOST_MISSING])


def _end_by_button(db: Session, attempt: Attempt, now: Instant) -> AttemptClock | None:
    clock = read_attempt_clock(db, attempt)
    if not read_clock(clock, now).time_left:
        return end(db, attempt, Ending.TIME, now, author="system", reason="", clock=clock)
    author = f"candidate:{attempt.code}"
    return end(db, attempt, Ending.BUTTON, now, author=author, reason="", clock=clock)


def end(
    db: Session,
    attempt: Attempt,
    ending: Ending,
    now: Instant,
    *,
    author: str,
    reason: str,
    clock: AttemptClock | None = None,
) -> AttemptClock | None:
    """Stop the clock and begin to close a locked attempt; None if it was closing already.

    `clock` is the attempt's, where the caller has read it under this lock; returned is the stopped one.
    """
    act, _ = ENDING_ACTS[ending]
    if next_state(attempt.state, act) is None:
        return None
    cause = reason or ending.value
    clock = append_row(
        db, attempt, LedgerKind.ENDED, now, cause=cause, author=author, moves=True, before=clock
    )
    reached(Point.END_WRITTEN)
    check_at = find_check(AttemptState.CLOSING, clock, attempt.grace_ms, now)
    move(db, attempt, act, ending=ending, ended_at=now.wall, end_reason=reason or None, check_at=check_at)
    reached(Point.END_MOVED)
    note(db, attempt, "ended", author, now.wall, ending=ending.value, reason=reason)
    return clock


def end_if_time_is_over(db: Session, attempt: Attempt, now: Instant) -> bool:
    """End a locked running attempt whose time is used up; True if it did."""
    if attempt.state is not AttemptState.IN_PROGRESS:
        return False
    clock = read_attempt_clock(db, attempt)
    if read_clock(clock, now).time_left:
        return False
    return end(db, attempt, Ending.TIME, now, author="system", reason="", clock=clock) is not None


def settle(db: Session, attempt: Attempt, now: Instant) -> None:
    """Do for a locked attempt what time alone demands: end it, and seal it once the grace is over."""
    end_if_time_is_over(db, attempt, now)
    if attempt.state is AttemptState.CLOSING:
        if read_clock(read_attempt_clock(db, attempt), now).over_ms > attempt.grace_ms:
            finish(db, attempt, now)
        else:
            plan_check(db, attempt, now)
    elif attempt.state is AttemptState.IN_PROGRESS:
        plan_check(db, attempt, now)


def finish(
    db: Session,
    attempt: Attempt,
    now: Instant,
    *,
    handed_in: bool = False,
    events: Sequence[StoredEvent] | None = None,
    clock: AttemptClock | None = None,
) -> Receipt:
    """Seal a closing attempt that the caller has locked: final state, head, receipt.

    `events` and `clock` are the attempt's, where the caller has read them under this lock.
    """
    if attempt.ending is None:
        raise NotStarted
    _, act = ENDING_ACTS[attempt.ending]
    move(db, attempt, act, check_at=None, handed_in=attempt.handed_in or handed_in)
    reached(Point.FINISH_MOVED)
    receipt = seal(db, attempt, now, revision=0, events=events, clock=clock)
    reached(Point.HEAD_SEALED)
    return receipt
