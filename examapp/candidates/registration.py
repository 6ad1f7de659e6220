"""Registering people and changing what is registered of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.candidates.cells import Cell, ReadRow
from examapp.candidates.errors import CandidateKnown, FactsRefused, ReasonMissing
from examapp.candidates.findings import Finding, Gravity, is_refused
from examapp.candidates.known_people import KnownPeople
from examapp.candidates.matching import KnownPerson
from examapp.candidates.models import Candidate
from examapp.candidates.names import DisplayNames, read_name
from examapp.candidates.person import Person
from examapp.candidates.row_judging import DEFAULT_LANGUAGE, judge_row
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import Conflict
from examapp.organisations.models import Organisation
from question_bank.scripts import search_key


def read_person(fields: Mapping[str, str], at: datetime) -> tuple[Person, list[Finding]]:
    """Return the person whom typed fields describe, and warnings; the fields are named as a list's columns.

    Raises FactsRefused with every finding, so that a form can show all of them at once.
    """
    cells = {column: Cell(text) for column, text in fields.items()}
    judged = judge_row(ReadRow(0, cells), at.astimezone(TASHKENT).date())
    if judged.person is None:
        raise FactsRefused([item for item in judged.findings if item.gravity is Gravity.REFUSED])
    return judged.person, judged.findings


def create_candidate(
    db: Session,
    *,
    organisation: Organisation,
    family_name: str,
    given_name: str,
    actor: str,
    at: datetime,
    patronymic: str = "",
    pinfl: str = "",
    document: str = "",
    birth_date: date | None = None,
    positions: Mapping[str, str] | None = None,
    language: str = DEFAULT_LANGUAGE,
    reason: str = "",
    known: KnownPeople | None = None,
) -> Candidate:
    """Register a person from typed facts; both scripts of the name come from whichever was given.

    `known` is as for `register_person`. Raises FactsRefused, CandidateKnown, and ReasonMissing where somebody
    similar is registered.
    """
    fields = {
        "family_name": family_name,
        "given_name": given_name,
        "patronymic": patronymic,
        "pinfl": pinfl,
        "document": document,
        "birth_date": birth_date.isoformat() if birth_date else "",
    }
    person, _warnings = read_person(fields, at)
    described = Person(
        given=person.given,
        names=person.names,
        pinfl=person.pinfl,
        document=person.document,
        birth_date=person.birth_date,
        positions=dict(positions or {}),
        language=language,
    )
    return register_person(
        db, described, organisation=organisation, reason=reason, known=known, actor=actor, at=at
    )


def register_person(
    db: Session,
    person: Person,
    *,
    organisation: Organisation,
    actor: str,
    at: datetime,
    reason: str = "",
    known: KnownPeople | None = None,
) -> Candidate:
    """Register a person by hand. Raises CandidateKnown, and ReasonMissing where somebody similar is there.

    Whoever registers many of one body gives what is known of it, so that the body is not read for each.
    """
    if known is None:
        known = _look_for(db, person)
        known.load_organisation(organisation.id)
    _refuse_if_known(person, known)
    similar = known.similar(person, organisation.id)
    if similar and not reason.strip():
        raise ReasonMissing(names=", ".join(other.name for other in similar))
    with _unless_entered_meanwhile(db, person):
        candidate = add_person(db, person, organisation_id=organisation.id, at=at)
        db.flush()
    known.add(candidate)
    facts = {"similar": [other.code for other in similar], "reason": " ".join(reason.split())}
    _note(db, "candidate.created", candidate, actor, at, facts if similar else {})
    return candidate


def change_candidate(
    db: Session,
    candidate: Candidate,
    person: Person,
    *,
    organisation: Organisation,
    actor: str,
    at: datetime,
    name_latn: str = "",
    name_cyrl: str = "",
) -> None:
    """Replace what is registered of a person; a display name typed by hand stands over the rendered one.

    Raises CandidateKnown where PINFL or document are somebody else's, FactsRefused for a display name.
    """
    _refuse_if_known(person, _look_for(db, person), but=candidate.id)
    shown = _choose_names(candidate, person, name_latn, name_cyrl)
    former = (candidate.name_latn, candidate.name_cyrl)
    with _unless_entered_meanwhile(db, person, but=candidate.id):
        _put_names(candidate, person, shown)
        mark_renamed(candidate, former, at)
        candidate.pinfl, candidate.document = person.pinfl, person.document
        candidate.birth_date, candidate.positions = person.birth_date, person.positions
        candidate.language = person.language or candidate.language
        candidate.organisation = organisation
        db.flush()
    is_same = former == (candidate.name_latn, candidate.name_cyrl)
    before = {} if is_same else {"former_name": " / ".join(former)}
    _note(db, "candidate.changed", candidate, actor, at, {"name": candidate.name_latn, **before})


def add_person(db: Session, person: Person, *, organisation_id: int, at: datetime) -> Candidate:
    """Add the record of a person who is not registered yet."""
    candidate = Candidate(
        code=new_code(8),
        organisation_id=organisation_id,
        pinfl=person.pinfl,
        document=person.document,
        birth_date=person.birth_date,
        positions=person.positions,
        language=person.language or DEFAULT_LANGUAGE,
        created_at=at,
    )
    _put_names(candidate, person, person.names)
    db.add(candidate)
    return candidate


def change_person(
    db: Session, candidate_id: int, person: Person, *, organisation_id: int, actor: str, at: datetime
) -> None:
    """Take over what a list says anew of a registered person; what it leaves blank stays.

    The log has an entry of its own for a name: papers of the person may bear the former one.
    """
    candidate = db.get_one(Candidate, candidate_id)
    if person.names.search_key != candidate.search_key:  # else a display name mended by hand would be lost
        former = (candidate.name_latn, candidate.name_cyrl)
        _put_names(candidate, person, person.names)
        mark_renamed(candidate, former, at)
        names = {"name": candidate.name_latn, "former_name": " / ".join(former)}
        _note(db, "candidate.changed", candidate, actor, at, names)
    candidate.pinfl = person.pinfl or candidate.pinfl
    candidate.document = person.document or candidate.document
    candidate.birth_date = person.birth_date or candidate.birth_date
    candidate.positions = candidate.positions | person.positions
    candidate.language = person.language or candidate.language
    candidate.organisation_id = organisation_id


def mark_renamed(candidate: Candidate, bears: tuple[str, str], at: datetime) -> None:
    """Keep when a name parted from what papers may bear (Latin, Cyrillic), for the operator's desk."""
    if (candidate.name_latn, candidate.name_cyrl) != bears:
        candidate.renamed_at = at


