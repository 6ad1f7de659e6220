"""Issuing: number, payload, PDF, signature, file, row — in this order, and each certificate once.

The number, the code and the payload are decided in one transaction. The file is made outside of any, because
a candidate's answer must never wait for a printer; it lies on the disk, whole, before the row that names it
is committed. Whoever runs it again, or at the same time, comes to the same certificate.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import structlog
from sqlalchemy import select

from examapp.certificates.drafting import draft, hold
from examapp.certificates.due import Due, list_due, revisions_of
from examapp.certificates.entering import enter
from examapp.certificates.errors import NotConfirmedYet
from examapp.certificates.file_store import file_path
from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.making import Order, Workshop
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.paper import Press, find_rule
from examapp.certificates.presses import make_all
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.errors import SheetBroken
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting

logger = structlog.get_logger(__name__)
# Numbers given in one transaction: short enough for a candidate's answer that waits behind it.
DRAFTS_AT_ONCE: Final = 20


class IssuingFailed(RuntimeError):
    """Some of a sheet's certificates could not be made; the first failure is the cause."""


def issue_sitting(sitting_id: int) -> int:
    """Issue what a sitting's confirmed sheet still lacks, and return how many that were.

    Opens its own transactions. Raises NotConfirmedYet before the decision, and IssuingFailed if some could
    not be made: the others are issued then.
    """
    with reading() as db:
        sheet = db.scalars(
            select(ResultSheet)
            .where(ResultSheet.sitting_id == sitting_id, ResultSheet.state == SheetState.CONFIRMED)
            .order_by(ResultSheet.revision.desc())
        ).first()
        if sheet is None:
            raise NotConfirmedYet(sitting=db.get_one(Sitting, sitting_id).code)
    return issue_sheet(sheet.id)


def issue_sheet(sheet_id: int, *, between: Callable[[], None] = lambda: None) -> int:
    """Issue what a confirmed sheet still lacks, replacements among it, on all cores; as `issue_sitting`.

    `between` is called after each certificate: whoever holds a lease makes it longer.
    """
    with reading() as db:
        due = list_due(db, [sheet_id])
        replacing = db.scalars(
            select(CertificateDraft.attempt_id).where(
                CertificateDraft.sheet_id.in_(revisions_of(db.get_one(ResultSheet, sheet_id))),
                CertificateDraft.replaces_id.is_not(None),
            )
        ).all()
    failures: list[Exception] = []
    expected = len(due) + len(replacing)
    orders = _take_orders(sheet_id, due, replacing)
    for order, made in make_all(orders, workshop(), expected=expected):
        failure = _enter(order, made)
        if failure is not None:
            logger.error("certificate_not_issued", sheet=sheet_id, attempt=order.attempt_id, exc_info=failure)
            failures.append(failure)
        between()
    if failures:
        raise IssuingFailed(f"{len(failures)} of {expected} certificates not issued") from failures[0]
    return expected


def _enter(order: Order, made: str | Exception) -> Exception | None:
    """Enter what was made, and return what went wrong: one name must not hold up the others."""
    if isinstance(made, Exception):
        return made
    try:
        with transaction() as db:
            enter(db, order.attempt_id, order.code, made, at=now())
    except Exception as failure:  # noqa: BLE001 - logged and raised by the caller, after the others
        return failure
    return None


def workshop() -> Workshop:
    """Return where the running application's certificates are made; the authority is there then."""
    settings = current_settings()
    read_or_make_authority(settings.keys, at=now())
    return Workshop(Press(settings.fonts, settings.base_url), settings.keys, settings.certificates)


def _take_orders(sheet_id: int, due: Sequence[Due], replacing: Sequence[int]) -> Iterator[Order]:
    """Yield what is to be made; numbers are given as the work comes to them, some at a time."""
    for start in range(0, len(replacing), DRAFTS_AT_ONCE):
        with reading() as db:
            drafts = [db.get(CertificateDraft, one) for one in replacing[start : start + DRAFTS_AT_ONCE]]
            orders = [
                _order_of(begun, find_rule(db, begun.sheet, begun.attempt_id)) for begun in drafts if begun
            ]
        yield from orders
    for start in range(0, len(due), DRAFTS_AT_ONCE):
        yield from _draft_some(sheet_id, due[start : start + DRAFTS_AT_ONCE])


def _draft_some(sheet_id: int, due: Sequence[Due]) -> list[Order]:
    key = key_ring().signer("certificates").key
    with transaction() as db:
        hold(db, sheet_id)
        # Asked again: the next revision may have been confirmed since the work began.
        left = {one.position for one in list_due(db, [sheet_id])}
        sheet = db.get_one(ResultSheet, sheet_id)
        content = read_content(sheet)
        results = [db.get_one(Result, (sheet_id, one.position)) for one in due if one.position in left]
        # What was signed decides: a hand in the tables that lets somebody pass gets no certificate.
        if any(content.lines[one.position - 1].outcome is not Outcome.PASSED for one in results):
            raise SheetBroken(number=sheet.number)
        drafts = [draft(db, sheet, content, result, key, at=now()) for result in results]
        return [
            _order_of(begun, find_rule(db, sheet, begun.attempt_id, content)) for begun in drafts if begun
        ]


def _order_of(begun: CertificateDraft, pass_rule: str) -> Order:
    return Order(begun.attempt_id, begun.code, begun.payload, begun.made_at, pass_rule)


def list_issued(sitting_id: int) -> list[dict[str, str]]:
    """Return code, number and file of each certificate of a sitting, in the order of their numbers."""
    folder = current_settings().certificates
    with reading() as db:
        rows = db.execute(
            select(Certificate.code, Certificate.number)
            .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
            .where(ResultSheet.sitting_id == sitting_id)
            .order_by(Certificate.number)
        ).all()
    return [
        {"code": row.code, "number": row.number, "file": str(file_path(folder, row.code))} for row in rows
    ]
