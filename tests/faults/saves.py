"""`./run faults saves`: saves that are wrong in one way each, against the exam API; none may count.

Each trial takes a right save and spoils it: in its token, its members, its JSON or its bytes, or by what
schemathesis makes of the published document. A judge of our own, which shares no code with the product, says
whether what came out is still a right save. A wrong one must get a documented refusal and never count; a
right one counts. Each reply is held against the document, and the store is compared with what was right every
few hundred trials.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

import examapp
from examapp.core.clock import ManualClock, using
from examapp.core.db import Base, make_engine
from examapp.core.settings import Settings
from examapp.delivery.models import ResponseEvent
from examapp.delivery.openapi import BASE, describe_exam_api
from tests.conftest import SECRET, import_all_models
from tests.examapp.delivery.making import MORNING, make_room
from tests.faults.save_bench import Bench, said_of
from tests.faults.spoilt_saves import WAYS, generate

TRIALS_OF_A_SEAT = 500
SEATS = 20
MOST_FAULTS = 40
# A gap counts as soon as it is filled.
COUNTS = {"live", "grace", "gap"}
# Another method than PUT is no call of the document.
NO_CALL = 405


@cache
def described() -> dict[int, jsonschema_rs.Validator]:
    """Return for each status that the document knows of a save what checks its reply."""
    document = describe_exam_api()
    replies = document["paths"][f"{BASE}/attempt/responses"]["put"]["responses"]
    return {
        int(status): jsonschema_rs.Draft202012Validator(
            {**reply["content"]["application/json"]["schema"], "components": document["components"]}
        )
        for status, reply in replies.items()
    }


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


def try_once(bench: Bench, figures: Figures) -> None:
    """Send one spoilt save and hold the reply against the judge's word and the document's."""
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
    known = status == NO_CALL if save.method != "PUT" else status in described()
    if not known or (status != NO_CALL and not described()[status].is_valid(told)):
        figures.faults.append(f"not as the document says: {label}")
    if entries is None:
        figures.wrong += 1
        if counted:
            figures.faults.append(label)
        return
    figures.right += 1
    if status != 200 or any(result["status"] not in COUNTS for result in results):
        figures.faults.append(f"a right save was refused: {label}")
    bench.right |= {entry["seq"]: said_of(entry) for entry in entries}


def compare(bench: Bench, figures: Figures) -> None:
    """See that what counts in the store is what was right, to the letter, and nothing else."""
    with bench.room.writing() as db:
        rows = db.query(ResponseEvent).filter_by(attempt_id=bench.seat.place.attempt_id).all()
        held = {row.seq: [row.item, json.loads(row.response)] for row in rows if row.status in COUNTS}
    figures.faults += [f"counted: {seq} {held[seq]}" for seq in held.keys() - bench.right.keys()]
    figures.faults += [f"lost: {seq} {bench.right[seq]}" for seq in bench.right.keys() - held.keys()]
    figures.faults += [
        f"changed: {seq}" for seq in held.keys() & bench.right.keys() if held[seq] != bench.right[seq][:2]
    ]


def run(figures: Figures, bench: Bench, trials: int) -> None:
    """Try one seat so often, and compare the store."""
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
    parser.add_argument(
        "--generated", type=int, default=1_000, help="bodies that schemathesis makes, each way"
    )
    asked = parser.parse_args(words)
    figures, chance, begun = Figures(), random.Random(asked.seed), time.monotonic()
    pool = generate(asked.generated, asked.seed)
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as (app, clock):
        while figures.trials < asked.trials and len(figures.faults) < MOST_FAULTS:
            place = figures.trials // TRIALS_OF_A_SEAT % SEATS
            if place == 0:
                room = make_room(app, clock, seats=SEATS)
            trials = min(TRIALS_OF_A_SEAT, asked.trials - figures.trials)
            run(figures, Bench(room, place, chance, pool), trials)
    print(figures.show())
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if figures.faults else 0
