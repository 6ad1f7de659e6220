"""The commission's decision: the secretary records who is present, the chair confirms the sheet's digest.

The confirmation is one transaction with the job that issues the certificates, so that neither is without
the other.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.jobs import enqueue
from examapp.core.permissions import Role
from examapp.results.commission import VOTING, count_quorum, list_commission, list_proctor_ids
from examapp.results.errors import (
    AlreadyConfirmed,
    ChairNotPresent,
    NoQuorum,
    NotOnCommission,
    PresenceMissing,
    RanTheSitting,
    SheetChanged,
)
from examapp.results.models import Decision, ResultSheet, SheetMember, SheetState
from examapp.results.queries import read_content

# Certificates lie above this room: the job is known here by its name only.
ISSUING_JOB: Final = "certificates.issue"


def issuing_key(sheet_number: str) -> str:
    """Return the unique key of a sheet's issuing job: one job a sheet, however often it is asked for."""
    return f"{ISSUING_JOB}:{sheet_number}"


def record_presence(
    db: Session, sheet: ResultSheet, secretary: SignedInStaff, present_codes: Collection[str], *, at: datetime
) -> None:
    """Record which members of the secretary's commission are present, in place of an earlier record.

    Raises AlreadyConfirmed, NotOnCommission, or RanTheSitting for a member who was the sitting's proctor.
    """
    if not _hold(db, sheet, SheetState.DRAFT):
        raise AlreadyConfirmed(number=sheet.number)
    commission = list_commission(db, secretary.region_code)
    if not set(present_codes) <= {account.code for account in commission}:
        raise NotOnCommission
    proctors = list_proctor_ids(db, sheet.sitting_id)
    for account in commission:
        if account.code in present_codes and account.id in proctors:
            raise RanTheSitting(name=account.display_name)
    db.execute(delete(SheetMember).where(SheetMember.sheet_id == sheet.id))
    own = db.get_one(StaffAccount, secretary.id)
    for place, account in enumerate([*commission, own], start=1):
        db.add(
            SheetMember(
                sheet_id=sheet.id,
                staff_id=account.id,
                place=place,
                name=account.display_name,
                office=account.role,
                present=account is own or account.code in present_codes,
                recorded_by=secretary.actor,
                recorded_at=at,
            )
        )
    db.flush()
    db.expire(sheet, ["members"])
    facts = {"present": sorted(present_codes), "members": len(commission)}
    _note(db, "presence_recorded", sheet, secretary.actor, at, facts)


def confirm(
    db: Session, sheet: ResultSheet, chair: SignedInStaff, *, digest_seen: str, at: datetime
) -> Decision:
    """Confirm the sheet as the chair saw it, and let its certificates be issued; asked twice it is done once.

    Raises SheetBroken, SheetChanged, and what `require_able_to_decide` raises.
    """
    if sheet.decision is not None:
        return sheet.decision
    read_content(sheet)
    if digest_seen != sheet.digest or not _hold(db, sheet, SheetState.CONFIRMED):
        raise SheetChanged
    require_able_to_decide(db, sheet, chair)
    quorum = count_quorum(sheet, sheet.members)
    decision = Decision(
        sheet_id=sheet.id,
        digest=sheet.digest,
        chair_id=chair.id,
        chair_name=chair.display_name,
        members=quorum.members,
        present=quorum.present,
        at=at,
    )
    db.add(decision)
    db.flush()
    db.refresh(sheet)
    enqueue(db, ISSUING_JOB, {"sheet": sheet.number}, at=at, unique_key=issuing_key(sheet.number))
    present = sorted(member.name for member in sheet.members if member.present and member.office in VOTING)
    _note(db, "confirmed", sheet, chair.actor, at, {"digest": sheet.digest, "present": present})
    return decision


def _hold(db: Session, sheet: ResultSheet, new_state: SheetState) -> bool:
    """Move a draft by compare-and-swap; until the transaction ends nobody else records or confirms."""
    swapped = changed_rows(
        db,
        update(ResultSheet)
        .where(
            ResultSheet.id == sheet.id,
            ResultSheet.state == SheetState.DRAFT,
            ResultSheet.digest == sheet.digest,
        )
        .values(state=new_state),
    )
    db.expire(sheet, ["members", "decision", "state"])
    return swapped == 1


def require_able_to_decide(db: Session, sheet: ResultSheet, chair: SignedInStaff) -> None:
    """Raise what keeps the chair from confirming.

    PresenceMissing, NoQuorum, ChairNotPresent, RanTheSitting: the chair, or a member recorded as present,
    was the sitting's proctor.
    """
    if not sheet.members:
        raise PresenceMissing
    proctors = list_proctor_ids(db, sheet.sitting_id)
    if chair.id in proctors:
        raise RanTheSitting(name=chair.display_name)
    for member in sheet.members:
        if member.present and member.office in VOTING and member.staff_id in proctors:
            raise RanTheSitting(name=member.name)
    if not any(
        member.staff_id == chair.id and member.present and member.office is Role.COMMISSION_CHAIR
        for member in sheet.members
    ):
        raise ChairNotPresent
    quorum = count_quorum(sheet, sheet.members)
    if not quorum.is_reached:
        raise NoQuorum(
            present=quorum.present,
            members=quorum.members,
            least=quorum.least,
            percent=quorum.over_percent,
        )


def _note(
    db: Session, act: str, sheet: ResultSheet, actor: str, at: datetime, facts: dict[str, object]
) -> None:
    record(
        db,
        act=f"result_sheet.{act}",
        actor=actor,
        subject_kind="result_sheet",
        subject_code=sheet.number,
        at=at,
        facts={"revision": sheet.revision, **facts},
    )
