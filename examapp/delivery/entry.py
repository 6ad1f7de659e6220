"""Entry: three codes that fit together give the machine a token, and only one machine while an attempt runs.

A wrong code gets the same reply for the same work, whichever of the three is wrong. Guessing is slowed down
per code and address; a whole room behind one address is never locked out by one seat's mistakes.

Why six digits are enough: whoever knows no candidate's code (2⁴⁰ of them) has 600 tries a minute from one
address, and finds one of a room of fifty within a day with a chance of 4 in 10⁵, still without its PIN.
Whoever has read a code on somebody's slip has 1,000 wrong PINs of 10⁶ a day from one address, a chance of
1 in 1,000. Even the right PIN gives no more than a place before the proctor, who admits the person by the
document, and nothing at all while the attempt runs on another machine.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.addresses import counted_place
from examapp.core.clock import Instant
from examapp.core.codes import read_code
from examapp.core.errors import AppError
from examapp.core.signing import KeyRing
from examapp.delivery.attempts import lock_attempt, may_note_again, note, prepare_attempt
from examapp.delivery.errors import EntryRefused, EntryThrottled, NeedsProctor
from examapp.delivery.expiry import refuse_expired
from examapp.delivery.ledger import append_row, plan_check, read_attempt_clock
from examapp.delivery.messages import SentEntryCodes
from examapp.delivery.models import Attempt, EntryFailure, Lease, SeatSighting
from examapp.delivery.seat_claims import claim_seat
from examapp.delivery.states import RUNNING, AttemptState
from examapp.delivery.timing import LedgerKind, find_walk
from examapp.delivery.tokens import device_tag, issue_token, new_device_secret
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.booking import pin_fits
from examapp.sittings.models import Booking, Sitting, SittingState

WINDOW: Final = timedelta(minutes=1)
# Six times what hands can type: a person who mistypes never meets it, and then types the right PIN.
MOST_FAILURES_OF_A_CODE: Final = 60
DAY: Final = timedelta(days=1)
MOST_FAILURES_OF_A_CODE_A_DAY: Final = 1000
# A room of fifty seats behind one address may mistype a dozen times each.
MOST_FAILURES_OF_AN_ADDRESS: Final = 600
_OPEN_TO_ENTRY: Final = (SittingState.PUBLISHED, SittingState.OPEN, SittingState.CLOSED)


@dataclass(frozen=True, slots=True)
class Entered:
    """What the machine is given at entry."""

    attempt: str
    token: str
    state: str
    lease: int
    device: str
    languages: tuple[str, ...]
    language: str


def enter(
    db: Session, keys: KeyRing, token_key: bytes, codes: SentEntryCodes, *, address: str, now: Instant
) -> Entered | AppError:
    """Check the codes and return a token, or the refusal as a value, so that its record is committed."""
    typed = f"{read_code(codes.sitting_code)} {read_code(codes.candidate_code)}"
    place = counted_place(address)
    code_key = keys.mac("entry-throttle", f"{typed} {place}".encode())
    address_key = keys.mac("entry-throttle", place.encode())
    until = _find_end_of_wait(db, code_key, address_key, now.wall)
    if until is not None:
        return EntryThrottled(until, now.wall)
    booking = _find_booking(db, codes)
    # A booking that does not exist costs the same comparison as one that does.
    pin_is_right = pin_fits(
        keys, booking or Booking(candidate_code="", pin_mac="0" * 64), read_code(codes.pin)
    )
    if booking is None or not pin_is_right:
        db.execute(delete(EntryFailure).where(EntryFailure.at < now.wall - DAY))
        db.add(EntryFailure(code_key=code_key, address_key=address_key, at=now.wall))
        return EntryRefused()
    attempt = lock_attempt(db, prepare_attempt(db, booking, now.wall).id)
    secret = codes.device or new_device_secret()
    device = device_tag(token_key, secret)
    if not _take_seat(db, attempt, device, now):
        return NeedsProctor()
    _be_seen(db, attempt, now.wall)
    claim_seat(db, keys, attempt, codes.workstation, now.wall)
    if may_note_again(db, attempt, "entered", now.wall):
        note(db, attempt, "entered", f"candidate:{attempt.code}", now.wall, seat=booking.workstation.number)
    policy = policy_from_snapshot(booking.sitting.policy or {})
    return Entered(
        attempt=attempt.code,
        token=issue_token(token_key, attempt_id=attempt.id, code=attempt.code, device=device, at=now.wall),
        state=attempt.state.value,
        lease=attempt.lease,
        device=secret,
        languages=policy.languages,
        language=attempt.language or booking.candidate.language,
    )


def has_entered(db: Session, booking_id: int) -> bool:
    """Tell whether somebody has entered with a booking: it is moved to no other sitting any more."""
    return db.scalars(select(Attempt.id).where(Attempt.booking_id == booking_id)).first() is not None


def _be_seen(db: Session, attempt: Attempt, at: datetime) -> None:
    """Let the proctor see that somebody sits here, even if the link dies before the first heartbeat."""
    if db.get(SeatSighting, attempt.id) is None:
        # A heartbeat under an earlier token may come first; then it has said so already.
        with suppress(IntegrityError), db.begin_nested():
            db.add(
                SeatSighting(attempt_id=attempt.id, number=0, seen_at=at, lease=0, head_seq=-1, head_id="")
            )


def _find_booking(db: Session, codes: SentEntryCodes) -> Booking | None:
    return db.scalars(
        select(Booking)
        .join(Booking.sitting)
        .where(
            Sitting.entry_code == read_code(codes.sitting_code),
            Sitting.state.in_(_OPEN_TO_ENTRY),
            Booking.candidate_code == read_code(codes.candidate_code),
        )
    ).first()


def _find_end_of_wait(db: Session, code_key: str, address_key: str, at: datetime) -> datetime | None:
    """Return when the next try is taken, or None where it is now: as many failures as may be must grow old.

    They lie in the database, so several processes and a restart count alike. Tries of one moment are counted
    together afterwards: a process that serves n threads lets at most n − 1 more pass.
    """
    bounds = (
        (EntryFailure.code_key == code_key, WINDOW, MOST_FAILURES_OF_A_CODE),
        (EntryFailure.code_key == code_key, DAY, MOST_FAILURES_OF_A_CODE_A_DAY),
        (EntryFailure.address_key == address_key, WINDOW, MOST_FAILURES_OF_AN_ADDRESS),
    )
    waits = []
    for mine, window, most in bounds:
        lately = select(EntryFailure.at).where(mine, EntryFailure.at > at - window)
        first = db.scalar(lately.order_by(EntryFailure.at.desc()).offset(most - 1).limit(1))
        if first is not None:
            waits.append(first + window)
    return max(waits, default=None)


def _take_seat(db: Session, attempt: Attempt, device: str, now: Instant) -> bool:
    """Give a running attempt's free lease to this machine; False if another machine holds it.

    With it the way to the new computer ends: the clock waits for the first item on its screen. Raises
    SittingExpired where it has stood until long after: nobody goes on then, however much time is left.
    """
    if attempt.state not in RUNNING and attempt.state is not AttemptState.CLOSING:
        return True
    if attempt.device is None:  # a takeover has freed the attempt for the next machine
        clock = read_attempt_clock(db, attempt)
        walks = find_walk(clock.entries) is not None
        if walks:
            refuse_expired(db, db.get_one(Sitting, attempt.sitting_id), now.wall)
        attempt.device = device
        attempt.version += 1
        lease = db.get(Lease, (attempt.id, attempt.lease))
        if lease is not None:
            lease.device = device
        if walks:
            who = f"candidate:{attempt.code}"
            clock = append_row(
                db, attempt, LedgerKind.ARRIVED, now, cause="entered", author=who, before=clock
            )
            plan_check(db, attempt, now, clock)
        return True
    return attempt.device == device
