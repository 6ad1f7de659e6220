"""When a sheet under a decision is confirmed, its certificates follow: asked of the database each round."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from examapp.certificates.carrying_out import carry_out
from examapp.certificates.consequences import Judged
from examapp.certificates.following import find_reasons
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.regrading.dry_run import prints_otherwise
from examapp.regrading.matters import note
from examapp.regrading.models import ItemMatterSheet
from examapp.results.models import ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content

logger = structlog.get_logger(__name__)
Outcomes = dict[int, tuple[Outcome | None, Outcome | None]]


def carry_out_confirmed() -> None:
    """Carry out what confirmed sheets say for certificates, each sheet in a transaction of its own."""
    with reading() as db:
        due = list_due(db)
    for matter_id, sheet_id in due:
        try:
            with transaction() as db:
                row = db.get(ItemMatterSheet, (matter_id, sheet_id), with_for_update=True)
                if row is not None and row.carried_out_at is None:
                    carry_out_row(db, row, at=now())
        except AppError as refusal:  # one broken sheet holds up no other's certificates; it is asked again
            logger.exception("decision_not_carried_out", sheet=sheet_id, reason=str(refusal))


def list_due(db: Session) -> Sequence[tuple[int, int]]:
    """Return the keys of what is decided and confirmed, and not carried out."""
    confirmed = aliased(ResultSheet)
    rows = db.execute(
        select(ItemMatterSheet.matter_id, ItemMatterSheet.sheet_id)
        .join(ResultSheet, ResultSheet.id == ItemMatterSheet.sheet_id)
        .where(
            ItemMatterSheet.carried_out_at.is_(None),
            exists().where(
                confirmed.sitting_id == ResultSheet.sitting_id,
                confirmed.revision >= ResultSheet.revision,
                confirmed.state == SheetState.CONFIRMED,
            ),
        )
        .order_by(ItemMatterSheet.matter_id, ItemMatterSheet.sheet_id)
    )
    return [(row.matter_id, row.sheet_id) for row in rows]


def carry_out_row(db: Session, row: ItemMatterSheet, *, at: datetime) -> None:
    """Revoke, replace and have issued what follows from the confirmed sheet, once."""
    matter = row.matter
    of_sitting = select(ResultSheet).where(ResultSheet.sitting_id == row.sheet.sitting_id)
    confirmed = db.scalars(of_sitting.where(ResultSheet.state == SheetState.CONFIRMED)).one()
    before = db.scalars(
        of_sitting.where(
            ResultSheet.state == SheetState.SUPERSEDED, ResultSheet.revision < row.sheet.revision
        ).order_by(ResultSheet.revision.desc())
    ).first()
    row.carried_out_at = at
    if before is None:  # nothing was published before: certificates are issued by the confirmed sheet itself
        return
    outcomes, printed = _compare(before, confirmed)
    judged: list[Judged] = []
    for reason, concerned in _by_reason(db, row, confirmed, outcomes).items():
        judged += carry_out(
            db,
            confirmed,
            concerned,
            prints_otherwise=printed,
            reason=reason,
            document=f"{confirmed.number}, {confirmed.revision}",
            actor=matter.decided_by or "system",
            at=at,
        )
    followed = sorted({one.consequence.value for one in judged})
    note(db, matter, "carried_out", "system", at, sheet=confirmed.number, certificates=followed)


def _by_reason(
    db: Session, row: ItemMatterSheet, confirmed: ResultSheet, outcomes: Outcomes
) -> dict[str, Outcomes]:
    """Return the outcomes by the reason of each: the confirmed revision may bring other decisions, too."""
    own, reasons = f"{row.matter.item_id}: {row.matter.reason}", find_reasons(db, confirmed)
    grouped: dict[str, Outcomes] = {}
    for attempt_id, outcome in outcomes.items():
        turned = outcome[0] is not outcome[1]
        grouped.setdefault(reasons.get(attempt_id, own) if turned else own, {})[attempt_id] = outcome
    return grouped


def _compare(before: ResultSheet, confirmed: ResultSheet) -> tuple[Outcomes, set[int]]:
    """Return the outcomes of the attempts for which something differs, and for whom the paper does."""
    old = {line.candidate_code: line for line in read_content(before).lines}
    new = read_content(confirmed).lines
    outcomes: Outcomes = {}
    printed: set[int] = set()
    for line, result in zip(new, confirmed.results, strict=True):
        was = old.get(line.candidate_code)
        if was is None or result.attempt_id is None:
            continue
        if prints_otherwise(was, line):
            printed.add(result.attempt_id)
        if was.outcome is not line.outcome or result.attempt_id in printed:
            outcomes[result.attempt_id] = was.outcome, line.outcome
    return outcomes, printed


SWEEPERS = (carry_out_confirmed,)
