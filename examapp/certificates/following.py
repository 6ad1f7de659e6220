"""Certificates follow a confirmed revision: whoever has not passed by it has none that stands.

Asked of the database: what a sheet says and what the register says are compared, whatever caused the last
revision, because one revision brings what those before it decided and nobody confirmed. Decisions on items
carry their own consequences out, too (`regrading`), because these also print otherwise.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.accounts.models import StaffAccount
from examapp.certificates.carrying_out import carry_out
from examapp.certificates.drafting import hold_published
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.results.models import ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content

logger = structlog.get_logger(__name__)
Outcomes = Mapping[int, tuple[Outcome | None, Outcome | None]]


class _Compared:
    """The digests of sheets that this process has compared: a confirmed body says the same for ever."""

    digests: Final[set[str]] = set()


def follow_revisions() -> None:
    """Carry out what confirmed revisions say for certificates, each sheet in a transaction of its own."""
    with reading() as db:
        corrected = _list_corrected(db)
    for sheet_id, digest in corrected.items():
        if digest in _Compared.digests:
            continue
        try:
            _follow_one(sheet_id)
        except AppError as refusal:  # one broken sheet holds up no other's certificates; it is asked again
            logger.exception("certificates_not_followed", sheet=sheet_id, reason=str(refusal))
        else:
            _Compared.digests.add(digest)


def _follow_one(sheet_id: int) -> None:
    with transaction() as db:
        sheet = db.get_one(ResultSheet, sheet_id)
        hold_published(db, sheet.sitting_id)
        db.refresh(sheet)
        if sheet.state is SheetState.CONFIRMED:
            follow(db, sheet, at=now())


def _list_corrected(db: Session) -> dict[int, str]:
    """Return the digests of the valid sheets that have a revision before them, by id."""
    rows = db.execute(
        select(ResultSheet.id, ResultSheet.digest)
        .where(ResultSheet.state == SheetState.CONFIRMED, ResultSheet.revision > 1)
        .order_by(ResultSheet.id)
    )
    return {row.id: row.digest for row in rows}


def follow(db: Session, sheet: ResultSheet, *, at: datetime) -> int:
    """Revoke and have issued what the valid revision asks for; return for how many. Twice it does nothing."""
    assert sheet.decision is not None
    outcomes = _find_outcomes(db, sheet)
    reasons = find_reasons(db, sheet) if outcomes else {}
    chair = db.get_one(StaffAccount, sheet.decision.chair_id)
    for attempt_id, outcome in outcomes.items():
        carry_out(
            db,
            sheet,
            {attempt_id: outcome},
            reason=reasons.get(attempt_id) or sheet.reason or "",
            document=_document(sheet),
            actor=f"staff:{chair.code}",
            at=at,
        )
    return len(outcomes)


def _document(sheet: ResultSheet) -> str:
    return f"{sheet.number}, {sheet.revision}"


def _find_outcomes(db: Session, sheet: ResultSheet) -> Outcomes:
    """Return old and new outcome of the attempts whose certificate is not what the sheet asks for.

    A certificate that another decision has ended stays ended; one that an earlier revision of this sheet has
    ended is followed by a new one where the sheet lets its holder pass again.
    """
    new = {one.attempt_id: one.outcome for one in sheet.results if one.attempt_id is not None}
    held = db.scalars(
        select(Certificate)
        .where(Certificate.attempt_id.in_(list(new)), Certificate.replaced_at.is_(None))
        .options(joinedload(Certificate.revocation))
    )
    by_attempt = {one.attempt_id: one.revocation for one in held}
    being_made = set(
        db.scalars(select(CertificateDraft.attempt_id).where(CertificateDraft.attempt_id.in_(list(new))))
    )
    found: dict[int, tuple[Outcome | None, Outcome | None]] = {}
    for attempt_id, outcome in new.items():
        stands = attempt_id in being_made or (attempt_id in by_attempt and not by_attempt[attempt_id])
        revocation = by_attempt.get(attempt_id)
        by_sheet = revocation is not None and revocation.document.startswith(f"{sheet.number}, ")
        if outcome is not Outcome.PASSED and stands:
            found[attempt_id] = Outcome.PASSED, outcome
        elif outcome is Outcome.PASSED and by_sheet and attempt_id not in being_made:
            found[attempt_id] = None, outcome
    return found


def find_reasons(db: Session, sheet: ResultSheet) -> dict[int, str]:
    """Return why the outcome of each attempt is another one than at first, by the last word on it.

    All revisions are read, those that the commission never signed as well: nobody's certificate may end for
    the reason of somebody else.
    """
    revisions = select(ResultSheet).where(
        ResultSheet.sitting_id == sheet.sitting_id, ResultSheet.revision <= sheet.revision
    )
    why: dict[int, str] = {}
    for one in db.scalars(revisions.order_by(ResultSheet.revision)):
        attempts = {result.position: result.attempt_id for result in one.results}
        for change in read_content(one).changes:
            attempt_id = attempts.get(change.position)
            if change.what == "outcome" and attempt_id is not None:
                why[attempt_id] = change.why
    return why
