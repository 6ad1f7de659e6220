"""What the page of one appeal shows: the result as it stands, who acts, and what the log says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.deciding import newest_sheet
from examapp.appeals.item_matters import find_matter
from examapp.appeals.models import Appeal, AppealSignature, AppealState
from examapp.appeals.panel import can_appoint, require_on_panel
from examapp.appeals.queries import AppealRow, make_row
from examapp.appeals.remedies import find_own_line
from examapp.appeals.signing import count_missing, is_genuine, require_able_to_sign
from examapp.core.audit import AuditEntry, AuditLink
from examapp.core.errors import AppError
from examapp.glass_box.reading import ActLine, write_lines
from examapp.grading.models import ItemMatter
from examapp.proctoring.models import Incident
from examapp.results.content import CandidateLine
from examapp.results.mark_steps import MarkSteps, read_steps
from examapp.results.queries import read_content


@dataclass(frozen=True)
class AppealPage:
    """One appeal; `log` is the extract of the audit log on its attempt, or its candidate, the newest first.

    `matter` is that of its item before the commission, `steps` how the mark came about.
    `line` is the candidate's line in the newest revision of the sheet, `missing` how many signatures are
    awaited. `can_appoint` tells that a panel may be appointed; `on_panel`, `may_decide` and `may_sign` tell
    what the reader can do now.
    """

    row: AppealRow
    matter: ItemMatter | None
    steps: MarkSteps | None
    line: CandidateLine
    incidents: Sequence[Incident]
    signatures: Sequence[tuple[AppealSignature, bool]]
    missing: int
    can_appoint: bool
    on_panel: bool
    may_decide: bool
    may_sign: bool
    log: tuple[ActLine, ...]


def open_appeal_page(db: Session, appeal: Appeal, reader: SignedInStaff, at: datetime) -> AppealPage:
    """Gather what the page shows."""
    decision = appeal.decision
    return AppealPage(
        row=make_row(appeal, reader, at),
        matter=find_matter(db, appeal) if appeal.item else None,
        steps=read_steps(db, appeal.attempt) if appeal.attempt else None,
        line=find_own_line(read_content(newest_sheet(db, appeal)), appeal),
        incidents=_list_incidents(db, appeal),
        signatures=[(one, is_genuine(appeal, one)) for one in decision.signatures] if decision else (),
        missing=count_missing(appeal),
        can_appoint=can_appoint(db, appeal),
        on_panel=_is_able(db, appeal, reader),
        may_decide=appeal.state is AppealState.HEARD and _is_able(db, appeal, reader),
        may_sign=_can_sign(db, appeal, reader),
        log=_extract(db, appeal),
    )


def _is_able(db: Session, appeal: Appeal, reader: SignedInStaff) -> bool:
    try:
        require_on_panel(db, appeal, reader)
    except AppError:
        return False
    return True


def _can_sign(db: Session, appeal: Appeal, reader: SignedInStaff) -> bool:
    try:
        require_able_to_sign(db, appeal, reader)
    except AppError:
        return False
    return True


def _list_incidents(db: Session, appeal: Appeal) -> Sequence[Incident]:
    """Return what was recorded of this candidate, and of the whole room."""
    return db.scalars(
        select(Incident)
        .where(
            Incident.sitting_id == appeal.booking.sitting_id,
            or_(Incident.attempt_id == appeal.attempt_id, Incident.attempt_id.is_(None)),
        )
        .order_by(Incident.recorded_at, Incident.id)
    ).all()


def _extract(db: Session, appeal: Appeal) -> tuple[ActLine, ...]:
    kind, code = appeal.subject
    rows = db.execute(
        select(AuditEntry, AuditLink.position)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_code == code)
        .order_by(AuditEntry.id.desc())
    ).all()
    return write_lines(db, [(row[0], row[1]) for row in rows])
