"""Who may not decide on a sitting, and whether those who are present are enough."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.proctoring.models import (
    AbortReason,
    HandoverState,
    IdentityCheck,
    Incident,
    Intervention,
    RoomHandover,
)
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.models import ResultSheet, SheetMember
from examapp.sittings.models import SittingProctor
from question_bank.scripts import search_key

VOTING: Final = (Role.COMMISSION_CHAIR, Role.COMMISSION_MEMBER)


@dataclass(frozen=True, slots=True)
class Quorum:
    """A commission's numbers: how many are on it, how many are present, and what the policy asks for."""

    members: int
    present: int
    least: int
    over_percent: int

    @property
    def is_reached(self) -> bool:
        """Whether the commission is large enough and more than the share of it is present."""
        return self.members >= self.least and self.present * 100 > self.members * self.over_percent

    @property
    def needed(self) -> int:
        """The fewest who must be present."""
        return self.members * self.over_percent // 100 + 1

    @property
    def missing(self) -> int:
        """How many more must be present; 0 where that would not help, or is not needed."""
        if self.members < self.least:
            return 0
        return max(0, self.needed - self.present)


def list_who_ran(db: Session, sitting_id: int) -> frozenset[int]:
    """Return the accounts that took part in running a sitting, by any record: they do not decide on it.

    Those are its proctors, who took the room over, and whoever checked a document, acted in the room,
    recorded an incident or gave the reason of an ending; also people of the centre who stood in for the
    proctor. An account has one role, so that who ran a sitting decides on it by another account, if at all:
    every account of the same name is one of the same person.
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
    return _with_namesakes(db, frozenset([*db.scalars(assigned), *db.scalars(by_code)]))


def _with_namesakes(db: Session, ran: frozenset[int]) -> frozenset[int]:
    if not ran:
        return ran
    names = {
        row.id: _name_key(row.display_name)
        for row in db.execute(select(StaffAccount.id, StaffAccount.display_name))
    }
    ran_by_name = {names[one] for one in ran}
    return frozenset(one for one, name in names.items() if name in ran_by_name)


# A name's key costs more than the query, and a commission asks for the same names all the time.
_name_key = lru_cache(maxsize=4096)(search_key)


def count_quorum(sheet: ResultSheet, members: Collection[SheetMember]) -> Quorum:
    """Return the numbers of a recorded presence, under the policy that governs the sheet's sitting."""
    voting = [member for member in members if member.office in VOTING]
    return measure_quorum(sheet, len(voting), sum(member.present for member in voting))


def measure_quorum(sheet: ResultSheet, members: int, present: int) -> Quorum:
    """Return what a commission of a size has and needs, under the policy that governs the sheet's sitting."""
    policy = policy_from_snapshot(sheet.sitting.policy or {})
    return Quorum(
        members=members,
        present=present,
        least=policy.quorum_members,
        over_percent=policy.quorum_over_percent,
    )
