"""What the database knows of the people and organisations of a list, looked up for all of them at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.matching import KnownOrganisation, KnownPerson
from examapp.candidates.models import Candidate
from examapp.candidates.names import sound_key
from examapp.candidates.person import Person
from examapp.organisations.models import Organisation
from examapp.organisations.queries import list_organisations
from examapp.organisations.recognition import OrganisationIndex

CHUNK = 400


class KnownPeople:
    """Registered candidates and organisations, as seen by somebody who may be bound to one region."""

    shares = False

    def __init__(self, db: Session, region_code: str | None = None) -> None:
        self._db = db
        self._region_code = region_code
        self._index = OrganisationIndex(list_organisations(db, region_code))
        self._by_pinfl: dict[str, KnownPerson] = {}
        self._by_document: dict[tuple[str, date], KnownPerson] = {}
        self._by_sound: dict[str, list[KnownPerson]] = {}

    def prepare(self, persons: Sequence[Person]) -> None:
        """Look up whoever has one of the PINFLs, documents, birth dates, or serves in one of the bodies."""
        organisations = {
            item.id for text in {person.organisation for person in persons} for item in self._find(text)
        }
        self._load(Candidate.pinfl, {person.pinfl for person in persons if person.pinfl})
        self._load(Candidate.document, {person.document for person in persons if person.document})
        self._load(Candidate.birth_date, {person.birth_date for person in persons if person.birth_date})
        self._load(Candidate.organisation_id, organisations)

    def load_organisation(self, organisation_id: int) -> None:
        """Look up whoever serves in one body."""
        self._load(Candidate.organisation_id, [organisation_id])

    def organisations(self, text: str) -> list[KnownOrganisation]:
        """Return the organisations that a code or a name can mean."""
        return [_known_organisation(item) for item in self._find(text)]

    def by_pinfl(self, pinfl: str) -> KnownPerson | None:
        """Return the candidate of a PINFL."""
        return self._by_pinfl.get(pinfl)

    def by_document(self, document: str, birth_date: date) -> KnownPerson | None:
        """Return the candidate of a document and birth date."""
        return self._by_document.get((document, birth_date))

    def similar(self, person: Person, organisation_id: int) -> list[KnownPerson]:
        """Return candidates whose name sounds alike, of the organisation or of the same birth date."""
        return [
            other
            for other in self._by_sound.get(sound_key(person.names.latn), [])
            if other.in_sight
            and (
                other.organisation.id == organisation_id or other.birth_date == person.birth_date is not None
            )
        ]

    def _find(self, text: str) -> list[Organisation]:
        return self._index.find(text) if text else []

    def _load(self, column: Any, values: Iterable[Any]) -> None:
        wanted = sorted(values)
        for start in range(0, len(wanted), CHUNK):
            self._keep(column.in_(wanted[start : start + CHUNK]))

    def _keep(self, condition: ColumnElement[bool]) -> None:
        found = self._db.scalars(
            select(Candidate).where(condition).options(joinedload(Candidate.organisation))
        )
        for candidate in found:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Know a candidate from now on: one found, or one who has just been registered."""
        known = self._known(candidate)
        if known.pinfl:
            self._by_pinfl[known.pinfl] = known
        if known.document and known.birth_date:
            self._by_document[known.document, known.birth_date] = known
        alike = self._by_sound.setdefault(sound_key(known.name), [])
        if all(other.id != known.id for other in alike):
            alike.append(known)

    def _known(self, candidate: Candidate) -> KnownPerson:
        return known_person(
            candidate, in_sight=self._region_code in {None, candidate.organisation.region_code}
        )


class PeopleOfBody(KnownPeople):
    """Registered candidates as one body's list needs them: its own in sight, those of others shared."""

    shares = True

    def __init__(self, db: Session, organisation: Organisation) -> None:
        super().__init__(db)
        self._body = organisation
        self._index = OrganisationIndex([organisation])

    def prepare(self, persons: Sequence[Person]) -> None:
        """Look up whoever has one of the PINFLs or documents, or serves in the body."""
        self._load(Candidate.pinfl, {person.pinfl for person in persons if person.pinfl})
        self._load(Candidate.document, {person.document for person in persons if person.document})
        self.load_organisation(self._body.id)

    def _known(self, candidate: Candidate) -> KnownPerson:
        return known_person(candidate, in_sight=candidate.organisation_id == self._body.id)


def known_person(candidate: Candidate, *, in_sight: bool = True) -> KnownPerson:
    """Return a candidate as a list needs it."""
    return KnownPerson(
        id=candidate.id,
        code=candidate.code,
        name=candidate.name_latn,
        search_key=candidate.search_key,
        pinfl=candidate.pinfl,
        document=candidate.document,
        birth_date=candidate.birth_date,
        organisation=_known_organisation(candidate.organisation),
        positions=candidate.positions,
        language=candidate.language,
        in_sight=in_sight,
    )


def _known_organisation(organisation: Organisation) -> KnownOrganisation:
    return KnownOrganisation(organisation.id, organisation.code, organisation.names["uz-Latn"])
