"""Everything that an auditor may see, by area, as a ZIP of CSV and JSON; the taking of it is in the log.

A table holds neither answers nor keys, no e-mail address and no telephone. Rows are written as they are read:
of a long log only the compressed lines are in memory.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import CandidateList
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Revocation
from examapp.core.audit import AuditEntry, record
from examapp.core.spreadsheet_text import inert_text
from examapp.notices.models import Notice
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from examapp.reporting.deadline_cases import list_cases
from examapp.reporting.deadlines import Case
from examapp.results.models import Decision, Result, ResultSheet
from examapp.sittings.models import Booking, Sitting

ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Table:
    """One file of the ZIP: its name without the ending, and what it reads."""

    name: str
    query: Any


def list_tables() -> tuple[Table, ...]:
    """Return the tables, in the order of the work."""
    return (
        Table("organisations", _organisations()),
        Table("candidate_lists", _candidate_lists()),
        Table("sittings", _sittings()),
        Table("results", _results()),
        Table("certificates", _certificates()),
        Table("notices", _notices()),
        Table("audit_log", _audit_log()),
    )


def _organisations() -> Any:
    return select(Organisation.code, Organisation.names, Organisation.kind, Organisation.region_code)


def _candidate_lists() -> Any:
    return (
        select(
            CandidateList.code,
            Organisation.code.label("organisation"),
            Programme.code.label("programme"),
            CandidateList.year,
            CandidateList.state,
            CandidateList.state_at,
            CandidateList.submitted_at,
        )
        .join(Organisation, Organisation.id == CandidateList.organisation_id)
        .join(Programme, Programme.id == CandidateList.programme_id)
        .order_by(CandidateList.id)
    )


def _sittings() -> Any:
    return (
        select(
            Sitting.code,
            Programme.code.label("programme"),
            Sitting.rehearsal,
            Sitting.state,
            Sitting.starts_at,
            Sitting.opened_at,
            Sitting.closed_at,
            Sitting.cancel_reason,
        )
        .join(Programme, Programme.id == Sitting.programme_id)
        .order_by(Sitting.id)
    )


def _notices() -> Any:
    return (
        select(
            Notice.code,
            Candidate.code.label("candidate"),
            Notice.kind,
            Notice.occasion,
            Notice.channel,
            Notice.state,
            Notice.tries,
            Notice.created_at,
            Notice.sent_at,
            Notice.delivered_at,
        )
        .join(Candidate, Candidate.id == Notice.candidate_id)
        .order_by(Notice.id)
    )


def _audit_log() -> Any:
    return select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.act,
        AuditEntry.subject_kind,
        AuditEntry.subject_code,
        AuditEntry.facts,
    ).order_by(AuditEntry.id)


def _results() -> Any:
    return (
        select(
            ResultSheet.number.label("sheet"),
            ResultSheet.revision,
            ResultSheet.state,
            ResultSheet.rehearsal,
            Result.position,
            Candidate.code.label("candidate"),
            Candidate.name_latn,
            Organisation.code.label("organisation"),
            Result.outcome,
            Decision.at.label("decided_at"),
        )
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .outerjoin(Decision, Decision.sheet_id == ResultSheet.id)
        .order_by(Result.sheet_id, Result.position)
    )


def _certificates() -> Any:
    return (
        select(
            Certificate.number,
            Certificate.code,
            Certificate.rehearsal,
            Certificate.name_latn,
            Certificate.tested_on,
            Certificate.issued_on,
            Certificate.valid_until,
            Certificate.file_sha256,
            Certificate.replaced_at,
            Revocation.revoked_at,
            Revocation.reason,
        )
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .order_by(Certificate.id)
    )


def write_export(db: Session, file: IO[bytes], *, actor: str, at: datetime) -> Mapping[str, int]:
    """Write the ZIP, log it, and return how many rows each area has."""
    counts: dict[str, int] = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for table in list_tables():
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as member:
                counts[table.name] = _write_table(db, table, member)
        counts["deadlines"] = _write_rows(archive, "deadlines", _deadlines(db, at))
        counts["result_sheets"] = _write_sheets(db, archive)
        about = {"made_at": at.isoformat(), "made_by": actor, "rows": counts}
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
    facts = {name: str(number) for name, number in counts.items()}
    record(
        db,
        act="audit_export.taken",
        actor=actor,
        subject_kind="export",
        subject_code="all",
        at=at,
        facts=facts,
    )
    return counts


def _write_table(db: Session, table: Table, member: IO[bytes]) -> int:
    found = db.execute(table.query.execution_options(yield_per=ROWS_AT_ONCE))
    return _write_csv(member, list(found.keys()), found)


def _write_csv(member: IO[bytes], heads: list[str], rows: Iterable[Iterable[Any]]) -> int:
    with TextIOWrapper(member, encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(heads)
        number = 0
        for row in rows:
            writer.writerow([_plain(cell) for cell in row])
            number += 1
    return number


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return inert_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return value.isoformat() if hasattr(value, "isoformat") else inert_text(str(value))


def _deadlines(db: Session, at: datetime) -> Iterator[Case]:
    first = db.scalars(select(Sitting.starts_at).order_by(Sitting.starts_at).limit(1)).first()
    for year in range((first or at).year, at.year + 2):
        yield from list_cases(db, year, None, at)


def _write_rows(archive: ZipFile, name: str, cases: Iterable[Case]) -> int:
    heads = ["rule", "code", "due", "done", "state", "days_late", "people", "late_people"]
    rows = ([getattr(case, head) for head in heads] for case in cases)
    with archive.open(f"{name}.csv", "w") as member:
        return _write_csv(member, heads, rows)


def _write_sheets(db: Session, archive: ZipFile) -> int:
    """Write each revision's body as it was signed: the file's SHA-256 is the sheet's digest."""
    number = 0
    query = select(ResultSheet.number, ResultSheet.revision, ResultSheet.body).order_by(ResultSheet.id)
    for row in db.execute(query.execution_options(yield_per=10)):
        archive.writestr(f"result_sheets/{row.number}-{row.revision}.json", row.body)
        number += 1
    return number
