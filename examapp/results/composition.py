"""The composition of a commission: entered with its order by one person, approved by another.

It is never changed: a member who comes or goes makes the next composition, which is in force from its first
day. Who was on the commission on a day in the past can therefore always be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from examapp.accounts.models import StaffAccount
from examapp.accounts.persons import is_one_of
from examapp.accounts.queries import list_active_in_roles
from examapp.accounts.whole_names import whole_name_key
from examapp.candidates.cells import Cell
from examapp.candidates.identity import read_pinfl
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.core.permissions import Role
from examapp.results.commission_models import Commission, CommissionSeat, Composition, CompositionState
from examapp.results.errors import (
    CompositionDays,
    CompositionDecided,
    CompositionPinfl,
    CompositionRefused,
    NotInOffice,
    OneInTwoSeats,
    OwnComposition,
)

# The order in which a composition stands; the secretary has no vote.
OFFICES: Final = (Role.COMMISSION_CHAIR, Role.COMMISSION_MEMBER, Role.SECRETARY)


@dataclass(frozen=True)
class Order:
    """The document that names a composition, and its days; `until_day` is None until another one follows."""

    document: str
    from_day: date
    until_day: date | None = None


def found_commission(
    db: Session, *, names: Mapping[str, str], region_code: str | None, actor: str, at: datetime
) -> Commission:
    """Enter a commission of a region, or of the republic (None); it decides once it has a composition."""
    commission = Commission(
        code=new_code(8), names=dict(names), region_code=region_code, created_by=actor, created_at=at
    )
    db.add(commission)
    db.flush()
    _note(db, "founded", commission, actor, at, {"region": region_code or "republic"})
    return commission


def propose_composition(
    db: Session,
    commission: Commission,
    order: Order,
    staff_codes: Sequence[str],
    *,
    pinfls: Mapping[str, str] | None = None,
    actor: str,
    at: datetime,
) -> Composition:
    """Enter who is on a commission by an order; another person approves it.

    `pinfls` are by account code. Raises CompositionDays, CompositionPinfl for one of another form, and
    CompositionRefused where chair, secretary or members lack, or for an account that cannot sit on this
    commission, OneInTwoSeats for two accounts of one person.
    """
    if order.until_day is not None and order.until_day < order.from_day:
        raise CompositionDays
    able = {account.code: account for account in list_able(db, commission)}
    if not set(staff_codes) <= able.keys():
        raise CompositionRefused
    accounts = [able[code] for code in dict.fromkeys(staff_codes)]
    offices = [account.role for account in accounts]
    if offices.count(Role.COMMISSION_CHAIR) != 1 or set(offices) != set(OFFICES):
        raise CompositionRefused
    numbers = {one.id: _read_pinfl(one, (pinfls or {}).get(one.code, "")) for one in accounts}
    _refuse_one_in_two_seats(accounts, numbers)
    accounts.sort(key=lambda account: (OFFICES.index(account.role), account.display_name))
    composition = Composition(
        commission=commission,
        number=len(commission.compositions) + 1,
        document=order.document,
        from_day=order.from_day,
        until_day=order.until_day,
        proposed_by=actor,
        proposed_at=at,
        seats=[
            CommissionSeat(staff_id=account.id, place=place, pinfl=numbers[account.id])
            for place, account in enumerate(accounts, start=1)
        ],
    )
    db.add(composition)
    db.flush()
    facts = {"number": composition.number, "document": order.document, "from": order.from_day.isoformat()}
    people = {"seats": [f"{account.role.value} {account.code}" for account in accounts]}
    _note(db, "composition_proposed", commission, actor, at, facts | people)
    return composition


def _refuse_one_in_two_seats(accounts: Sequence[StaffAccount], numbers: Mapping[int, str | None]) -> None:
    """Refuse two seats of one person, who would count twice; two PINFLs that differ tell namesakes apart."""
    for one, other in combinations(accounts, 2):
        pinfls = numbers[one.id], numbers[other.id]
        if None in pinfls:
            is_same = whole_name_key(one.display_name) == whole_name_key(other.display_name)
        else:
            is_same = pinfls[0] == pinfls[1]
        if is_same:
            raise OneInTwoSeats(name=one.display_name)


def _read_pinfl(account: StaffAccount, typed: str) -> str | None:
    """Return a member's PINFL as 14 digits, None where none was typed; whoever approves compares it."""
    if not typed.strip():
        return None
    number: str | None = read_pinfl(Cell(typed)).value
    if number is None:
        raise CompositionPinfl(name=account.display_name)
    return number


