"""The answers' own statements: what one save costs is decided here.

They are written once in the named style and serve both databases; PostgreSQL has one more, which writes only
if the facts on which it was judged still hold: the attempt's version, and a head without a gap.
"""

import re
from collections.abc import Mapping
from typing import Final

_EVENT: Final = """(attempt_id, lease, seq, event_id, item, response, tick, since_tick_ms, prev, made_ms,
received_at, used_ms, status, after_gap) VALUES (:attempt, :lease, :seq, :event_id, :item, :response, :tick,
:since_tick_ms, :prev, :made_ms, :received_at, :used_ms, :status, :after_gap)"""
# Of one attempt 200 second events are kept, and 20 alarms raised: a seat that makes them by the thousand
# would fill the disk of the whole room, and the proctor's console.
_CONFLICT: Final = """(attempt_id, lease, seq, event_id, item, response, tick, since_tick_ms, prev, made_ms,
received_at, used_ms) SELECT CAST(:attempt AS int), CAST(:lease AS int), CAST(:seq AS int),
CAST(:event_id AS text), CAST(:item AS text), CAST(:response AS text), CAST(:tick AS text),
CAST(:since_tick_ms AS bigint), CAST(:prev AS text), CAST(:made_ms AS bigint), :received_at,
CAST(:used_ms AS int) WHERE (SELECT count(*) FROM response_conflict WHERE attempt_id = :attempt) < 200"""

_STATEMENTS: Final[Mapping[str, str]] = {
    "lock": "SELECT version FROM attempt WHERE id = :attempt",
    "head": """
SELECT next_seq, highest FROM lease
WHERE attempt_id = :attempt AND number = :lease""",
    "held": """
SELECT seq, event_id, status FROM response_event
WHERE attempt_id = :attempt AND lease = :lease AND seq BETWEEN :low AND :high""",
    "above": """
SELECT seq FROM response_event WHERE attempt_id = :attempt AND lease = :lease AND seq > :next_seq""",
    "insert": "INSERT INTO response_event " + _EVENT,
    "conflict": "INSERT INTO response_conflict " + _CONFLICT + " ON CONFLICT DO NOTHING",
    "alarm": """
INSERT INTO alert (code, attempt_id, kind, item, text, at)
SELECT CAST(:code AS text), CAST(:attempt AS int), CAST(:kind AS text), CAST(:item AS text), NULL, :at
WHERE (SELECT count(*) FROM alert WHERE attempt_id = :attempt AND kind = :kind) < 20""",
    "is_called": """
SELECT 1 FROM alert WHERE attempt_id = :attempt AND kind = :kind AND answered_at IS NULL LIMIT 1""",
    "move_head": """
UPDATE lease SET next_seq = :next_seq, highest = :highest, repeats = repeats + :repeats
WHERE attempt_id = :attempt AND number = :lease""",
    "see": """
INSERT INTO seat_sighting (attempt_id, number, seen_at, lease, head_seq, head_id)
VALUES (:attempt, 1, :seen_at, :lease, :seq, :id)
ON CONFLICT (attempt_id) DO UPDATE SET number = seat_sighting.number + 1, seen_at = excluded.seen_at,
lease = excluded.lease, head_seq = excluded.head_seq, head_id = excluded.head_id
WHERE seat_sighting.seen_at >= :silent_before
RETURNING number""",
    # The first to be heard again says how long it was.
    "keep_silence": """
INSERT INTO seat_silence (attempt_id, since, until)
SELECT attempt_id, seen_at, :seen_at FROM seat_sighting
WHERE attempt_id = :attempt AND seen_at < :silent_before
ON CONFLICT DO NOTHING""",
    "room": """
SELECT a.version, s.state, c.seen_at
FROM attempt a JOIN sitting s ON s.id = a.sitting_id
LEFT JOIN console_sighting c ON c.sitting_id = a.sitting_id
WHERE a.id = :attempt""",
    "leases": "SELECT number, next_seq FROM lease WHERE attempt_id = :attempt ORDER BY number",
    "announce": """
INSERT INTO announced_head (attempt_id, lease, seq, event_id, used_ms)
SELECT a.id, CAST(:lease AS int), CAST(:seq AS int), CAST(:id AS text), CAST(:used_ms AS int)
FROM attempt a WHERE a.id = :attempt AND a.version = :version
ON CONFLICT DO NOTHING""",
    "announced": "SELECT seq, event_id FROM announced_head WHERE attempt_id = :attempt AND lease = :lease",
    "links": "SELECT seq, event_id, prev FROM response_event WHERE attempt_id = :attempt AND lease = :lease",
}

_APPEND: Final = """
WITH held AS (
  SELECT id FROM attempt WHERE id = :attempt AND version = :version FOR UPDATE
), moved AS (
  UPDATE lease SET next_seq = :next_seq, highest = :highest
  WHERE attempt_id = :attempt AND number = :lease AND next_seq = :from_seq AND highest = :from_seq - 1
  AND EXISTS (SELECT 1 FROM held)
  RETURNING attempt_id, number
)
INSERT INTO response_event (attempt_id, lease, seq, event_id, item, response, tick, since_tick_ms, prev,
  made_ms, received_at, used_ms, status, after_gap)
SELECT moved.attempt_id, moved.number, e.*,
  CAST(:received_at AS timestamptz), CAST(:used_ms AS int), CAST(:status AS text), false
FROM moved, """
_ONE_EVENT: Final = """(SELECT CAST(:seq AS int), CAST(:event_id AS text), CAST(:item AS text),
  CAST(:response AS text), CAST(:tick AS text), CAST(:since_tick_ms AS bigint), CAST(:prev AS text),
  CAST(:made_ms AS bigint)) AS e"""
_MANY_EVENTS: Final = """unnest(CAST(:seq AS int[]), CAST(:event_id AS text[]), CAST(:item AS text[]),
  CAST(:response AS text[]), CAST(:tick AS text[]), CAST(:since_tick_ms AS bigint[]), CAST(:prev AS text[]),
  CAST(:made_ms AS bigint[])) AS e"""


def _for_psycopg(statement: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", statement)


SQLITE: Final = _STATEMENTS
POSTGRESQL: Final[Mapping[str, str]] = {
    **{name: _for_psycopg(statement) for name, statement in _STATEMENTS.items()},
    # A statement that waits for a lock sees other tables as they were before: the head is read after it.
    "lock": _for_psycopg(_STATEMENTS["lock"]) + " FOR UPDATE",
    "append_one": _for_psycopg(_APPEND + _ONE_EVENT),
    "append_many": _for_psycopg(_APPEND + _MANY_EVENTS),
}
