"""What becomes of judged rows: created, matched, changed or refused, each exactly one of the four."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from examapp.candidates.alike import alike_key, born_of, patronymics_agree
from examapp.candidates.findings import Finding, is_refused, is_repaired
from examapp.candidates.identity import birth_date_of
from examapp.candidates.matching import (
    Known,
    KnownOrganisation,
    KnownPerson,
    Match,
    find_match,
    list_changes,
    sounds_alike,
)
from examapp.candidates.person import Person
from examapp.candidates.row_judging import JudgedRow


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    MATCHED = "matched"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True)
class SettledRow:
    """A row with its outcome; `match` is the registered person whom it means, if there is one."""

    row: JudgedRow
    outcome: Outcome
    findings: list[Finding]
    changes: list[dict[str, str]] = field(default_factory=list)
    organisation: KnownOrganisation | None = None
    match: KnownPerson | None = None

    @property
    def repaired(self) -> bool:
        """Whether the row is taken and something in it was set right."""
        return self.outcome is not Outcome.REFUSED and is_repaired(self.findings)


def settle(rows: Sequence[JudgedRow], known: Known | None = None, organisation: str = "") -> list[SettledRow]:
    """Settle rows in their order; `organisation` is meant where a row names none.

    Without `known` neither persons nor organisations are looked up, and only the rows themselves count.
    """
    if known is not None:
        known.prepare([row.person for row in rows if row.person is not None])
    earlier: dict[tuple[str, ...], SettledRow] = {}
    alike: dict[str, SettledRow] = {}
    settled = []
    for row in rows:
        done = _tell_alike(_settle_one(row, known, organisation, earlier), alike)
        settled.append(done)
        if row.person is not None and done.outcome is not Outcome.REFUSED:
            same_record = [("known", done.match.code)] if done.match else []
            for key in [*row.person.keys, *same_record]:
                earlier.setdefault(key, done)
    return settled


def _tell_alike(done: SettledRow, alike: dict[str, SettledRow]) -> SettledRow:
    """Say which earlier row has the same name and birth date where no number tells whether they are one.

    Two PINFLs that differ are two people: namesakes of one day are not rare enough to doubt that.
    """
    person = done.row.person
    if person is None or done.outcome is Outcome.REFUSED:
        return done
    key = alike_key(person.names.latn, born_of(person.birth_date, person.pinfl))
    before = alike.setdefault(key, done) if key else done
    if before is done or any(finding.kind == "repeats_row" for finding in done.findings):
        return done
    earlier = before.row.person
    if earlier is None or not patronymics_agree(earlier.names.latn, person.names.latn):
        return done
    if earlier.pinfl and person.pinfl:
        return done
    return replace(done, findings=[*done.findings, Finding("alike_row", "", {"row": before.row.number})])


def _settle_one(
    row: JudgedRow, known: Known | None, default: str, earlier: dict[tuple[str, ...], SettledRow]
) -> SettledRow:
    person, findings = row.person, list(row.findings)
    if person is None:
        return SettledRow(row, Outcome.REFUSED, findings)
    before = next((earlier[key] for key in person.keys if key in earlier), None)
    if before is not None:
        return _settle_repeated(row, person, before, findings)
    if known is None:
        if not (person.organisation or default):
            findings.append(Finding("organisation_missing", "organisation"))
        return SettledRow(row, Outcome.REFUSED if is_refused(findings) else Outcome.CREATED, findings)
    match = find_match(person, known)
    if match.person is not None and ("known", match.person.code) in earlier:
        return _settle_repeated(row, person, earlier["known", match.person.code], findings)
    return _settle_known(row, person, known, default, match, findings)


def _settle_repeated(
    row: JudgedRow, person: Person, before: SettledRow, findings: list[Finding]
) -> SettledRow:
    same = before.row.person is not None and _says_the_same(person, before.row.person)
    findings.append(Finding("repeats_row" if same else "contradicts_row", "", {"row": before.row.number}))
    outcome = Outcome.MATCHED if same else Outcome.REFUSED
    return SettledRow(row, outcome, findings, organisation=before.organisation, match=before.match)


def _says_the_same(person: Person, other: Person) -> bool:
    pairs = [
        (person.pinfl, other.pinfl),
        (person.document, other.document),
        (person.birth_date, other.birth_date),
        (person.organisation, other.organisation),
        (person.positions, other.positions),
        (person.language, other.language),
    ]
    agree = all(not one or not two or one == two for one, two in pairs)
    return agree and person.names.search_key == other.names.search_key


def _settle_known(
    row: JudgedRow, person: Person, known: Known, default: str, match: Match, findings: list[Finding]
) -> SettledRow:
    organisation = _find_organisation(person.organisation or default, known, findings)
    if match.obstacle:
        findings.append(Finding(match.obstacle, "", {"name": match.name}))
    elif match.person is not None:
        _forgive_missing_organisation(findings)
    elif organisation is not None:
        _look_for_similar(person, known, organisation, findings)
    if is_refused(findings):
        return SettledRow(row, Outcome.REFUSED, findings, organisation=organisation, match=match.person)
    if match.person is None:
        return SettledRow(row, Outcome.CREATED, findings, organisation=organisation)
    if not match.person.in_sight:
        findings.append(Finding("registered_elsewhere"))
        return SettledRow(row, Outcome.MATCHED, findings, organisation=organisation, match=match.person)
    changes = list_changes(person, match.person, organisation)
    outcome = Outcome.CHANGED if changes else Outcome.MATCHED
    return SettledRow(
        row, outcome, findings, changes, organisation or match.person.organisation, match.person
    )


def _find_organisation(text: str, known: Known, findings: list[Finding]) -> KnownOrganisation | None:
    if not text:
        findings.append(Finding("organisation_missing", "organisation"))
        return None
    found = known.organisations(text)
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(organisation.code for organisation in found)
        findings.append(Finding("organisation_ambiguous", "organisation", {"codes": codes}))
    else:
        findings.append(Finding("organisation_unknown", "organisation", {"text": text}))
    return None


def _forgive_missing_organisation(findings: list[Finding]) -> None:
    """Let a blank cell leave a registered person where they are."""
    findings[:] = [finding for finding in findings if finding.kind != "organisation_missing"]


def _look_for_similar(
    person: Person, known: Known, organisation: KnownOrganisation, findings: list[Finding]
) -> None:
    """Name registered people who sound alike; without two PINFLs only a human can tell them apart."""
    born = person.birth_date or (birth_date_of(person.pinfl) if person.pinfl else None)
    for other in known.similar(person, organisation.id):
        if not sounds_alike(person.names.latn, other.name):
            continue
        other_born = other.birth_date or (birth_date_of(other.pinfl) if other.pinfl else None)
        if person.pinfl and other.pinfl:
            findings.append(Finding("similar", "", {"name": other.name}))
        elif born is not None and born == other_born:
            findings.append(Finding("possible_duplicate", "", {"name": other.name}))
