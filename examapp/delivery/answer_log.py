"""One attempt's answers through the driver's cursor, within the caller's transaction.

Moments are given to SQLite in the form in which SQLAlchemy keeps them there, so that the ordinary models read
the same rows.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from examapp.core.clock import Instant
from examapp.core.codes import new_code
from examapp.delivery.answer_sql import POSTGRESQL, SQLITE
from examapp.delivery.judging import Evidence, FreshEvent, HeldEvent, LeaseHead, PreparedEntry
from examapp.delivery.statuses import EventStatus
from examapp.delivery.ticks import SeatHead

# Three of the longest usual intervals between heartbeats, less a little: two may be lost without alarm.
SILENT_AFTER: Final = timedelta(seconds=25)
ANSWER_IN_PAUSE: Final = "answer_in_pause"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Cursor(Protocol):
    """What is used of a driver's cursor."""

    rowcount: int

    def execute(self, operation: str, parameters: dict[str, Any]) -> Any:
        """Run one statement."""
        ...

    def executemany(self, operation: str, parameters: Sequence[dict[str, Any]]) -> Any:
        """Run one statement for each set of parameters."""
        ...

    def fetchone(self) -> Any:
        """Return the next row or None."""
        ...

    def fetchall(self) -> Any:
        """Return all rows."""
        ...


