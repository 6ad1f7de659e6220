"""`./run faults saves`: saves that are wrong in one way each, against the exam API; none may count.

Each trial takes a right save and spoils it: in its token, its members, its JSON or its bytes. A judge of our
own, which shares no code with the product, says whether what came out is still a right save. A wrong one must
get a documented refusal and never count; a right one counts. The store is compared with what was right every
few hundred trials.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import examapp
from examapp.core.clock import ManualClock, using
from examapp.core.db import Base, make_engine
from examapp.core.settings import Settings
from examapp.delivery.models import ResponseEvent
from examapp.delivery.tokens import issue_token
from tests.conftest import SECRET, import_all_models
from tests.examapp.delivery.making import API, CHOICE_ITEM, MORNING, TEXT_ITEM, Seat, SmallRoom, make_room

TRIALS_OF_A_SEAT = 500
SEATS = 20
# A gap counts as soon as it is filled.
COUNTS = {"live", "grace", "gap"}
# 503 asks for the same again: nothing was stored.
REFUSALS = {400, 401, 404, 405, 409, 413, 422, 503}
LONGEST_TEXT = 40
LARGEST = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# By these a text would show something else than it holds.
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HEX = re.compile(r"[0-9a-f]{64}")
JUNK: Sequence[Any] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2,
        10**4,
        10**5,
        2**31,
        2**63,
        2**64,
        0.5,
        1e300,
        "",
        "1",
        "x",
        "\x00",
        "'",
    ),
    *("\u202e", "ʻ" * 300, "a" * 20_000, [], [[]], [None], ["p-a"], {}, {"a": 1}, {"$ne": None}, ["x", "x"]),
    *([1, 2], [["x", "y"]], {"id": "x"}, "'; DROP TABLE response_event; --", "{{7*7}}", "../../etc/passwd"),
)


@dataclass
class Figures:
    """What a run has seen; `faults` must stay empty."""

    trials: int = 0
    wrong: int = 0
    right: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def show(self) -> str:
        """Return the figures as lines."""
        codes = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        lines = [f"{self.trials} saves, {self.wrong} wrong, {self.right} still right; {codes}"]
        lines += [f"  {way:<28}{count:>8}" for way, count in sorted(self.ways.items())]
        return "\n".join([*lines, *(f"FAULT {fault}" for fault in self.faults)])


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

    def __init__(self, room: SmallRoom, place: int, chance: random.Random) -> None:
        self.room, self.chance = room, chance
        self.seat: Seat = room.started_seat(room.places[place])
        self.offered = [self.seat.place.choice(CHOICE_ITEM, name) for name in "abcd"]
        self.right: dict[int, Any] = {}
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
            sent = json.loads(save.body.decode(), parse_constant=_refuse)
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
        if not numbers or not 0 <= entry["seq"] <= 99_999 or entry["seq"] in self.refused:
            return False
        known = self.right.get(entry["seq"])
        said = [entry["item"], entry["response"]]
        return self._fits(*said) and (known is None or known == said) and _claims_fit(entry)

    def _fits(self, item: Any, answer: Any) -> bool:
        if answer is None:
            return item in {TEXT_ITEM, CHOICE_ITEM} if type(item) is str else False
        if item == TEXT_ITEM:
            fine = type(answer) is str and len(answer) <= LONGEST_TEXT
            return fine and not _CONTROL.search(answer) and not _DIRECTION.search(answer)
        listed = type(answer) is list and len(answer) <= 1 and all(one in self.offered for one in answer)
        return item == CHOICE_ITEM and listed


def _refuse(word: str) -> None:
    raise ValueError(word)


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


def _whole(bench: Bench, **changed: Any) -> Save:
    body = json.dumps({"entries": [bench.entry() | changed]}).encode()
    return Save(body, f"Bearer {bench.seat.token}")


def member(bench: Bench) -> Save:
    """Put something else into one member, or take the member away."""
    entry, chance = bench.entry(), bench.chance
    name = chance.choice([*entry, "prev", "tick", "since_tick_ms"])
    if chance.random() < 0.15:
        entry.pop(name, None)
    else:
        entry[name] = chance.choice(JUNK)
    return Save(json.dumps({"entries": [entry]}).encode(), f"Bearer {bench.seat.token}")


def choices(bench: Bench) -> Save:
    """Answer with choices of nobody, of another candidate, or with too many."""
    other = bench.room.places[0 if bench.seat.place is not bench.room.places[0] else 1]
    foreign = [other.choice(CHOICE_ITEM, name) for name in "abcd"]
    answer = bench.chance.choice(
        [foreign[:1], bench.offered, ["b"], bench.offered[:1] * 2, [bench.offered], foreign]
    )
    return _whole(bench, item=CHOICE_ITEM, response=answer)


def item(bench: Bench) -> Save:
    """Answer an item that is not there, or one of another kind."""
    name = bench.chance.choice(
        ["NO-SUCH-ITEM", TEXT_ITEM.lower(), f"{TEXT_ITEM} ", "EDOC-002", "DEVICES-003", "SECURITY-007"]
    )
    return _whole(bench, item=name, response=["no-such-choice"])


def lease(bench: Bench) -> Save:
    """Speak for a lease that was never given."""
    return _whole(bench, lease=bench.chance.choice([0, 2, 3, 9_999, 10_000, -1]))


def replay(bench: Bench) -> Save:
    """Say something else under a number that was used."""
    if not bench.right:
        return lease(bench)
    return _whole(
        bench, seq=bench.chance.choice(list(bench.right)), item=TEXT_ITEM, response="changed afterwards"
    )


def token(bench: Bench) -> Save:
    """Change a letter of the token, cut it, or forge one."""
    save, chance = _whole(bench), bench.chance
    good = bench.seat.token
    place = chance.randrange(len(good))
    sign = chance.choice([one for one in "aB3.-_" if one != good[place]])
    forged = issue_token(
        b"another key",
        attempt_id=bench.seat.place.attempt_id,
        code=bench.seat.place.code,
        device="0" * 32,
        at=MORNING,
    )
    right_key = bench.room.desk.token_key
    elsewhere = issue_token(
        right_key,
        attempt_id=bench.seat.place.attempt_id,
        code=bench.seat.place.code,
        device="0" * 32,
        at=MORNING,
    )
    ways = [
        f"Bearer {good[:place]}{sign}{good[place + 1 :]}",
        f"Bearer {good[:place]}",
        f"Bearer {forged}",
        good,
    ]
    save.authorization = chance.choice(
        [*ways, f"Bearer {elsewhere}", None, "", "Bearer", f"Basic {good}", f"Bearer {good}x"]
    )
    save.forged = True
    return save


def bytes_flipped(bench: Bench) -> Save:
    """Flip, drop, double or insert bytes of the message."""
    save, chance = _whole(bench), bench.chance
    body = bytearray(save.body)
    for _ in range(chance.choice([1, 1, 2, 5])):
        place = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[place] ^= 1 << chance.randrange(8)
            case 1:
                del body[place]
            case 2:
                body[place:place] = body[place : place + chance.randrange(1, 9)]
            case _:
                body.insert(place, chance.randrange(256))
    save.body = bytes(body)
    return save


def batch(bench: Bench) -> Save:
    """Send a batch of a wrong size or of mixed leases, or a right entry beside a wrong one."""
    right = [bench.entry() for _ in range(2)]
    many = [bench.entry() for _ in range(33)]
    ways: list[Any] = [
        [],
        many,
        [right[0], right[1] | {"lease": 2}],
        [right[0], None],
        {"0": right[0]},
        right[0],
    ]
    return Save(json.dumps({"entries": bench.chance.choice(ways)}).encode(), f"Bearer {bench.seat.token}")


def shape(bench: Bench) -> Save:
    """Send something else than the message: cut, nested, doubled members, another method or kind."""
    save, chance = _whole(bench), bench.chance
    ways: list[Callable[[bytes], bytes]] = [
        lambda body: body[: chance.randrange(len(body))],
        lambda body: body + body,
        lambda body: b"[" * 5_000 + body,
        lambda body: b'{"entries":' * 600 + b"1" + b"}" * 600,
        lambda body: body.replace(b'"response"', b'"response": NaN, "x"'),
        lambda body: body.decode().encode("utf-16"),
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.replace(b'"item": "', b'"item": "\xff'),
        lambda body: body.replace(b'"entries"', b'"Entries"'),
        lambda body: b'"' + body.hex().encode() + b'"',
        lambda body: body.replace(b'"response": ', b'"response": ' + b"[" * 64 + b"]" * 64 + b', "y": '),
        lambda body: b'{"entries": [' + b" " * 270_000 + body[13:],
    ]
    save.body = chance.choice(ways)(save.body)
    if chance.random() < 0.1:
        save.method = chance.choice(["POST", "GET", "DELETE", "PATCH"])
    return save


WAYS: Sequence[Callable[[Bench], Save]] = (
    *(member, member, choices, item, lease, replay, token, bytes_flipped, bytes_flipped, batch, shape),
)


def try_once(bench: Bench, figures: Figures) -> None:
    """Send one spoilt save and hold the reply against the judge's word."""
    way = bench.chance.choice(WAYS)
    save = way(bench)
    entries = bench.is_right(save)
    status, told = bench.send(save)
    figures.trials += 1
    figures.statuses[status] += 1
    figures.ways[way.__name__] += 1
    results = told.get("results", []) if isinstance(told, dict) else []
    counted = [result["seq"] for result in results if result["status"] in COUNTS]
    bench.refused |= {result["seq"] for result in results if result["status"] == "refused"}
    label = f"{way.__name__} {save.method} {save.body[:300]!r}: {status} {counted}"
    if entries is None:
        figures.wrong += 1
        if status not in {*REFUSALS, 200} or (status == 200 and counted):
            figures.faults.append(label)
        # Beside a wrong entry a right one of the same batch is stored, and its reply says so.
        return
    figures.right += 1
    if status != 200 or any(result["status"] not in COUNTS for result in results):
        figures.faults.append(f"a right save was refused: {label}")
    bench.right |= {entry["seq"]: [entry["item"], entry["response"]] for entry in entries}


