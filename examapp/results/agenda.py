"""The commission's agenda: what waits for a person, and until when certificates must be out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from examapp.accounts.signed_in import SignedInStaff
from examapp.centres.models import Room
from examapp.core.clock import TASHKENT
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.commission import Quorum, count_quorum
from examapp.results.confirmation import SignaturesNeeded, count_signatures
from examapp.results.content import CandidateLine
from examapp.results.models import Decision, ResultSheet, SheetState, VoidRequest, VoidState
from examapp.results.voiding import find_line
from examapp.sittings.models import Sitting


@dataclass(frozen=True)
class AgendaSheet:
    """One sheet before the commission; `mine` tells that the reader's own signature is awaited.

    `waits_days` is how long it has been waiting. `quorum` is None before anybody is recorded as present.
    """

    sheet: ResultSheet
    mine: bool
    waits_days: int
    quorum: Quorum | None
    needed: SignaturesNeeded


@dataclass(frozen=True)
class DueCertificates:
    """A decided sheet, and the last day for its certificates (policy certificate.issue_within_days).

    `days_left` is below 0 once that day is over.
    """

    sheet: ResultSheet
    last_day: date
    days_left: int


@dataclass(frozen=True)
class Agenda:
    """What a person of the commission finds: sheets to decide, returned ones, requests, certificates due."""

    open: Sequence[AgendaSheet]
    returned: Sequence[ResultSheet]
    requests: Sequence[tuple[VoidRequest, CandidateLine]]
    due: Sequence[DueCertificates]


def read_agenda(db: Session, reader: SignedInStaff, at: datetime) -> Agenda:
    """Return the agenda within the reader's region: what waits for the reader first, then the longest."""
    drafts = [_open_sheet(sheet, reader, at) for sheet in _sheets(db, reader, SheetState.DRAFT)]
    return Agenda(
        open=sorted(drafts, key=lambda one: (not one.mine, one.sheet.drawn_up_at, one.sheet.id)),
        returned=_sheets(db, reader, SheetState.RETURNED),
        requests=[(one, find_line(one.sheet, one.candidate_code)) for one in list_asked(db, reader)],
        due=_due(db, reader, at),
    )


def list_asked(db: Session, reader: SignedInStaff) -> Sequence[VoidRequest]:
    """Return the requests to annul a result that wait for the chair, within the reader's region."""
    asked = select(VoidRequest).join(VoidRequest.sheet).where(VoidRequest.state == VoidState.ASKED)
    if reader.region_code is not None:
        asked = asked.where(ResultSheet.region_code == reader.region_code)
    return db.scalars(asked.order_by(VoidRequest.id)).all()


def count_to_sign(db: Session, reader: SignedInStaff, at: datetime) -> int:
    """Return how many sheets wait for this person's own signature."""
    return sum(_open_sheet(sheet, reader, at).mine for sheet in _sheets(db, reader, SheetState.DRAFT))


def count_without_presence(db: Session, reader: SignedInStaff) -> int:
    """Return how many sheets wait until the secretary records who is present."""
    return sum(not sheet.members for sheet in _sheets(db, reader, SheetState.DRAFT))


def _sheets(db: Session, reader: SignedInStaff, state: SheetState) -> Sequence[ResultSheet]:
    newer = aliased(ResultSheet)
    last = select(func.max(newer.revision)).where(newer.sitting_id == ResultSheet.sitting_id)
    query = _with_place(
        select(ResultSheet)
        .where(ResultSheet.state == state, ResultSheet.revision == last.scalar_subquery())
        .options(
            selectinload(ResultSheet.members),
            selectinload(ResultSheet.signatures),
            joinedload(ResultSheet.returned),
        )
        .order_by(ResultSheet.drawn_up_at, ResultSheet.id)
    )
    if reader.region_code is not None:
        query = query.where(ResultSheet.region_code == reader.region_code)
    found: Sequence[ResultSheet] = db.scalars(query).all()
    return found


def _open_sheet(sheet: ResultSheet, reader: SignedInStaff, at: datetime) -> AgendaSheet:
    quorum = count_quorum(sheet, sheet.members) if sheet.members else None
    present = any(one.staff_id == reader.id and one.present for one in sheet.members)
    signed = any(one.staff_id == reader.id for one in sheet.signatures)
    return AgendaSheet(
        sheet=sheet,
        mine=bool(quorum and quorum.is_reached and present and not signed),
        waits_days=(at.astimezone(TASHKENT).date() - sheet.drawn_up_at.astimezone(TASHKENT).date()).days,
        quorum=quorum,
        needed=count_signatures(sheet),
    )


def _due(db: Session, reader: SignedInStaff, at: datetime) -> list[DueCertificates]:
    """Return the sheets decided lately, the nearest last day first, those whose day is over among them.

    Whether their certificates are there is known above this room; the page asks.
    """
    today = at.astimezone(TASHKENT).date()
    # Longer than any policy allows; what the policy of each sitting says is asked below.
    query = _with_place(
        select(ResultSheet)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .where(ResultSheet.state == SheetState.CONFIRMED, Decision.at > at - timedelta(days=62))
        .options(joinedload(ResultSheet.decision))
    )
    if reader.region_code is not None:
        query = query.where(ResultSheet.region_code == reader.region_code)
    rows = [_due_one(sheet, today) for sheet in db.scalars(query)]
    return sorted(rows, key=lambda row: (row.last_day, row.sheet.id))


def _due_one(sheet: ResultSheet, today: date) -> DueCertificates:
    assert sheet.decision is not None
    days = policy_from_snapshot(sheet.sitting.policy or {}).certificate_issue_days
    last = sheet.decision.at.astimezone(TASHKENT).date() + timedelta(days=days)
    return DueCertificates(sheet, last, (last - today).days)


def _with_place(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(ResultSheet.sitting).joinedload(Sitting.room).joinedload(Room.centre),
        joinedload(ResultSheet.sitting).joinedload(Sitting.programme),
    )
