"""What the candidate's page is told about its attempt: one shape for every reply that carries the state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.counting import StoredEvent
from examapp.delivery.ledger import list_rows
from examapp.delivery.models import Alert, Attempt, CandidateNotice, TimeLedgerRow
from examapp.delivery.sealing import find_receipt
from examapp.delivery.timing import ClockReading, LedgerKind
from examapp.programmes.policy import policy_from_snapshot

POLL_SOON_MS: Final = 2_000
POLL_MS: Final = 10_000
# In larger rooms a poll every two seconds would cost more than it tells.
MOST_SEATS_POLLING_SOON: Final = 50
CONSOLE_COUNTS_AS_OPEN: Final = timedelta(seconds=15)
_SHOWN_KINDS: Final = {LedgerKind.EXTENSION, LedgerKind.CREDIT, LedgerKind.OUTAGE, LedgerKind.PAUSED}


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


def _write_ledger(rows: list[TimeLedgerRow]) -> list[dict[str, Any]]:
    written = []
    for place, row in enumerate(rows):
        if row.kind not in _SHOWN_KINDS:
            continue
        since: datetime = row.since_wall or row.at_wall
        until: datetime | None = row.at_wall
        if row.kind is LedgerKind.PAUSED:
            later = (r.at_wall for r in rows[place + 1 :] if r.kind in {LedgerKind.RESUMED, LedgerKind.ENDED})
            since, until = row.at_wall, next(later, None)
        stopped = until is not None and row.kind in {LedgerKind.PAUSED, LedgerKind.OUTAGE}
        length = (until - since) / timedelta(milliseconds=1) if stopped and until else row.added_ms
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


def _read_notices(db: Session, attempt: Attempt) -> list[dict[str, Any]]:
    mine = or_(CandidateNotice.attempt_id == attempt.id, CandidateNotice.attempt_id.is_(None))
    sent = db.scalars(select(CandidateNotice).where(CandidateNotice.sitting_id == attempt.sitting_id, mine))
    answered = db.scalars(select(Alert).where(Alert.attempt_id == attempt.id, Alert.answered_at.is_not(None)))
    notices = [
        {"id": f"n{notice.id}", "kind": "message", "text": notice.text, "at": write_moment(notice.at)}
        for notice in sent
    ]
    notices += [
        {
            "id": f"a{alert.id}",
            "kind": "alert_answered",
            "alert": alert.code,
            "at": write_moment(alert.answered_at),
        }
        for alert in answered
        if alert.answered_at
    ]
    return sorted(notices, key=lambda notice: notice["at"])


def read_shown_rows(db: Session, attempt_id: int) -> ShownRows:
    """Read ledger, notices and receipt as the page is shown them."""
    attempt = db.get_one(Attempt, attempt_id, populate_existing=True)
    receipt = find_receipt(db, attempt_id)
    return ShownRows(
        version=attempt.version,
        time_ledger=_write_ledger(list(list_rows(db, attempt_id))),
        notices=_read_notices(db, attempt),
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
    """Return the state as every reply carries it."""
    return {
        "state": facts.state.value,
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
    """Return when a page should ask again: soon where a console is open and the room is small enough."""
    is_open = console_seen_at is not None and now.wall - console_seen_at <= CONSOLE_COUNTS_AS_OPEN
    return POLL_SOON_MS if is_open and seats <= MOST_SEATS_POLLING_SOON else POLL_MS


def write_answers(answers: Mapping[str, StoredEvent]) -> dict[str, Any]:
    """Return the answers that the server holds, and where each is held."""
    return {
        "answers": {item: event.response for item, event in answers.items()},
        "answers_held": {
            item: {"at": write_moment(event.received_at), "lease": event.lease, "seq": event.seq}
            for item, event in answers.items()
        },
    }


def read_languages(db: Session, attempt_id: int) -> tuple[tuple[str, ...], str]:
    """Return the languages of an attempt's programme, and the one that its candidate reads."""
    attempt = db.get_one(Attempt, attempt_id)
    policy = policy_from_snapshot(attempt.sitting.policy or {})
    return policy.languages, attempt.language or attempt.booking.candidate.language
