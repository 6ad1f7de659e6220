"""Nobody of the staff decides on what they ask for as a candidate: an excused absence, an accommodation.

Staff have no PINFL here, so that a person is known by the whole name, in any script and order; a namesake
leaves the decision to a colleague.
"""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.candidates.errors import OwnMatter
from examapp.candidates.models import Candidate
from question_bank.scripts import search_key


def require_not_own(db: Session, candidate: Candidate, actor: str) -> None:
    """Raise OwnMatter where the acting account has the whole name of the candidate."""
    query = select(StaffAccount.display_name).where(StaffAccount.code == actor.removeprefix("staff:"))
    name = db.scalars(query).first()
    if name is not None and whole_name_key(name) == order_words(candidate.search_key):
        raise OwnMatter


# A name's key costs more than a query, and the same names are asked for all the time.
@lru_cache(maxsize=4096)
def whole_name_key(name: str) -> str:
    """Return the key by which two spellings of a whole name are one: any script, any order of the words."""
    return order_words(search_key(name))


def order_words(key: str) -> str:
    """Return the words of a name's key in one order: some write the family name first, others last."""
    return " ".join(sorted(key.split()))
