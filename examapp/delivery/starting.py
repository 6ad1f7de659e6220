"""The start: the paper is frozen, the first lease taken, and the clock waits for the first item shown."""

from dataclasses import replace
from typing import cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.fault_points import Point, reached
from examapp.delivery.accommodations import follow_accommodations
from examapp.delivery.attempt_facts import AttemptFacts, facts_as_written
from examapp.delivery.attempts import lock_attempt, may_note_again, move, note
from examapp.delivery.errors import (
    ConsentRefused,
    NeedsProctor,
    NotAdmitted,
    NotOpen,
    NotStarted,
    PaperMissing,
)
from examapp.delivery.expiry import refuse_expired
from examapp.delivery.ledger import append_row, find_check, plan_check, read_entries
from examapp.delivery.models import Attempt, Lease
from examapp.delivery.papers import PaperDesk, check_blueprint
from examapp.delivery.states import RUNNING, STARTED, Act, AttemptState
from examapp.delivery.timing import AttemptClock, LedgerKind
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting, SittingState

# Built once, over the bare tables: a hall starts at one moment, and building costs as much as running.
_ATTEMPT, _BOOKING, _SITTING = Attempt.__table__.c, Booking.__table__.c, Sitting.__table__.c
_BOOKED_FORM = (
    select(_BOOKING.form_id)
    .join_from(Booking.__table__, Attempt.__table__, _ATTEMPT.booking_id == _BOOKING.id)
    .where(_ATTEMPT.id == bindparam("attempt_id"))
)
_FORM_TO_START = _BOOKED_FORM.join(Sitting.__table__, _SITTING.id == _ATTEMPT.sitting_id).where(
    _ATTEMPT.state == AttemptState.AUTHORISED, _SITTING.state == SittingState.OPEN
)
# After the lock: a statement that waits for one sees other tables as they were before.
_PLACE = (
    select(Sitting, Booking)
    .join_from(Booking, Sitting, Sitting.id == Booking.sitting_id)
    .where(Booking.id == bindparam("booking_id"))
    .execution_options(populate_existing=True)
)
_LEASE = insert(cast("Table", Lease.__table__))


def start(db: Session, desk: PaperDesk, attempt_id: int, *, device: str, now: Instant) -> AttemptFacts | None:
    """Start an admitted attempt in an open room; asked again, or twice at once, it is started once.

    Returns the facts as written, None where it had started before. Raises NotAdmitted, NotOpen,
    SittingExpired, ConsentRefused, NeedsProctor; PaperMissing, FormBroken or ListBroken where there is no
    paper that verifies.
    """
    attempt = lock_attempt(db, attempt_id)
    if attempt.state in STARTED:
        _check_device(attempt, device)
        return None
    if attempt.state is AttemptState.AWAITING:
        raise NotAdmitted
    sitting, booking = db.execute(_PLACE, {"booking_id": attempt.booking_id}).one()
    if sitting.state is not SittingState.OPEN:
        raise NotOpen
    refuse_expired(db, sitting, now.wall)
    if attempt.consent is False:
        raise ConsentRefused
    follow_accommodations(db, attempt, now)
    clock = _begin(db, desk, attempt, booking, device, now)
    note(db, attempt, "started", f"candidate:{attempt.code}", now.wall, form_digest=attempt.form_digest)
    return facts_as_written(attempt, clock)


def find_booked_form(db: Session, attempt_id: int) -> int | None:
    """Return the form that is kept for an attempt, if one is."""
    return db.scalar(_BOOKED_FORM, {"attempt_id": attempt_id})


def find_form_to_start(db: Session, attempt_id: int) -> int | None:
    """Return the form that an admitted candidate of an open room would start now, else None."""
    return db.scalar(_FORM_TO_START, {"attempt_id": attempt_id})


def _begin(
    db: Session, desk: PaperDesk, attempt: Attempt, booking: Booking, device: str, now: Instant
) -> AttemptClock:
    if booking.form_id is None:
        raise PaperMissing
    paper = desk.open(db, booking.form_id)
    policy = policy_from_snapshot(booking.sitting.policy or {})
    check_blueprint(paper, policy.blueprint, policy.question_count)
    who = f"candidate:{attempt.code}"
    duration_ms, grace_ms = policy.duration_minutes * 60_000, policy.grace_seconds * 1000
    written = append_row(db, attempt, LedgerKind.STARTED, now, cause="start", author=who, moves=True)
    clock = replace(written, duration_ms=duration_ms)
    move(
        db,
        attempt,
        Act.START,
        lease=1,
        device=device,
        form_id=booking.form_id,
        form_digest=paper.digest,
        item_count=len(paper.form.item_ids()),
        duration_ms=duration_ms,
        grace_ms=grace_ms,
        started_at=now.wall,
        check_at=find_check(AttemptState.IN_PROGRESS, clock, grace_ms, now),
    )
    reached(Point.START_MOVED)
    first = {"number": 1, "device": device, "taken_at": now.wall, "taken_by": who, "reason": "start"}
    db.connection().execute(_LEASE, {"attempt_id": attempt.id, **first})
    reached(Point.START_FROZEN)
    return clock


def show_first_item(db: Session, attempt_id: int, *, device: str, now: Instant) -> AttemptFacts | None:
    """Start the clock: the first item is on the screen. Later calls change nothing.

    Returns the facts once they are written, None where nothing has changed.
    """
    attempt = lock_attempt(db, attempt_id)
    if attempt.state is AttemptState.AWAITING:
        raise NotAdmitted
    if attempt.state is AttemptState.AUTHORISED:
        raise NotStarted
    _check_device(attempt, device)
    if attempt.state not in RUNNING:
        return None
    entries = read_entries(db, attempt.id)
    if any(entry.kind is LedgerKind.SHOWN for entry in entries):
        return None
    clock = append_row(
        db, attempt, LedgerKind.SHOWN, now, cause="first item shown", author=f"candidate:{attempt.code}"
    )
    plan_check(db, attempt, now, clock)
    reached(Point.CLOCK_BEGUN)
    return facts_as_written(attempt, clock)


def _check_device(attempt: Attempt, device: str) -> None:
    if attempt.state in RUNNING and attempt.device != device:
        raise NeedsProctor


def record_consent(db: Session, attempt_id: int, *, accepted: bool, now: Instant) -> None:
    """Record whether the candidate agrees to the processing of personal data; after the start it stands."""
    attempt = lock_attempt(db, attempt_id)
    if attempt.state in STARTED or attempt.consent is accepted:
        return
    if not may_note_again(db, attempt, "consent", now.wall):  # what the log does not say does not hold
        return
    attempt.consent, attempt.consent_at = accepted, now.wall
    note(db, attempt, "consent", f"candidate:{attempt.code}", now.wall, accepted=accepted)


def choose_language(db: Session, attempt_id: int, *, device: str, language: str) -> None:
    """Keep the language in which the candidate wants to read; it changes no item and no answer.

    Raises NeedsProctor for a machine other than the seat's, once the attempt has started.
    """
    attempt = lock_attempt(db, attempt_id)
    if attempt.state in STARTED:
        _check_device(attempt, device)
    attempt.language = language
