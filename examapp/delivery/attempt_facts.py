"""What must be known of an attempt to judge an answer, as one frozen record stamped with its version.

Each process remembers these records; what is remembered is a hint. Whoever writes compares the version in
the database first, so that two processes and a restart are always right.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from examapp.delivery.ledger import read_entries
from examapp.delivery.models import Attempt
from examapp.delivery.remembered import Remembered
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import AttemptClock


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One attempt at one version; `form_id` is None before the start, `device` until a seat has the lease."""

    attempt_id: int
    code: str
    version: int
    sitting_id: int
    state: AttemptState
    handed_in: bool
    lease: int
    device: str | None
    form_id: int | None
    form_digest: str
    grace_ms: int
    ended_at: datetime | None
    clock: AttemptClock


_ATTEMPT = Attempt.__table__.c
_FACTS = select(
    _ATTEMPT.id,
    _ATTEMPT.code,
    _ATTEMPT.version,
    _ATTEMPT.sitting_id,
    _ATTEMPT.state,
    _ATTEMPT.handed_in,
    _ATTEMPT.lease,
    _ATTEMPT.device,
    _ATTEMPT.form_id,
    _ATTEMPT.form_digest,
    _ATTEMPT.grace_ms,
    _ATTEMPT.ended_at,
    _ATTEMPT.duration_ms,
    _ATTEMPT.accommodation_ms,
).where(_ATTEMPT.id == bindparam("attempt_id"))


def load_facts(db: Session | Connection, attempt_id: int) -> AttemptFacts | None:
    """Read an attempt's facts, or return None if there is no such attempt."""
    row = db.execute(_FACTS, {"attempt_id": attempt_id}).first()
    if row is None:
        return None
    return AttemptFacts(
        attempt_id=row.id,
        code=row.code,
        version=row.version,
        sitting_id=row.sitting_id,
        state=row.state,
        handed_in=row.handed_in,
        lease=row.lease,
        device=row.device,
        form_id=row.form_id,
        form_digest=row.form_digest or "",
        grace_ms=row.grace_ms,
        ended_at=row.ended_at,
        clock=AttemptClock(row.duration_ms, row.accommodation_ms, read_entries(db, attempt_id)),
    )


def facts_as_written(attempt: Attempt, clock: AttemptClock) -> AttemptFacts:
    """Return the facts of an attempt that the caller has locked and brought to this clock."""
    return AttemptFacts(
        attempt_id=attempt.id,
        code=attempt.code,
        version=attempt.version,
        sitting_id=attempt.sitting_id,
        state=attempt.state,
        handed_in=attempt.handed_in,
        lease=attempt.lease,
        device=attempt.device,
        form_id=attempt.form_id,
        form_digest=attempt.form_digest or "",
        grace_ms=attempt.grace_ms,
        ended_at=attempt.ended_at,
        clock=clock,
    )


class RememberedFacts:
    """The facts of the attempts that this process has lately served."""

    def __init__(self) -> None:
        self._facts: Remembered[int, AttemptFacts] = Remembered()

    def find(self, attempt_id: int) -> AttemptFacts | None:
        """Return what is remembered of an attempt, which may be out of date."""
        return self._facts.find(attempt_id)

    def remember(self, facts: AttemptFacts) -> AttemptFacts:
        """Keep facts, unless newer ones are here."""
        known = self._facts.find(facts.attempt_id)
        if known is None or known.version <= facts.version:
            self._facts.keep(facts.attempt_id, facts)
        return facts

    def at_version(self, db: Session | Connection, attempt_id: int, version: int) -> AttemptFacts:
        """Return the facts of this version, reading them within the caller's transaction if need be."""
        facts = self._facts.find(attempt_id)
        if facts is None or facts.version != version:
            facts = load_facts(db, attempt_id)
            if facts is None:
                raise LookupError(attempt_id)
            self.remember(facts)
        return facts
