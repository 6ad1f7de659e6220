"""What is due for deletion, by kind."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from examapp.retention.due_attempts import list_attempts
from examapp.retention.due_audit import list_pieces
from examapp.retention.due_papers import (
    list_accommodations,
    list_drafts,
    list_excuses,
    list_imports,
    list_intakes,
)
from examapp.retention.models import Kind
from examapp.retention.terms import Term, day_of, read_terms
from examapp.retention.things import Thing

LISTERS: Final[Mapping[Kind, Callable[[Session, Term, date], Iterator[Thing]]]] = {
    Kind.ATTEMPTS: list_attempts,
    Kind.EXCUSES: list_excuses,
    Kind.ACCOMMODATIONS: list_accommodations,
    Kind.LISTS: list_drafts,
    Kind.INTAKES: list_intakes,
    Kind.IMPORTS: list_imports,
    Kind.AUDIT: list_pieces,
}


@dataclass(frozen=True)
class DueOfKind:
    """The terms of a kind and all whose years are over by them, the held ones, too."""

    kind: Kind
    terms: tuple[Term, ...]
    things: tuple[Thing, ...]

    @property
    def approved(self) -> bool:
        """Whether each value that this rests on is approved: by a provisional one nothing is deleted."""
        return bool(self.terms) and all(term.approved for term in self.terms)


def read_due(db: Session, kind: Kind, at: datetime) -> DueOfKind:
    """Return what is due of a kind at a moment."""
    today, terms = day_of(at), tuple(read_terms(db, kind, at))
    found = [thing for term in terms for thing in LISTERS[kind](db, term, today)]
    # A log is cut from its beginning on; of anything else the oldest goes first.
    things = found if kind is Kind.AUDIT else sorted(found, key=lambda thing: thing.day)
    return DueOfKind(kind, terms, tuple(things))