def approve_composition(db: Session, composition: Composition, *, actor: str, at: datetime) -> None:
    """Put a composition into force from its first day; raises OwnComposition, CompositionDecided."""
    _decide(db, composition, CompositionState.APPROVED, "", actor, at)


def refuse_composition(
    db: Session, composition: Composition, *, reason: str, actor: str, at: datetime
) -> None:
    """Refuse a composition with a reason; raises OwnComposition, CompositionDecided."""
    _decide(db, composition, CompositionState.REFUSED, reason, actor, at)


def _decide(
    db: Session, composition: Composition, state: CompositionState, reason: str, actor: str, at: datetime
) -> None:
    if is_one_of(db, actor, [composition.proposed_by]):
        raise OwnComposition
    swapped = changed_rows(
        db,
        update(Composition)
        .where(Composition.id == composition.id, Composition.state == CompositionState.PROPOSED)
        .values(state=state, decided_by=actor, decided_at=at, decision_reason=reason or None),
    )
    if swapped != 1:
        raise CompositionDecided
    db.refresh(composition)
    facts = {"number": composition.number, "reason": reason}
    _note(db, f"composition_{state.value}", composition.commission, actor, at, facts)


def list_able(db: Session, commission: Commission) -> list[StaffAccount]:
    """Return who can sit on a commission: active accounts of the offices, bound to its region."""
    accounts = list_active_in_roles(db, *OFFICES)
    here = [account for account in accounts if account.region_code == commission.region_code]
    return sorted(here, key=lambda account: OFFICES.index(account.role))


def list_commissions(db: Session) -> Sequence[Commission]:
    """Return every commission, that of the republic first, with all its compositions."""
    return db.scalars(
        select(Commission)
        .options(
            selectinload(Commission.compositions)
            .selectinload(Composition.seats)
            .joinedload(CommissionSeat.staff)
        )
        .order_by(Commission.region_code.is_not(None), Commission.region_code, Commission.id)
    ).all()


def get_commission(db: Session, code: str) -> Commission:
    """Return the commission of a code, or raise NotFound."""
    found = db.scalars(select(Commission).where(Commission.code == code)).first()
    if found is None:
        raise NotFound
    return found


def get_composition(db: Session, code: str, number: int) -> Composition:
    """Return one composition of a commission, or raise NotFound."""
    found = db.scalars(
        select(Composition)
        .join(Composition.commission)
        .where(Commission.code == code, Composition.number == number)
    ).first()
    if found is None:
        raise NotFound
    return found


def find_in_force(commission: Commission, day: date) -> Composition | None:
    """Return the composition of a commission that is in force on a day: the approved one that began last."""
    approved = [
        one
        for one in commission.compositions
        if one.state is CompositionState.APPROVED and one.from_day <= day
    ]
    last = max(approved, key=lambda one: (one.from_day, one.number), default=None)
    return last if last and (last.until_day is None or day <= last.until_day) else None


def find_own_composition(db: Session, staff_id: int, day: date) -> Composition | None:
    """Return the composition in force that names a person, with its seats, or None."""
    named = db.scalars(
        select(Composition)
        .join(Composition.seats)
        .where(
            CommissionSeat.staff_id == staff_id,
            Composition.state == CompositionState.APPROVED,
            Composition.from_day <= day,
            or_(Composition.until_day.is_(None), Composition.until_day >= day),
        )
        .options(
            joinedload(Composition.commission).selectinload(Commission.compositions),
            selectinload(Composition.seats).joinedload(CommissionSeat.staff),
        )
        .order_by(Composition.from_day.desc(), Composition.number.desc())
    ).all()
    return next((one for one in named if find_in_force(one.commission, day) is one), None)


def require_in_office(db: Session, staff_id: int, at: datetime) -> None:
    """Raise NotInOffice for a person whom no composition in force names on that day in Tashkent."""
    if find_own_composition(db, staff_id, at.astimezone(TASHKENT).date()) is None:
        raise NotInOffice


def _note(
    db: Session, act: str, commission: Commission, actor: str, at: datetime, facts: dict[str, object]
) -> None:
    record(
        db,
        act=f"commission.{act}",
        actor=actor,
        subject_kind="commission",
        subject_code=commission.code,
        at=at,
        facts=facts,
    )
