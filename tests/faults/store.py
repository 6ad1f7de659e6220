"""Reading what the server holds, past the server: with the driver alone, in a process that outlives it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite_driver

from tests.faults.ledger import Key, Noted

EVENTS = "SELECT attempt_id, lease, seq, event_id, item, response FROM response_event"
LEASES = "SELECT attempt_id, number, next_seq, highest FROM lease"
STATES = """SELECT a.id, a.state, h.receipt FROM attempt a
LEFT JOIN sealed_head h ON h.attempt_id = a.id AND h.revision = 0"""
FINISHED = {"submitted", "timed_out", "terminated"}


@dataclass
class Held:
    """Everything that matters of what a store holds, by attempt."""

    events: dict[int, dict[Key, tuple[str, str, str]]] = field(default_factory=dict)
    heads: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    states: dict[int, tuple[str, str | None]] = field(default_factory=dict)


@contextmanager
def connect(url: str) -> Iterator[Any]:
    """Open a database with the driver alone."""
    if url.startswith("sqlite"):
        connection = sqlite_driver.connect(url.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
    else:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    try:
        yield connection
    finally:
        with suppress(Exception):
            connection.close()


def read_held(connection: Any) -> Held:
    """Return what a store holds, in one view of it.

    A process that was killed may have sent a commit which PostgreSQL still carries out: between two views
    of it answers without their head, or a head without its answers, would seem to be there.
    """
    whole = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if isinstance(connection, psycopg.Connection) else ""
    connection.execute(f"BEGIN{whole}")
    try:
        return _read(connection)
    finally:
        connection.execute("ROLLBACK")


def _read(connection: Any) -> Held:
    held = Held()
    for attempt, state, receipt in connection.execute(STATES).fetchall():
        held.states[attempt] = state, receipt
    for attempt, lease, seq, event, item, response in connection.execute(EVENTS).fetchall():
        held.events.setdefault(attempt, {})[lease, seq] = event, item, response
    for attempt, lease, next_seq, highest in connection.execute(LEASES).fetchall():
        held.heads.setdefault(attempt, {})[lease] = next_seq, highest
    return held


def check(noted: dict[int, Noted], held: Held) -> tuple[int, list[str]]:
    """Return how many acknowledged answers are lost, and what else must not be.

    A head that does not tell what events are there, a final state without a sealed head, and a receipt that
    was given and is not there are such.
    """
    lost, faults = 0, []
    for attempt, own in noted.items():
        events = held.events.get(attempt, {})
        gone = own.compare(events)
        lost += len(gone)
        faults += [f"{own.paper.code} {key}: acknowledged and lost" for key in gone[:3]]
        faults += own.faults
        own.faults = []
        faults += _check_heads(own.paper.code, events, held.heads.get(attempt, {}))
        state, receipt = held.states.get(attempt, ("missing", None))
        if (state in FINISHED) != (receipt is not None):
            faults.append(f"{own.paper.code}: {state} with receipt {receipt}")
        if own.receipt is not None and own.receipt != receipt:
            faults.append(f"{own.paper.code}: receipt {own.receipt} was given, {receipt} is held")
    return lost, faults


def _check_heads(code: str, events: dict[Key, Any], heads: dict[int, tuple[int, int]]) -> list[str]:
    faults = []
    for lease, (next_seq, highest) in heads.items():
        seqs = {seq for number, seq in events if number == lease}
        lowest = next(seq for seq in range(len(seqs) + 1) if seq not in seqs)
        if (next_seq, highest) != (lowest, max(seqs, default=-1)):
            faults.append(
                f"{code} lease {lease}: head {next_seq, highest}, held {lowest, max(seqs, default=-1)}"
            )
    return faults


def check_whole(url: str, noted: dict[int, Noted]) -> tuple[int, list[str]]:
    """Check a store once, and that a SQLite file is whole."""
    with connect(url) as connection:
        lost, faults = check(noted, read_held(connection))
        if url.startswith("sqlite"):
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
            if said != "ok":
                faults.append(f"{Path(url).name}: {said}")
    return lost, faults
