"""Which certificates are due: passed results of the newest confirmed sheets that have none."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from examapp.certificates.models import Certificate, CertificateDraft
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome


@dataclass(frozen=True)
class Due:
    """A passed result of a confirmed sheet: what a certificate is made for."""

    sheet_id: int
    position: int


def list_due(db: Session, sheet_ids: Collection[int] | None = None) -> list[Due]:
    """Return the passed results of confirmed sheets, or of these, that have no certificate, in order.

    Of several confirmed revisions only the newest counts: whoever failed by it is due nothing.
    """
    query = (
        due_query()
        .with_only_columns(Result.sheet_id, Result.position)
        .order_by(Result.sheet_id, Result.position)
    )
    if sheet_ids is not None:
        query = query.where(Result.sheet_id.in_(sheet_ids))
    return [Due(row.sheet_id, row.position) for row in db.execute(query)]


def list_lacking(db: Session, sheet_ids: Collection[int]) -> set[int]:
    """Return those of some confirmed sheets of which a certificate is due, or has no file yet."""
    due = due_query().with_only_columns(Result.sheet_id).where(Result.sheet_id.in_(sheet_ids))
    valid = aliased(ResultSheet)
    begun = (
        select(valid.id)
        .join(ResultSheet, ResultSheet.sitting_id == valid.sitting_id)
        .join(CertificateDraft, CertificateDraft.sheet_id == ResultSheet.id)
        .where(valid.id.in_(sheet_ids))
    )
    return {*db.scalars(due), *db.scalars(begun)}


def revisions_of(sheet: ResultSheet) -> Select[int]:
    """Return the query of the ids of a sheet's revisions: a certificate stays with the one that issued it."""
    return select(ResultSheet.id).where(ResultSheet.sitting_id == sheet.sitting_id)


def superseded() -> Select[int]:
    """Return the query of confirmed revisions newer than the sheet of the query around it."""
    newer = aliased(ResultSheet)
    return select(newer.id).where(
        newer.sitting_id == ResultSheet.sitting_id,
        newer.revision > ResultSheet.revision,
        newer.state == SheetState.CONFIRMED,
    )


def due_query() -> Select[Result]:
    """Return the query of results whose certificates are due, joined to their sheets."""
    issued = select(Certificate.id).where(
        Certificate.attempt_id == Result.attempt_id, Certificate.replaced_at.is_(None)
    )
    return (
        select(Result)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            Result.outcome == Outcome.PASSED,
            ~issued.exists(),
            ~superseded().exists(),
        )
    )
