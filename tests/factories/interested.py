"""A member of staff who turns out to be a candidate of a sitting."""

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.sittings.models import Booking
from question_bank.scripts import search_key


def seat_as_candidate(db: Session, sitting_id: int, account: StaffAccount) -> None:
    """Give the last candidate of a sitting the name of an account."""
    last = db.query(Booking).filter_by(sitting_id=sitting_id).order_by(Booking.id.desc()).first()
    last.candidate.name_latn = account.display_name
    last.candidate.search_key = search_key(account.display_name)
    db.flush()