def compare(bench: Bench, figures: Figures) -> None:
    """See that what counts in the store is what was right, to the letter, and nothing else."""
    with bench.room.writing() as db:
        rows = db.query(ResponseEvent).filter_by(attempt_id=bench.seat.place.attempt_id).all()
        held = {row.seq: [row.item, json.loads(row.response)] for row in rows if row.status in COUNTS}
    figures.faults += [f"counted: {seq} {held[seq]}" for seq in held.keys() - bench.right.keys()]
    figures.faults += [f"lost: {seq} {bench.right[seq]}" for seq in bench.right.keys() - held.keys()]
    figures.faults += [
        f"changed: {seq}" for seq in held.keys() & bench.right.keys() if held[seq] != bench.right[seq]
    ]


def run(room: SmallRoom, figures: Figures, *, place: int, trials: int, chance: random.Random) -> None:
    """Try one seat so often, and compare the store."""
    bench = Bench(room, place, chance)
    for _ in range(trials):
        try_once(bench, figures)
    compare(bench, figures)


@contextmanager
def ground(folder: Path) -> Iterator[tuple[Any, ManualClock]]:
    """Make an installation on SQLite and yield the application with its clock."""
    import_all_models()
    url = f"sqlite:///{folder / 'saves.sqlite3'}"
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    app = examapp.create_app(Settings(folder / "data", url, SECRET, "http://localhost", log_level="CRITICAL"))
    app.testing = True
    clock = ManualClock(MORNING)
    with using(clock):
        yield app, clock
    app.extensions["database"].engine.dispose()


def main(words: Sequence[str]) -> int:
    """Run the campaign and print its figures; 1 where something counted that must not, or a 500 came."""
    parser = argparse.ArgumentParser(prog="./run faults saves", description=__doc__)
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    figures, chance, begun = Figures(), random.Random(asked.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as (app, clock):
        while figures.trials < asked.trials and len(figures.faults) < 40:
            place = figures.trials // TRIALS_OF_A_SEAT % SEATS
            if place == 0:
                room = make_room(app, clock, seats=SEATS)
            trials = min(TRIALS_OF_A_SEAT, asked.trials - figures.trials)
            run(room, figures, place=place, trials=trials, chance=chance)
    print(figures.show())
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if figures.faults else 0
