"""The account of the numbers: each one given is a certificate, is being made, or was given up in writing.

A series is region and year (`KS-TK` of 2026), whatever the programme: a number is found by what stands on the
paper. It is given in the transaction that keeps the certificate's draft, so that no gap can arise by itself;
one that a regrade gave up is named in the audit log with its reason.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.drafting import SERIES
from examapp.certificates.ending import NUMBER_DROPPED
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.core.audit import AuditEntry
from examapp.results.models import NumberSeries


@dataclass(frozen=True, slots=True)
class SeriesAccount:
    """One series of a year; `missing` is empty, or something was taken from the database."""

    series: str
    year: int
    last: int
    issued: int
    being_made: int
    dropped: tuple[str, ...]
    missing: tuple[str, ...]


def account_for(db: Session) -> list[SeriesAccount]:
    """Return the account of each series that has given a number, in order."""
    issued = set(db.scalars(select(Certificate.number)))
    drafts = set(db.scalars(select(CertificateDraft.number)))
    dropped = set(db.scalars(select(AuditEntry.subject_code).where(AuditEntry.act == NUMBER_DROPPED)))
    rows = db.scalars(
        select(NumberSeries)
        .where(NumberSeries.series.startswith(f"{SERIES}-"))
        .order_by(NumberSeries.series, NumberSeries.year)
    )
    return [_account(row, issued, drafts, dropped) for row in rows]


def _account(row: NumberSeries, issued: set[str], drafts: set[str], dropped: set[str]) -> SeriesAccount:
    given = [f"{row.series}-{row.year}-{number:06d}" for number in range(1, row.last + 1)]
    return SeriesAccount(
        row.series,
        row.year,
        row.last,
        len(issued.intersection(given)),
        len(drafts.intersection(given)),
        tuple(number for number in given if number in dropped),
        tuple(number for number in given if number not in issued | drafts | dropped),
    )
