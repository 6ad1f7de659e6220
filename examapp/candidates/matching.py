"""Whether somebody in a list is already registered: by PINFL, else by document and birth date.

Similar names only propose that two records are one person; a human decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from examapp.candidates.names import sound_key
from examapp.candidates.person import Person


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation as a list needs it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class KnownPerson:
    """A registered candidate as a list needs it; who acts may change only those `in_sight`."""

    id: int
    code: str
    name: str
    search_key: str
    pinfl: str | None
    document: str | None
    birth_date: date | None
    organisation: KnownOrganisation
    positions: dict[str, str]
    language: str
    in_sight: bool = True

    def why_matched(self, person: Person) -> str:
        """Return by what this is the person of a row: `pinfl` or `document`."""
        return "pinfl" if person.pinfl and person.pinfl == self.pinfl else "document"


class Known(Protocol):
    """What an installation knows already; a file can also be judged without.

    Where it `shares` people, somebody of another body may be named, and nothing is shown or changed of them.
    """

    shares: bool

    def prepare(self, persons: Sequence[Person]) -> None:
        """Look up at once whatever these persons will need."""
        ...

    def organisations(self, text: str) -> list[KnownOrganisation]:
        """Return the organisations that a code or a name can mean."""
        ...

    def by_pinfl(self, pinfl: str) -> KnownPerson | None:
        """Return the candidate of a PINFL."""
        ...

    def by_document(self, document: str, birth_date: date) -> KnownPerson | None:
        """Return the candidate of a document and birth date."""
        ...

    def similar(self, person: Person, organisation_id: int) -> list[KnownPerson]:
        """Return candidates whose name sounds alike, of the organisation or of the same birth date."""
        ...


@dataclass(frozen=True)
class Match:
    """What was found: the registered person, or who stands in the way under which kind of finding."""

    person: KnownPerson | None = None
    obstacle: str = ""
    name: str = ""


def find_match(person: Person, known: Known) -> Match:
    """Return the registered person whom a row means, or what forbids to decide it."""
    by_pinfl = known.by_pinfl(person.pinfl) if person.pinfl else None
    by_document = None
    if person.document and person.birth_date:
        by_document = known.by_document(person.document, person.birth_date)
    found = by_pinfl or by_document
    if found is None:
        return Match()
    if not (found.in_sight or known.shares):
        return Match(obstacle="person_elsewhere")
    if by_document is not None and by_document.id != found.id:
        return Match(obstacle="document_of_another", name=_name_in_sight(by_document))
    if person.pinfl and found.pinfl and found.pinfl != person.pinfl:
        return Match(obstacle="document_of_another", name=_name_in_sight(found))
    return Match(person=found)


def _name_in_sight(person: KnownPerson) -> str:
    """Return a name for a finding; who stands outside of the region stays unnamed."""
    return person.name if person.in_sight else "…"


def sounds_alike(first: str, second: str) -> bool:
    """Tell whether two names may be spellings of one: Qarshibaev and Qarshiboev."""
    return sound_key(first) == sound_key(second)


def list_changes(
    person: Person, found: KnownPerson, organisation: KnownOrganisation | None
) -> list[dict[str, str]]:
    """Return what a row would change in a registered person: {"column", "was", "becomes"} each.

    What the row leaves blank changes nothing.
    """
    changes: list[dict[str, str]] = []

    def compare(column: str, was: str, becomes: str) -> None:
        if becomes and becomes != was:
            changes.append({"column": column, "was": was, "becomes": becomes})

    if person.names.search_key != found.search_key:
        compare("name", found.name, person.names.latn)
    compare("pinfl", found.pinfl or "", person.pinfl or "")
    compare("document", found.document or "", person.document or "")
    born = [day.strftime("%d.%m.%Y") if day else "" for day in (found.birth_date, person.birth_date)]
    compare("birth_date", born[0], born[1])
    if organisation is not None and organisation.id != found.organisation.id:
        compare("organisation", found.organisation.name, organisation.name)
    for language, position in person.positions.items():
        column = "position_ru" if language == "ru" else "position"
        compare(column, found.positions.get(language, ""), position)
    compare("language", found.language, person.language or "")
    return changes