class AnswerLog:
    """One lease's events through one cursor, within the caller's transaction."""

    def __init__(self, cursor: Cursor, *, is_sqlite: bool) -> None:
        self._cursor = cursor
        self._is_sqlite = is_sqlite
        self._sql = SQLITE if is_sqlite else POSTGRESQL

    def _moment(self, moment: datetime) -> Any:
        if not self._is_sqlite:
            return moment
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def lock(self, attempt_id: int) -> int | None:
        """Lock the attempt and return its version; None if it does not exist."""
        self._cursor.execute(self._sql["lock"], {"attempt": attempt_id})
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    def find_head(self, attempt_id: int, lease: int) -> LeaseHead | None:
        """Return a lease's head as it stands under the lock."""
        self._cursor.execute(self._sql["head"], {"attempt": attempt_id, "lease": lease})
        row = self._cursor.fetchone()
        if row is None:
            return None
        next_seq, highest = row
        return LeaseHead(lease, next_seq, highest)

    def find_held(self, attempt_id: int, lease: int, seqs: Iterable[int]) -> dict[int, HeldEvent]:
        """Return what is stored between the lowest and the highest of some seqs."""
        wanted = sorted(seqs)
        self._cursor.execute(
            self._sql["held"], {"attempt": attempt_id, "lease": lease, "low": wanted[0], "high": wanted[-1]}
        )
        return {seq: HeldEvent(event, EventStatus(status)) for seq, event, status in self._cursor.fetchall()}

    def find_evidence(self, attempt_id: int, lease: int) -> Evidence:
        """Return a lease's announced heads, and its events with their links."""
        place = {"attempt": attempt_id, "lease": lease}
        self._cursor.execute(self._sql["announced"], place)
        announced = [SeatHead(lease, seq, event) for seq, event in self._cursor.fetchall()]
        self._cursor.execute(self._sql["links"], place)
        return Evidence(announced, {seq: (event, prev) for seq, event, prev in self._cursor.fetchall()})

    def list_above(self, attempt_id: int, head: LeaseHead) -> list[int]:
        """Return the stored seqs above a lease's lowest missing one."""
        if head.highest <= head.next_seq:
            return []
        self._cursor.execute(
            self._sql["above"], {"attempt": attempt_id, "lease": head.number, "next_seq": head.next_seq}
        )
        return [row[0] for row in self._cursor.fetchall()]

    def _values(
        self, attempt_id: int, lease: int, entry: PreparedEntry, now: Instant, used_ms: int
    ) -> dict[str, Any]:
        sent = entry.sent
        return {
            "attempt": attempt_id,
            "lease": lease,
            "seq": sent.seq,
            "event_id": entry.id,
            "item": sent.item,
            "response": entry.response,
            "tick": sent.tick,
            "since_tick_ms": sent.since_tick_ms,
            "prev": sent.prev,
            "made_ms": sent.made_ms,
            "received_at": self._moment(now.wall),
            "used_ms": used_ms,
        }

    def insert(
        self, attempt_id: int, lease: int, fresh: Sequence[FreshEvent], now: Instant, used_ms: int
    ) -> None:
        """Add events."""
        rows = [
            self._values(attempt_id, lease, event.entry, now, used_ms)
            | {"status": event.status.value, "after_gap": event.after_gap}
            for event in fresh
        ]
        if len(rows) == 1:
            self._cursor.execute(self._sql["insert"], rows[0])
        elif rows:
            self._cursor.executemany(self._sql["insert"], rows)

    def keep_conflict(
        self, attempt_id: int, lease: int, entry: PreparedEntry, now: Instant, used_ms: int
    ) -> None:
        """Keep a second event of a seq that is taken, and call the proctor the first time that it comes.

        Of one attempt so many are kept and no more; each is told as a conflict.
        """
        self._cursor.execute(self._sql["conflict"], self._values(attempt_id, lease, entry, now, used_ms))
        if self._cursor.rowcount == 1:
            self._alarm(attempt_id, "conflict", entry, now)

    def _alarm(self, attempt_id: int, kind: str, entry: PreparedEntry, now: Instant) -> None:
        alarm = {"code": new_code(12), "attempt": attempt_id, "kind": kind, "item": entry.sent.item}
        self._cursor.execute(self._sql["alarm"], alarm | {"at": self._moment(now.wall)})

    def call_for_answer_in_pause(self, attempt_id: int, entry: PreparedEntry, now: Instant) -> None:
        """Call the proctor because somebody answers while the clock stands, unless that call is open."""
        self._cursor.execute(self._sql["is_called"], {"attempt": attempt_id, "kind": ANSWER_IN_PAUSE})
        if self._cursor.fetchone() is None:
            self._alarm(attempt_id, ANSWER_IN_PAUSE, entry, now)

    def move_head(self, attempt_id: int, lease: int, next_seq: int, highest: int, repeats: int) -> None:
        """Write the lease's head; a repeated delivery writes, too: its acknowledgement follows a commit."""
        self._cursor.execute(
            self._sql["move_head"],
            {
                "attempt": attempt_id,
                "lease": lease,
                "next_seq": next_seq,
                "highest": highest,
                "repeats": repeats,
            },
        )

    def see(self, attempt_id: int, head: SeatHead | None, now: Instant) -> int:
        """Record that the seat was heard, and a silence that this ends; return the number of its next tick.

        Usually one statement. It passes by a seat that was silent: then the silence is kept first, so that
        none is lost where each statement is its own transaction.
        """
        shown = head or SeatHead(0, -1, "")
        heard = {
            "attempt": attempt_id,
            "seen_at": self._moment(now.wall),
            "silent_before": self._moment(now.wall - SILENT_AFTER),
            "lease": shown.lease,
            "seq": shown.seq,
            "id": shown.id,
        }
        self._cursor.execute(self._sql["see"], heard)
        row = self._cursor.fetchone()
        if row is None:
            silence = {name: heard[name] for name in ("attempt", "seen_at", "silent_before")}
            self._cursor.execute(self._sql["keep_silence"], silence)
            self._cursor.execute(self._sql["see"], heard | {"silent_before": self._moment(_LONG_AGO)})
            row = self._cursor.fetchone()
        number: int = row[0]
        return number

    def read_room(self, attempt_id: int) -> tuple[int, str, datetime | None] | None:
        """Return version, the sitting's state, and when its console was seen; None without an attempt."""
        self._cursor.execute(self._sql["room"], {"attempt": attempt_id})
        row = self._cursor.fetchone()
        if row is None:
            return None
        version, state, console = row
        if isinstance(console, str):
            console = datetime.fromisoformat(console).replace(tzinfo=UTC)
        return version, state, console

    def list_heads(self, attempt_id: int) -> dict[int, int]:
        """Return, by lease, the lowest missing seq."""
        self._cursor.execute(self._sql["leases"], {"attempt": attempt_id})
        return dict(self._cursor.fetchall())

    def announce(self, attempt_id: int, head: SeatHead, version: int, used_ms: int) -> bool:
        """Record a head as made by now, if the attempt is still at the version on which that was judged.

        False if it is not, or if the head was recorded before.
        """
        self._cursor.execute(
            self._sql["announce"],
            {
                "attempt": attempt_id,
                "lease": head.lease,
                "seq": head.seq,
                "id": head.id,
                "used_ms": used_ms,
                "version": version,
            },
        )
        return self._cursor.rowcount == 1

    def append(
        self,
        attempt_id: int,
        version: int,
        head: LeaseHead,
        fresh: Sequence[FreshEvent],
        now: Instant,
        used_ms: int,
    ) -> bool:
        """PostgreSQL: add events after a head without gap in one statement; False if the facts have moved."""
        rows = [self._values(attempt_id, head.number, event.entry, now, used_ms) for event in fresh]
        common = {
            "version": version,
            "from_seq": head.next_seq,
            "next_seq": head.next_seq + len(rows),
            "highest": head.next_seq + len(rows) - 1,
            "status": fresh[0].status.value,
        }
        if len(rows) == 1:
            self._cursor.execute(self._sql["append_one"], rows[0] | common)
        else:
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            shared = {name: rows[0][name] for name in ("attempt", "lease", "received_at", "used_ms")}
            self._cursor.execute(self._sql["append_many"], columns | shared | common)
        return self._cursor.rowcount == len(rows)
