"""Whether those who are present are enough to decide."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from examapp.core.permissions import Role
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.models import ResultSheet, SheetMember

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
