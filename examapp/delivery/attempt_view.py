"""What the candidate's page is told about its attempt: one shape for every reply that carries the state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.counting import StoredEvent
from examapp.delivery.ledger import list_shown_rows
from examapp.delivery.models import Alert, Attempt, CandidateNotice
from examapp.delivery.sealing import find_receipt
from examapp.delivery.states import FINISHED
from examapp.delivery.timing import ClockReading, LedgerKind, find_end_of_stop
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting

POLL_SOON_MS: Final = 2_000
POLL_MS: Final = 10_000
# In larger rooms a poll every two seconds would cost more than it tells.
MOST_SEATS_POLLING_SOON: Final = 50
# Whoever comes back to the console (a locked telephone, a reload, another proctor) finds the room awake.
STAYS_AWAKE: Final = timedelta(minutes=15)
_NOTICE, _ALERT = CandidateNotice.__table__.c, Alert.__table__.c
_MESSAGE, _ANSWERED = "message", "alert_answered"
_TOLD = union_all(
    select(literal(_MESSAGE).label("kind"), _NOTICE.id, _NOTICE.text, _NOTICE.at).where(
        _NOTICE.sitting_id == bindparam("sitting_id"),
        or_(_NOTICE.attempt_id == bindparam("attempt_id"), _NOTICE.attempt_id.is_(None)),
    ),
    select(literal(_ANSWERED), _ALERT.id, _ALERT.code, _ALERT.answered_at).where(
        _ALERT.attempt_id == bindparam("attempt_id"), _ALERT.answered_at.is_not(None)
    ),
)
_ATTEMPT, _BOOKING, _PERSON = Attempt.__table__.c, Booking.__table__.c, Candidate.__table__.c
_DEVICE = select(_ATTEMPT.device).where(_ATTEMPT.id == bindparam("attempt_id"))
_LANGUAGES = (
    select(Sitting.__table__.c.policy, _ATTEMPT.language, _PERSON.language.label("own"))
    .join_from(Attempt.__table__, Sitting.__table__, Sitting.__table__.c.id == _ATTEMPT.sitting_id)
    .join(Booking.__table__, _BOOKING.id == _ATTEMPT.booking_id)
    .join(Candidate.__table__, _PERSON.id == _BOOKING.candidate_id)
    .where(_ATTEMPT.id == bindparam("attempt_id"))
)
_STOPS: Final = {LedgerKind.PAUSED, LedgerKind.MOVED}
_SHOWN_KINDS: Final = {LedgerKind.EXTENSION, LedgerKind.CREDIT, LedgerKind.OUTAGE, *_STOPS}


@dataclass(frozen=True, slots=True)
class ShownRows:
    """The parts of the state that are lists, as JSON, at one version of the attempt."""

    version: int
    time_ledger: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    receipt: dict[str, Any] | None


def write_moment(moment: datetime) -> str:
    """Write a moment as the exam API does: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write_ledger(rows: Sequence[Any]) -> list[dict[str, Any]]:
    written = []
    for place, row in enumerate(rows):
        if row.kind not in _SHOWN_KINDS:
            continue
        since: datetime = row.since_wall or row.at_wall
        until: datetime | None = row.at_wall
        if row.kind in _STOPS:
            until = find_end_of_stop(row.kind, ((r.kind, r.at_wall) for r in rows[place + 1 :]))
        stopped = until is not None and row.kind in {LedgerKind.OUTAGE, *_STOPS}
        length = float(row.added_ms)
        if stopped and until:  # a clock that was set back in between tells nothing
            length = max(0.0, (until - since) / timedelta(milliseconds=1))
        written.append(
            {
                "kind": row.kind.value,
                "cause": row.cause,
                "minutes": round(length / 60_000, 1),
                "added_ms": row.added_ms,
                "from": write_moment(since),
                "to": write_moment(until) if until else None,
                "at": write_moment(row.recorded_at),
            }
        )
    return written


def _read_notices(db: Session, facts: AttemptFacts) -> list[dict[str, Any]]:
    told = db.execute(_TOLD, {"sitting_id": facts.sitting_id, "attempt_id": facts.attempt_id})
    in_order = sorted(told, key=lambda row: (row.at, row.kind, row.id))
    return [_write_notice(row.kind, row.id, row.text, row.at) for row in in_order]


def _write_notice(kind: str, number: int, text: str, at: datetime) -> dict[str, Any]:
    """Write a message, or that an alert was answered: its code stands in place of a text then."""
    if kind == _MESSAGE:
        return {"id": f"n{number}", "kind": kind, "text": text, "at": write_moment(at)}
    return {"id": f"a{number}", "kind": kind, "alert": text, "at": write_moment(at)}


def _has_shown(facts: AttemptFacts) -> bool:
    return any(entry.kind in _SHOWN_KINDS for entry in facts.clock.entries)


def read_shown_rows(db: Session, facts: AttemptFacts) -> ShownRows:
    """Read ledger, notices and receipt as the page is shown them.

    The facts were read before: what is newer here than their version is read again at the next poll.
    """
    receipt = find_receipt(db, facts.attempt_id) if facts.state in FINISHED else None
    return ShownRows(
        version=facts.version,
        time_ledger=_write_ledger(list_shown_rows(db, facts.attempt_id)) if _has_shown(facts) else [],
        notices=_read_notices(db, facts),
        receipt=receipt.to_json() if receipt else None,
    )


def write_state(
    facts: AttemptFacts,
    reading: ClockReading,
    rows: ShownRows,
    now: Instant,
    *,
    sitting_open: bool,
    next_poll_ms: int,
) -> dict[str, Any]:
    """Return the state as every reply carries it.

    Two replies may overtake each other on their way: the higher version, and within it the more time used, is
    the newer one.
    """
    return {
        "state": facts.state.value,
        "version": facts.version,
        "lease": facts.lease,
        "server_time": write_moment(now.wall),
        "used_ms": reading.used_ms,
        "limit_ms": reading.limit_ms,
        "ends_at": write_moment(reading.ends_at) if reading.ends_at else None,
        "time_ledger": rows.time_ledger,
        "notices": rows.notices,
        "sitting_open": sitting_open,
        "next_poll_ms": next_poll_ms,
        "receipt": rows.receipt,
    }


def choose_poll(console_seen_at: datetime | None, seats: int, now: Instant) -> int:
    """Return when a page should ask again: soon where a console is or was lately open and the room is small.

    The first look at a room after a longer time finds pages that ask at their next poll only.
    """
    is_awake = console_seen_at is not None and now.wall - console_seen_at <= STAYS_AWAKE
    return POLL_SOON_MS if is_awake and seats <= MOST_SEATS_POLLING_SOON else POLL_MS


def write_answers(answers: Mapping[str, StoredEvent]) -> dict[str, Any]:
    """Return the answers that the server holds, and where each is held."""
    return {
        "answers": {item: event.response for item, event in answers.items()},
        "answers_held": {
            item: {"at": write_moment(event.received_at), "lease": event.lease, "seq": event.seq}
            for item, event in answers.items()
        },
    }


def read_device(db: Session, attempt_id: int) -> str | None:
    """Return the tag of the machine that holds an attempt now, None while no machine does."""
    return db.scalar(_DEVICE, {"attempt_id": attempt_id})


def read_languages(db: Session, attempt_id: int) -> tuple[tuple[str, ...], str]:
    """Return the languages of an attempt's programme, and the one that its candidate reads."""
    row = db.execute(_LANGUAGES, {"attempt_id": attempt_id}).one()
    return policy_from_snapshot(row.policy or {}).languages, row.language or row.own
