"""Which value of a key governs at a moment, and which proposal waits for the chair."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.programmes.errors import PolicyValueWrong
from examapp.programmes.models import PolicyStatus, PolicyValue
from examapp.programmes.policy_key import PolicyKey
from examapp.programmes.policy_keys import POLICY_KEYS
from examapp.programmes.value_kinds import OneOf, OnOff


@dataclass(frozen=True)
class Standing:
    """One key at one moment: the value in force, and the newest proposal that nobody has approved yet."""

    key: PolicyKey
    value: Any
    source: str
    approved: bool
    row: PolicyValue | None
    proposal: PolicyValue | None

    @property
    def status(self) -> PolicyStatus:
        """Whether the value in force may govern an official sitting."""
        return PolicyStatus.APPROVED if self.approved else PolicyStatus.PROVISIONAL

    @property
    def bars_official(self) -> bool:
        """Whether an official sitting cannot be opened because of this value."""
        return self.key.sitting and not self.approved


def list_standing(db: Session, programme_id: int, at: datetime) -> list[Standing]:
    """Return every key of the policy as it stands at a moment, in reading order."""
    rows = db.scalars(
        select(PolicyValue)
        .where(PolicyValue.programme_id == programme_id, PolicyValue.proposed_at <= at)
        .order_by(PolicyValue.id)
    ).all()
    by_key: dict[str, list[PolicyValue]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [_stand(key, by_key.get(key.key, []), at) for key in POLICY_KEYS]


def _stand(key: PolicyKey, rows: Iterable[PolicyValue], at: datetime) -> Standing:
    """Choose: the value approved last governs; where none is approved, the newest provisional one does.

    A choice that an earlier version offered and nothing obeys does not count: it is to be made anew.
    """
    rows = [row for row in rows if _is_obeyed(key, row.value["value"])]
    approved = [row for row in rows if row.approved_at is not None and row.approved_at <= at]
    open_rows = [row for row in rows if row.approved_at is None or row.approved_at > at]
    governing = max(approved, key=lambda row: (row.approved_at or at, row.id), default=None)
    newest = open_rows[-1] if open_rows else None
    proposal = newest if newest is not None and newest.document else None
    if proposal is not None and governing is not None and proposal.id < governing.id:
        proposal = None  # a newer value was approved over it
    shown = governing or newest
    if shown is None:
        return Standing(key, key.default, key.source, approved=False, row=None, proposal=None)
    return Standing(
        key, shown.value["value"], shown.source, approved=governing is not None, row=shown, proposal=proposal
    )


def _is_obeyed(key: PolicyKey, value: Any) -> bool:
    if isinstance(key.kind, OneOf | OnOff):
        try:
            key.kind.check(value)
        except PolicyValueWrong:
            return False
    return True
