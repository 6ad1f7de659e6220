"""Who sits over a sheet: the secretary records which members of the commission in force are present."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff
from examapp.core.clock import TASHKENT
from examapp.results.commission import VOTING
from examapp.results.commission_models import Composition
from examapp.results.composition import find_own_composition
from examapp.results.errors import (
    AlreadyConfirmed,
    NoCommission,
    NotOnCommission,
    SignerMissing,
)
from examapp.results.impartiality import require_impartial
from examapp.results.models import ResultSheet, SheetMember, SheetState
from examapp.results.turns import note_sheet_act, turn_draft


def find_composition(db: Session, secretary: SignedInStaff, at: datetime) -> Composition | None:
    """Return the composition in force today that the secretary is of, or None."""
    return find_own_composition(db, secretary.id, at.astimezone(TASHKENT).date())


def list_voting(composition: Composition) -> list[StaffAccount]:
    """Return chair and members of a composition whose accounts are open, the chair first."""
    return [seat.staff for seat in composition.seats if seat.staff.role in VOTING and seat.staff.active]


def record_presence(
    db: Session, sheet: ResultSheet, secretary: SignedInStaff, present_codes: Collection[str], *, at: datetime
) -> None:
    """Record which members of the secretary's commission are present, in place of an earlier record.

    Raises AlreadyConfirmed, NoCommission, NotOnCommission, RanTheSitting or SatTheSitting for a member, or a
    secretary, who took part in running the sitting or is one of its candidates, SignerMissing for one who has
    signed and would be away.
    """
    if not turn_draft(db, sheet, SheetState.DRAFT):
        raise AlreadyConfirmed(number=sheet.number)
    composition = find_composition(db, secretary, at)
    if composition is None:
        raise NoCommission
    voting = list_voting(composition)
    own = db.get_one(StaffAccount, secretary.id)
    _check(db, sheet, voting, set(present_codes), own)
    db.execute(delete(SheetMember).where(SheetMember.sheet_id == sheet.id))
    for place, account in enumerate([*voting, own], start=1):
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
    sheet.commission_code = composition.commission.code
    db.flush()
    db.expire(sheet, ["members", "commission"])
    facts = {
        "commission": composition.commission.code,
        "composition": composition.number,
        "present": sorted(present_codes),
        "members": len(voting),
    }
    note_sheet_act(db, "presence_recorded", sheet, secretary.actor, at, facts)


def _check(
    db: Session, sheet: ResultSheet, voting: list[StaffAccount], present: set[str], secretary: StaffAccount
) -> None:
    if not present <= {account.code for account in voting}:
        raise NotOnCommission
    there = [*(account for account in voting if account.code in present), secretary]
    require_impartial(db, sheet.sitting_id, [(account.id, account.display_name) for account in there])
    for signature in sheet.signatures:
        if signature.staff_code not in present and signature.staff_id != secretary.id:
            raise SignerMissing(name=signature.name)
