"""Who must not decide on a sitting: whoever ran it, and whoever is one of its candidates.

One rule for every decision: presence, signatures, return, annulment, decisions on items, appeals, the end of
a certificate, dossiers. An account has one role, so that who proctored or sat the test decides, if at all, by
another account: people are told by the PINFL where both sides have one, else by the whole name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.whole_names import order_words, whole_name_key
from examapp.candidates.models import Candidate
from examapp.delivery.models import Attempt
from examapp.proctoring.models import (
    AbortReason,
    HandoverState,
    IdentityCheck,
    Incident,
    Intervention,
    RoomHandover,
)
from examapp.results.commission_models import CommissionSeat, Composition, CompositionState
from examapp.results.errors import RanTheSitting, SatTheSitting
from examapp.results.models import Result
from examapp.sittings.models import Booking, SittingProctor


class Interest(StrEnum):
    """What somebody has to do with a sitting."""

    RAN = "ran"
    SAT = "sat"


@dataclass(frozen=True, slots=True)
class Interested:
    """The accounts that must not decide on a sitting, by what they have to do with it."""

    ran: frozenset[int]
    sat: frozenset[int]

    def of(self, staff_id: int) -> Interest | None:
        """Return what an account has to do with the sitting, None where nothing."""
        if staff_id in self.ran:
            return Interest.RAN
        return Interest.SAT if staff_id in self.sat else None

    @property
    def everybody(self) -> frozenset[int]:
        """All of them."""
        return self.ran | self.sat


def list_interested(db: Session, sitting_id: int) -> Interested:
    """Return who must not decide on a sitting."""
    accounts = db.execute(select(StaffAccount.id, StaffAccount.display_name)).all()
    names = {row.id: whole_name_key(row.display_name) for row in accounts}
    ran_by_name = {names[one] for one in _list_who_ran(db, sitting_id)}
    ran = frozenset(one for one, name in names.items() if name in ran_by_name)
    return Interested(ran, _list_who_sat(db, sitting_id, names))


def require_impartial(db: Session, sitting_id: int, people: Iterable[tuple[int, str]]) -> None:
    """Raise RanTheSitting or SatTheSitting for the first of people (id, name) who must not decide."""
    interested = list_interested(db, sitting_id)
    for staff_id, name in people:
        interest = interested.of(staff_id)
        if interest is not None:
            raise RanTheSitting(name=name) if interest is Interest.RAN else SatTheSitting(name=name)


def _list_who_ran(db: Session, sitting_id: int) -> frozenset[int]:
    """Return the accounts that took part in running a sitting, by any record.

    Those are its proctors, who took the room over, and whoever checked a document, acted in the room,
    recorded an incident or gave the reason of an ending; also people of the centre who stood in for the
    proctor.
    """
    of_sitting = select(Attempt.id).where(Attempt.sitting_id == sitting_id).scalar_subquery()
    took_over = (RoomHandover.sitting_id == sitting_id, RoomHandover.state == HandoverState.ACCEPTED)
    acted = union(
        select(Intervention.actor).where(Intervention.sitting_id == sitting_id),
        select(Incident.recorded_by).where(Incident.sitting_id == sitting_id),
        select(IdentityCheck.checked_by).where(IdentityCheck.attempt_id.in_(of_sitting)),
        select(AbortReason.given_by).where(AbortReason.attempt_id.in_(of_sitting)),
        select(RoomHandover.given_by).where(*took_over),
        select(RoomHandover.offered_to).where(*took_over),
    )
    codes = {actor.removeprefix("staff:") for actor in db.scalars(acted) if actor.startswith("staff:")}
    assigned = select(SittingProctor.staff_id).where(SittingProctor.sitting_id == sitting_id)
    by_code = select(StaffAccount.id).where(StaffAccount.code.in_(codes))
    return frozenset([*db.scalars(assigned), *db.scalars(by_code)])


def _list_who_sat(db: Session, sitting_id: int, names: dict[int, str]) -> frozenset[int]:
    """Return the accounts of a sitting's candidates, present or not."""
    candidates = db.execute(
        select(Candidate.pinfl, Candidate.search_key)
        .join(Booking, Booking.candidate_id == Candidate.id)
        .where(Booking.sitting_id == sitting_id)
    ).all()
    numbers = {row.pinfl for row in candidates if row.pinfl}
    # Where somebody's PINFL is known on both sides, it alone tells: namesakes are two people then.
    named: dict[str, set[str | None]] = {}
    for row in candidates:
        named.setdefault(order_words(row.search_key), set()).add(row.pinfl)
    for pinfl, name in _list_former_names(db, sitting_id):
        named.setdefault(whole_name_key(name), set()).add(pinfl)
    seated = _list_pinfls(db)
    sat = set()
    for staff_id, name in names.items():
        own = seated.get(staff_id, set())
        by_name = any(not own or pinfl is None for pinfl in named.get(name, ()))
        if own & numbers or by_name:
            sat.add(staff_id)
    return frozenset(sat)


def _list_former_names(db: Session, sitting_id: int) -> Iterable[tuple[str | None, str]]:
    """Return PINFL and name on a sheet of whoever has another name by now: a new name makes no stranger."""
    rows = db.execute(
        select(Candidate.pinfl, Result.name_latn)
        .join(Booking, Booking.candidate_id == Candidate.id)
        .join(Result, Result.booking_id == Booking.id)
        .where(Booking.sitting_id == sitting_id, Result.name_latn != Candidate.name_latn)
        .distinct()
    )
    return [(row.pinfl, row.name_latn) for row in rows]


def _list_pinfls(db: Session) -> dict[int, set[str]]:
    """Return the PINFLs under which approved compositions name each account."""
    rows = db.execute(
        select(CommissionSeat.staff_id, CommissionSeat.pinfl)
        .join(Composition, Composition.id == CommissionSeat.composition_id)
        .where(CommissionSeat.pinfl.is_not(None), Composition.state == CompositionState.APPROVED)
    )
    found: dict[int, set[str]] = {}
    for staff_id, pinfl in rows:
        found.setdefault(staff_id, set()).add(pinfl or "")
    return found
