"""What becomes of rows that shall come onto a list: settled like any import, then judged for this list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.candidates.alike import alike_key, born_of
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.findings import Finding, is_refused
from examapp.candidates.known_people import PeopleOfBody
from examapp.candidates.list_context import ListContext, Named, read_context
from examapp.candidates.list_models import CandidateList
from examapp.candidates.matching import KnownPerson
from examapp.candidates.person import Person
from examapp.candidates.row_judging import JudgedRow
from examapp.candidates.settling import Outcome, SettledRow, settle

NOT_OURS = frozenset({"organisation_unknown", "organisation_ambiguous"})


def settle_for_list(
    db: Session, found: CandidateList, rows: Sequence[JudgedRow], read_past: ReadPast, at: datetime
) -> list[SettledRow]:
    """Settle rows in their order against what this organisation may know, with everybody's eligibility."""
    settled = settle(rows, PeopleOfBody(db, found.organisation), found.organisation.code)
    matched = [row.match.id for row in settled if row.match is not None]
    keys = [_named(row.row.person, row.match).key for row in settled if row.row.person is not None]
    context = read_context(db, found, matched, keys, read_past, at)
    return [_judge(row, context) for row in settled]


def _named(person: Person, match: KnownPerson | None) -> Named:
    born = born_of(person.birth_date, person.pinfl) or (match.birth_date if match is not None else None)
    return Named(person.names.latn, alike_key(person.names.latn, born))


def _judge(settled: SettledRow, context: ListContext) -> SettledRow:
    person = settled.row.person
    if person is None or settled.outcome is Outcome.REFUSED:
        return replace(settled, findings=[_as_ours(finding) for finding in settled.findings])
    findings = list(settled.findings)
    why, match = "pinfl", settled.match
    if match is not None:
        why = match.why_matched(person)
        findings.append(Finding(f"found_by_{why}"))
        if match.id in context.here:
            findings.append(Finding("on_list"))
    findings += context.judge(match.id if match else None, person.positions, why, _named(person, match))
    if is_refused(findings):
        return replace(settled, outcome=Outcome.REFUSED, findings=findings, changes=[])
    return replace(settled, findings=findings)


def _as_ours(finding: Finding) -> Finding:
    if finding.kind not in NOT_OURS:
        return finding
    return Finding("other_organisation", finding.column, {"text": finding.facts.get("text", "")})
