"""What the clients know: every answer that was sent, and every one that was acknowledged.

The ledger lives in another process than the one that is killed. An answer is noted as sent before it leaves
and as acknowledged after the reply has come, so that whatever the store holds was sent, and whatever was
acknowledged must be there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from examapp.delivery.events import EventBody, event_id
from examapp.delivery.statuses import EventStatus

STORED = frozenset(EventStatus)
Key = tuple[int, int]


@dataclass
class Paper:
    """Whose answers these are, and of which form."""

    code: str
    form_digest: str


@dataclass
class Noted:
    """One attempt's answers by (lease, seq): entry, id, and the ids acknowledged as stored."""

    paper: Paper
    sent: dict[Key, dict[str, Any]] = field(default_factory=dict)
    ids: dict[Key, str] = field(default_factory=dict)
    acknowledged: set[Key] = field(default_factory=set)
    receipt: str | None = None
    faults: list[str] = field(default_factory=list)

    def id_of(self, entry: Mapping[str, Any]) -> str:
        """Compute an entry's id as its page does."""
        body = EventBody(
            self.paper.code,
            entry["lease"],
            entry["seq"],
            entry["item"],
            entry["response"],
            self.paper.form_digest,
            entry.get("tick"),
            entry.get("since_tick_ms"),
            entry.get("prev"),
        )
        return event_id(body)

    def make(self, lease: int, item: str, response: Any) -> dict[str, Any]:
        """Make the next answer of a lease, chained to the one before it."""
        seq = self.next_seq(lease)
        entry = {"lease": lease, "seq": seq, "item": item, "response": response, "made_ms": seq}
        if seq:
            entry["prev"] = self.ids[lease, seq - 1]
        self.note_sent(entry)
        return entry

    def next_seq(self, lease: int) -> int:
        """Return the lowest seq that was never given in a lease."""
        return max((seq for number, seq in self.sent if number == lease), default=-1) + 1

    def note_sent(self, entry: dict[str, Any]) -> None:
        """Note an answer before it leaves."""
        self.sent[entry["lease"], entry["seq"]] = entry
        self.ids[entry["lease"], entry["seq"]] = self.id_of(entry)

    def waiting(self, lease: int) -> list[dict[str, Any]]:
        """Return what this lease has not been told to be held, in order."""
        keys = sorted(key for key in self.sent if key[0] == lease and key not in self.acknowledged)
        return [self.sent[key] for key in keys]

    def note_reply(self, lease: int, results: list[dict[str, Any]]) -> int:
        """Note an acknowledgement; returns how many answers it newly covers."""
        before = len(self.acknowledged)
        for result in results:
            key = lease, result["seq"]
            if result["status"] in STORED:
                self.acknowledged.add(key)
                if result["id"] != self.ids.get(key):
                    self.faults.append(f"{self.paper.code} {key}: acknowledged under another id")
        return len(self.acknowledged) - before

    def compare(self, held: Mapping[Key, tuple[str, str, str]]) -> list[Key]:
        """Return what was acknowledged and is not held unchanged; what nobody sent is noted as a fault."""
        lost = []
        for key in self.acknowledged:
            entry = self.sent[key]
            expected = (self.ids[key], entry["item"], write(entry["response"]))
            if held.get(key) != expected:
                lost.append(key)
        for key, (event, _, _) in held.items():
            if self.ids.get(key) != event:
                self.faults.append(f"{self.paper.code} {key}: held, but nobody sent it")
        return lost


def write(response: Any) -> str:
    """Write a response as the store keeps it."""
    return json.dumps(response, separators=(",", ":"), ensure_ascii=False)
