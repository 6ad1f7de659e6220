"""Nobody of the staff decides on what they ask for as a candidate: an excused absence, an accommodation.

Staff have no PINFL here, so that a person is known by the whole name, in any script and order; a namesake
leaves the decision to a colleague.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.whole_names import order_words, whole_name_key
from examapp.candidates.errors import OwnMatter
from examapp.candidates.models import Candidate


def require_not_own(db: Session, candidate: Candidate, actor: str) -> None:
    """Raise OwnMatter where the acting account has the whole name of the candidate."""
    query = select(StaffAccount.display_name).where(StaffAccount.code == actor.removeprefix("staff:"))
    name = db.scalars(query).first()
    if name is not None and whole_name_key(name) == order_words(candidate.search_key):
        raise OwnMatter
