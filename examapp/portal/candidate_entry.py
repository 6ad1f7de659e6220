"""Who a candidate is to their own page: code and PIN, slowed down after wrong tries, without an account."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.sign_in import note_failure, refuse_while_throttled
from examapp.core.addresses import counted_place
from examapp.core.codes import read_code
from examapp.core.errors import AppError
from examapp.core.i18n import N_
from examapp.core.signing import KeyRing
from examapp.sittings.booking import pin_fits, pin_mac
from examapp.sittings.models import Booking


class CandidateUnknown(AppError):
    """Code or PIN is wrong; which of them is not said."""

    status = 401
    code = "candidate_unknown"
    message = N_(
        "The code or the PIN is wrong. Type both again as they stand on your paper, or ask the operator."
    )


def find_own_booking(
    db: Session, keys: KeyRing, *, typed_code: str, pin: str, address: str, at: datetime
) -> Booking | None:
    """Return the booking that code and PIN belong to, or None; wrong tries are counted in this transaction.

    The same work is done for a wrong code and a wrong PIN. Raises SignInThrottled after too many.
    """
    # Wrong tries here do not keep the staff behind the same address from signing in.
    address = f"own page {counted_place(address)}"
    code, digits = read_code(typed_code), "".join(character for character in pin if character.isdecimal())
    # The row is locked, so that guesses of one moment are counted one after the other.
    wanted = select(Booking).where(Booking.candidate_code == code).with_for_update(key_share=True)
    booking = db.scalars(wanted).first()
    refuse_while_throttled(db, f"candidate {code}", address, at)
    if booking is None:
        pin_mac(keys, code, digits)
    elif pin_fits(keys, booking, digits):
        return booking
    note_failure(db, f"candidate {code}", address, at)
    return None
