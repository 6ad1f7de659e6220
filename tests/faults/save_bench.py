"""A seat that saves right answers, and a judge of saves that shares no code with the product.

The judge says of a message whether it is still a right save, from what the published document and the item
say alone: JSON as RFC 8259 has it, the members' types and bounds, what the item offers, what was said before.
"""

import json
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.examapp.delivery.making import API, CHOICE_ITEM, ITEMS, TEXT_ITEM, Seat, SmallRoom

LONGEST_TEXT = 40
LARGEST = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A typed answer may hold tabs and line ends; with a mark of direction it would show something else.
_NOT_TYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass
class Save:
    """A request, spoilt or not; `forged` where it is not this seat's to make."""

    body: bytes
    authorization: str | None
    method: str = "PUT"
    kind: str = "application/json"
    forged: bool = False


class Bench:
    """One seat, what it may say, and what of it was right."""

    def __init__(self, room: SmallRoom, place: int, chance: random.Random, pool: Sequence[Any]) -> None:
        self.room, self.chance, self.pool = room, chance, pool
        self.seat: Seat = room.started_seat(room.places[place])
        self.offered = [self.seat.place.choice(CHOICE_ITEM, name) for name in "abcd"]
        # What was said under each number, as its id covers it.
        self.right: dict[int, list[Any]] = {}
        # Numbers that a stored, refused answer has used up.
        self.refused: set[int] = set()
        self.seq = 0
        self.client = room.app.test_client()

    def entry(self) -> dict[str, Any]:
        """Return a right entry with the next number."""
        typed = self.chance.random() < 0.5
        item, answer = (
            (TEXT_ITEM, f"javob {self.seq}") if typed else (CHOICE_ITEM, [self.chance.choice(self.offered)])
        )
        made = {"lease": 1, "seq": self.seq, "item": item, "response": answer, "made_ms": self.seq}
        self.seq += 1
        return made

    def send(self, save: Save) -> tuple[int, Any]:
        """Send a save and return status and JSON."""
        headers = {"Authorization": save.authorization} if save.authorization is not None else {}
        reply = self.client.open(
            f"{API}/attempt/responses",
            method=save.method,
            data=save.body,
            content_type=save.kind,
            headers=headers,
        )
        return reply.status_code, reply.get_json(silent=True)

    def is_right(self, save: Save) -> list[dict[str, Any]] | None:
        """Return the entries of a save that must be taken, or None for one that must not."""
        if save.forged or save.method != "PUT" or len(save.body) > LARGEST:
            return None
        try:
            sent = json.loads(save.body.decode(), parse_constant=_refuse, parse_float=_finite)
            json.dumps(sent, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            return None
        entries = sent.get("entries") if type(sent) is dict else None
        if type(entries) is not list or not 1 <= len(entries) <= 32:
            return None
        seqs = [entry["seq"] for entry in entries if type(entry) is dict and type(entry.get("seq")) is int]
        fine = all(self._is_right(entry) for entry in entries) and len(set(seqs)) == len(entries)
        return entries if fine else None

    def _is_right(self, entry: Any) -> bool:
        if type(entry) is not dict or not {"lease", "seq", "item", "response"} <= entry.keys():
            return False
        numbers = type(entry["lease"]) is int and entry["lease"] == 1 and type(entry["seq"]) is int
        if not numbers or not 0 <= entry["seq"] <= 19_999 or entry["seq"] in self.refused:
            return False
        known = self.right.get(entry["seq"])
        same = known is None or known == said_of(entry)
        return same and self._fits(entry["item"], entry["response"]) and _claims_fit(entry)

    def _fits(self, item: Any, answer: Any) -> bool:
        if answer is None:
            return type(item) is str and item in ITEMS
        if item == TEXT_ITEM:
            return type(answer) is str and len(answer) <= LONGEST_TEXT and not _NOT_TYPED.search(answer)
        listed = type(answer) is list and len(answer) <= 1 and all(one in self.offered for one in answer)
        return item == CHOICE_ITEM and listed


def _refuse(word: str) -> None:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def said_of(entry: dict[str, Any]) -> list[Any]:
    """Return what an entry's id covers beside lease and number: under one number it stays the same."""
    return [
        entry["item"],
        entry["response"],
        *(entry.get(name) for name in ("prev", "tick", "since_tick_ms")),
    ]


def _claims_fit(entry: dict[str, Any]) -> bool:
    made, prev, tick, since = (entry.get(name) for name in ("made_ms", "prev", "tick", "since_tick_ms"))
    return (
        (made is None or type(made) in {int, float})
        and (prev is None or (type(prev) is str and _HEX.fullmatch(prev) is not None))
        and (tick is None or (type(tick) is str and len(tick) <= 400 and not _CONTROL.search(tick)))
        and (
            since is None
            or (type(since) in {int, float} and abs(since) < 2**53 and float(since).is_integer())
        )
    )
