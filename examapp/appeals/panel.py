"""Who hears an appeal: members of the commission, appointed by the chair, none of whom ran or sat it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.errors import (
    AppealMovedOn,
    NoCommissionToAppoint,
    NotOnPanel,
    PanelTooSmall,
    RanTheAppealedSitting,
    SatTheAppealedSitting,
)
from examapp.appeals.models import Appeal, AppealState, PanelMember
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.results.composition import find_own_composition
from examapp.results.errors import NotOnCommission
from examapp.results.impartiality import Interest, Interested, list_interested
from examapp.results.presence import list_voting

LEAST: Final = 3


@dataclass(frozen=True)
class Chair:
    """One who could hear an appeal; `conflict` says in a sentence why this one must not."""

    account: StaffAccount
    conflict: str | None


def list_chairs(db: Session, appeal: Appeal, chair: SignedInStaff, at: datetime) -> list[Chair]:
    """Return the voting members of the chair's commission; raises NoCommissionToAppoint."""
    interested = list_interested(db, appeal.booking.sitting_id)
    found = []
    for account in _list_members(db, appeal, chair, at):
        refusal = _find_refusal(interested, account.id, account.display_name)
        found.append(Chair(account, refusal.sentence() if refusal else None))
    return found


def _list_members(db: Session, appeal: Appeal, chair: SignedInStaff, at: datetime) -> list[StaffAccount]:
    composition = find_own_composition(db, chair.id, at.astimezone(TASHKENT).date())
    if composition is None or composition.commission.region_code not in {None, appeal.region_code}:
        raise NoCommissionToAppoint
    return list_voting(composition)


def appoint_panel(
    db: Session, appeal: Appeal, chair: SignedInStaff, staff_codes: Collection[str], *, at: datetime
) -> None:
    """Appoint who hears an appeal, in place of an earlier panel, whose text of a decision falls then.

    With a text before it a panel stays, unless one of it turned out to have run or sat the test, or has left:
    else those who are left might never be more than half.
    Raises AppealMovedOn, NoCommissionToAppoint, NotOnCommission, PanelTooSmall, and RanTheAppealedSitting or
    SatTheAppealedSitting for the chair or a member who took part in running the sitting or is a candidate.
    """
    lock(db, appeal)
    if not can_appoint(db, appeal):
        raise AppealMovedOn
    members = {account.code: account for account in _list_members(db, appeal, chair, at)}
    if not set(staff_codes) <= members.keys():
        raise NotOnCommission
    chosen = [account for code, account in members.items() if code in staff_codes]
    _refuse_interested(db, appeal, [(chair.id, chair.display_name)])
    _refuse_interested(db, appeal, [(one.id, one.display_name) for one in chosen])
    if len(chosen) < LEAST:
        raise PanelTooSmall(least=LEAST)
    appeal.panel.clear()
    db.flush()
    appeal.panel = [
        PanelMember(staff_id=one.id, place=place, name=one.display_name, office=one.role)
        for place, one in enumerate(chosen, start=1)
    ]
    appeal.state = AppealState.HEARD
    appeal.appointed_by, appeal.appointed_by_name, appeal.appointed_at = chair.actor, chair.display_name, at
    db.flush()
    kind, code = appeal.subject
    record(
        db,
        act="attempt.appeal_panel_appointed",
        actor=chair.actor,
        subject_kind=kind,
        subject_code=code,
        at=at,
        facts={"number": appeal.number, "panel": [one.code for one in chosen]},
    )


def can_appoint(db: Session, appeal: Appeal) -> bool:
    """Tell whether a panel, or another one, may be appointed now."""
    if appeal.state is AppealState.ANSWERED or appeal.decision is None:
        return appeal.state is not AppealState.ANSWERED
    members = [one.staff_id for one in appeal.panel]
    closed = select(StaffAccount.id).where(StaffAccount.id.in_(members), StaffAccount.active.is_(False))
    interested = list_interested(db, appeal.booking.sitting_id)
    return not (interested.everybody | frozenset(db.scalars(closed))).isdisjoint(members)


def require_on_panel(db: Session, appeal: Appeal, by: SignedInStaff) -> PanelMember:
    """Return the person's place on the panel.

    Raises NotOnPanel, RanTheAppealedSitting, SatTheAppealedSitting. Who ran or sat it is asked again: a
    record may have come after the appointment.
    """
    member = next((one for one in appeal.panel if one.staff_id == by.id), None)
    if member is None:
        raise NotOnPanel
    _refuse_interested(db, appeal, [(by.id, by.display_name)])
    return member


def _refuse_interested(db: Session, appeal: Appeal, people: Sequence[tuple[int, str]]) -> None:
    interested = list_interested(db, appeal.booking.sitting_id)
    for staff_id, name in people:
        refusal = _find_refusal(interested, staff_id, name)
        if refusal is not None:
            raise refusal


def _find_refusal(
    interested: Interested, staff_id: int, name: str
) -> RanTheAppealedSitting | SatTheAppealedSitting | None:
    interest = interested.of(staff_id)
    if interest is None:
        return None
    ran = interest is Interest.RAN
    return RanTheAppealedSitting(name=name) if ran else SatTheAppealedSitting(name=name)


def lock(db: Session, appeal: Appeal) -> None:
    """Hold an appeal until the transaction ends, and read again how it stands."""
    db.scalars(select(Appeal.id).where(Appeal.id == appeal.id).with_for_update()).one()
    db.refresh(appeal)