def say_change(candidate: Candidate) -> str:
    """Return what tells one change of a name from the next one; empty where none is asked about."""
    return candidate.renamed_at.isoformat() if candidate.renamed_at else ""


def let_papers_stand(
    db: Session, candidate: Candidate, reason: str, *, seen: str, actor: str, at: datetime
) -> None:
    """Note why papers with a former name are right as they are; the next change of the name asks anew.

    `seen` is the change that the page showed. Raises Conflict where the name was changed again since, or
    somebody has said it already.
    """
    same = (Candidate.id == candidate.id, Candidate.renamed_at == candidate.renamed_at)
    settled = update(Candidate).where(*same).values(renamed_at=None)
    if not seen or seen != say_change(candidate) or changed_rows(db, settled) != 1:
        raise Conflict
    db.refresh(candidate)
    facts = {"reason": reason, "name": f"{candidate.name_latn} / {candidate.name_cyrl}"}
    _note(db, "candidate.papers_stand", candidate, actor, at, facts)


def _put_names(candidate: Candidate, person: Person, shown: DisplayNames) -> None:
    candidate.names_given = person.given
    candidate.name_latn, candidate.name_cyrl, candidate.search_key = shown.latn, shown.cyrl, shown.search_key


def _choose_names(candidate: Candidate, person: Person, latn: str, cyrl: str) -> DisplayNames:
    """Take a display name that was changed by hand; else render it anew where the parts changed."""
    parts_changed = person.given != candidate.names_given
    kept = DisplayNames(candidate.name_latn, candidate.name_cyrl, candidate.search_key)
    rendered = person.names if parts_changed else kept
    shown_latn = _typed_name(latn, "name_latn") if latn and latn != candidate.name_latn else rendered.latn
    shown_cyrl = _typed_name(cyrl, "name_cyrl") if cyrl and cyrl != candidate.name_cyrl else rendered.cyrl
    return DisplayNames(shown_latn, shown_cyrl, search_key(shown_latn))


def _typed_name(text: str, column: str) -> str:
    reading = read_name(Cell(text), column)
    if is_refused(reading.findings):
        raise FactsRefused(reading.findings)
    value: str = reading.value
    return value


def _look_for(db: Session, person: Person) -> KnownPeople:
    known = KnownPeople(db)
    known.prepare([person])
    return known


@contextmanager
def _unless_entered_meanwhile(db: Session, person: Person, *, but: int | None = None) -> Iterator[None]:
    """Let the database have the last word: two may type one person at once, each having seen nobody.

    Whoever comes second is told, and the transaction goes on; PostgreSQL would else refuse all of it.
    """
    try:
        with db.begin_nested():
            yield
    except IntegrityError:
        _refuse_if_known(person, _look_for(db, person), but=but, words=CandidateKnown.just_now)
        raise


def _refuse_if_known(
    person: Person, known: KnownPeople, *, but: int | None = None, words: str = CandidateKnown.message
) -> None:
    found: list[KnownPerson | None] = [known.by_pinfl(person.pinfl) if person.pinfl else None]
    if person.document and person.birth_date:
        found.append(known.by_document(person.document, person.birth_date))
    for other in found:
        if other is not None and other.id != but:
            raise CandidateKnown(words, name=other.name, candidate=other.code)


def _note(
    db: Session, act: str, candidate: Candidate, actor: str, at: datetime, facts: Mapping[str, object]
) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="candidate",
        subject_code=candidate.code,
        at=at,
        facts=dict(facts),
    )
