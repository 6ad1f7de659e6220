"""Reading certificates: a candidate's own, a sheet's for the commission, within the reader's region."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from examapp.centres.models import Room
from examapp.certificates.due import due_query, list_due, revisions_of, superseded
from examapp.certificates.errors import NoSuchCertificate
from examapp.certificates.file_store import read_kept_file
from examapp.certificates.models import Certificate, CertificateDraft, Replacement
from examapp.certificates.states import CertificateStatus, status_on
from examapp.core.jobs import Job, JobState
from examapp.core.permissions import Actor, same_region
from examapp.core.web import current_settings
from examapp.delivery.models import Attempt
from examapp.results.confirmation import issuing_key
from examapp.results.content import CandidateLine
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting


@dataclass(frozen=True)
class CertificateRow:
    """One certificate in the commission's list, with its state on the day."""

    certificate: Certificate
    status: CertificateStatus
    replaced_by: str | None


@dataclass(frozen=True)
class SheetRow:
    """One confirmed sheet in the list: how many certificates it has, and how many are still to come."""

    sheet: ResultSheet
    issued: int
    due: int


@dataclass(frozen=True)
class SheetCertificates:
    """A sheet's certificates, who still waits, and whether the making has failed for good."""

    sheet: ResultSheet
    rows: Sequence[CertificateRow]
    waiting: Sequence[CandidateLine]
    failed: bool


@dataclass(frozen=True)
class Progress:
    """How far the making of a sheet's certificates is, and whether it has failed for good."""

    made: int
    total: int
    failed: bool


def count_progress(db: Session, sheet: ResultSheet) -> Progress:
    """Count what is issued and what is due or being made, from the state itself: no worker has to report."""
    issued = db.scalar(
        select(func.count(Certificate.id)).where(
            Certificate.sheet_id.in_(revisions_of(sheet)), Certificate.replaced_at.is_(None)
        )
    )
    due = due_query().where(Result.sheet_id == sheet.id).with_only_columns(func.count())
    replacing = select(func.count()).where(
        CertificateDraft.sheet_id.in_(revisions_of(sheet)), CertificateDraft.replaces_id.is_not(None)
    )
    left = (db.scalar(due) or 0) + (db.scalar(replacing) or 0)
    return Progress(issued or 0, (issued or 0) + left, _has_failed(db, sheet))


def _has_failed(db: Session, sheet: ResultSheet) -> bool:
    job = db.scalars(select(Job).where(Job.unique_key == issuing_key(sheet.number))).first()
    return job is not None and job.state is JobState.FAILED


def find_certificate(db: Session, booking_id: int) -> Certificate | None:
    """Return the certificate that stands for a booking's attempt, or None."""
    return db.scalars(
        select(Certificate)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .where(Attempt.booking_id == booking_id, Certificate.replaced_at.is_(None))
    ).first()


def read_file(certificate: Certificate) -> bytes:
    """Return a certificate's PDF as it was issued; raises FileBroken if it is away or another."""
    return read_kept_file(
        current_settings().certificates,
        certificate.code,
        number=certificate.number,
        sha256=certificate.file_sha256,
    )


def get_certificate(db: Session, number: str, actor: Actor) -> Certificate:
    """Return a certificate that the actor may see; any other raises NoSuchCertificate."""
    found = db.scalars(
        select(Certificate).where(Certificate.number == number).options(joinedload(Certificate.sheet))
    ).first()
    if found is None or not same_region(actor, found.sheet.region_code):
        raise NoSuchCertificate
    return found


def list_confirmed_sheets(db: Session, actor: Actor) -> list[SheetRow]:
    """Return the confirmed sheets that the actor may see, the latest decision first, with their numbers."""
    sheets = db.scalars(
        select(ResultSheet)
        .where(ResultSheet.state == SheetState.CONFIRMED, ~superseded().exists())
        .options(
            joinedload(ResultSheet.decision),
            joinedload(ResultSheet.sitting).joinedload(Sitting.room).joinedload(Room.centre),
            joinedload(ResultSheet.sitting).joinedload(Sitting.programme),
        )
        .order_by(ResultSheet.id.desc())
    )
    counted = (
        select(ResultSheet.sitting_id, func.count())
        .join(Certificate, Certificate.sheet_id == ResultSheet.id)
        .where(Certificate.replaced_at.is_(None))
        .group_by(ResultSheet.sitting_id)
    )
    issued = Counter({row[0]: row[1] for row in db.execute(counted)})
    due = Counter(one.sheet_id for one in list_due(db))
    return [
        SheetRow(sheet, issued[sheet.sitting_id], due[sheet.id])
        for sheet in sheets
        if same_region(actor, sheet.region_code)
    ]


def get_confirmed_sheet(db: Session, number: str, actor: Actor) -> ResultSheet:
    """Return the confirmed sheet of a number that the actor may see; raises NoSuchCertificate."""
    sheet = db.scalars(
        select(ResultSheet)
        .where(ResultSheet.number == number, ResultSheet.state == SheetState.CONFIRMED)
        .order_by(ResultSheet.revision.desc())
        .limit(1)
    ).first()
    if sheet is None or not same_region(actor, sheet.region_code):
        raise NoSuchCertificate
    return sheet


def open_sheet_certificates(db: Session, sheet: ResultSheet, today: date) -> SheetCertificates:
    """Return a sheet's certificates by number, and the passed candidates who have none yet."""
    lines = read_content(sheet).lines
    return SheetCertificates(
        sheet=sheet,
        rows=[_row(certificate, today) for certificate in list_certificates(db, sheet)],
        waiting=[lines[one.position - 1] for one in list_due(db, [sheet.id])],
        failed=_has_failed(db, sheet),
    )


def list_certificates(db: Session, sheet: ResultSheet) -> Sequence[Certificate]:
    """Return the certificates of a sheet, of all its revisions, in the order of their numbers."""
    return db.scalars(
        select(Certificate)
        .where(Certificate.sheet_id.in_(revisions_of(sheet)))
        .options(
            selectinload(Certificate.revocation),
            selectinload(Certificate.replacement).joinedload(Replacement.new),
        )
        .order_by(Certificate.number)
    ).all()


def _row(certificate: Certificate, today: date) -> CertificateRow:
    replacement = certificate.replacement
    status = status_on(
        today,
        valid_until=certificate.valid_until,
        revoked=certificate.revocation is not None,
        replaced=replacement is not None,
    )
    return CertificateRow(certificate, status, replacement.new.number if replacement else None)
