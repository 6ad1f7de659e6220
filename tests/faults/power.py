"""`./run faults power`: the power goes, and SQLite's files are what a disk may hold then.

One recording of writes and syncs serves thousands of cuts. At a cut everything that a finished sync covers is
there. Of what came after it any part may be: each write whole, torn at 512 bytes, or not at all, in any
order; names of files as far as their folder was synced. The files are then opened in the shipped mode and
compared with what had been acknowledged before the cut.
"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import new_seed
from tests.faults.ledger import Noted, Paper
from tests.faults.shim import NoCompiler, build_shim, preloading
from tests.faults.store import check, connect, read_held

ROOT = Path(__file__).resolve().parents[2]
HEAD = struct.Struct("<cQQI")
SECTOR = 512
ANSWERS, CUTS_A_RECORDING, MODES = 500, 600, ("none", "all", "some", "first", "torn")
MAIN = "exam.sqlite3"
# Reading every page costs more than all the rest; one cut in so many does it.
WHOLE_EVERY = 10


@dataclass
class Inode:
    """A file's bytes: what is on the disk for sure, and what was done since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        """Everything done so far is on the disk."""
        for op, offset, data in self.pending:
            _apply(self.durable, op, offset, data)
        self.pending.clear()

    def after_cut(self, chance: random.Random, mode: str) -> bytearray:
        """Return what may be there after a cut."""
        found = bytearray(self.durable)
        reached = chance.randint(0, len(self.pending))
        for number, (op, offset, data) in enumerate(self.pending):
            if mode == "none" or (mode == "first" and number >= reached):
                continue
            if mode in {"some", "torn"} and chance.random() < 0.5:
                continue
            if mode == "torn" and op == "W":
                for start in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        _apply(found, "W", offset + start, data[start : start + SECTOR])
            else:
                _apply(found, op, offset, data)
        return found


def _apply(content: bytearray, op: str, offset: int, data: bytes) -> None:
    if op == "T":
        content[:] = content[:offset].ljust(offset, b"\0")
        return
    if len(content) < offset + len(data):
        content.extend(bytes(offset + len(data) - len(content)))
    content[offset : offset + len(data)] = data


@dataclass
class Disk:
    """One folder on a disk, as a recording is played into it."""

    inodes: dict[int, Inode] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    pending_names: list[tuple[str, int]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def play(self, op: str, inode: int, offset: int, data: bytes) -> None:
        """Take one line of the recording."""
        if op in "OZ":
            name = Path(data.decode()).name
            if self.seen.get(name) != inode:
                self.seen[name] = inode
                self.inodes[inode] = Inode()
                self.pending_names.append((name, inode))
            elif op == "Z":
                self.inodes[inode].pending.append(("T", 0, b""))
        elif op == "U":
            name = Path(data.decode()).name
            self.seen.pop(name, None)
            self.pending_names.append((name, 0))
        elif op == "D":
            self.names = self._named(len(self.pending_names))
            self.pending_names.clear()
        elif op == "S":
            self.inodes[inode].sync()
        else:
            self.inodes[inode].pending.append((op, offset, data))

    def _named(self, count: int) -> dict[str, int]:
        names = dict(self.names)
        for name, inode in self.pending_names[:count]:
            names.pop(name, None)
            if inode:
                names[name] = inode
        return names

    def cut(self, folder: Path, chance: random.Random, mode: str) -> None:
        """Write into a folder what may be left."""
        for file in folder.iterdir():
            file.unlink()
        for name, inode in self._named(chance.randint(0, len(self.pending_names))).items():
            (folder / name).write_bytes(self.inodes[inode].after_cut(chance, mode))


def read_log(path: Path) -> Iterator[tuple[str, int, int, bytes]]:
    """Yield a recording's lines: operation, inode, offset, data."""
    content = memoryview(path.read_bytes())
    place = 0
    while place + HEAD.size <= len(content):
        op, inode, offset, length = HEAD.unpack_from(content, place)
        place += HEAD.size
        yield op.decode(), inode, offset, bytes(content[place : place + length])
        place += length


def record(folder: Path, answers: int = ANSWERS, mode: str = "") -> None:
    """Make a recording in a process of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
    subprocess.run(
        [sys.executable, "-m", "tests.faults.recording", str(folder), str(answers), mode],
        cwd=ROOT,
        env=environ | {"PYTHONPATH": str(ROOT)} | preloading(build_shim(folder), watch=folder / "live"),
        check=True,
        timeout=600,
    )


def replay(folder: Path, cuts: int, seed: int) -> Iterator[Trial]:
    """Cut a recording's power so many times, anywhere, and compare."""
    chance = random.Random(seed)
    lines = list(read_log(folder / "log"))
    papers = json.loads((folder / "papers.json").read_text())
    noted = {int(attempt): Noted(Paper(*facts)) for attempt, facts in papers.items()}
    disk = Disk()
    for name, inode in json.loads((folder / "base.json").read_text()).items():
        disk.inodes[inode] = Inode(bytearray((folder / "base" / name).read_bytes()))
        disk.names[name] = disk.seen[name] = inode
    places = sorted(chance.randrange(1, len(lines) + 1) for _ in range(cuts))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as memory:
        for number, (op, inode, offset, data) in enumerate(lines, start=1):
            if op == "A":
                _note(noted, orjson.loads(data))
            else:
                disk.play(op, inode, offset, data)
            while places and places[0] == number:
                places.pop(0)
                mode = chance.choice(MODES)
                disk.cut(Path(memory), chance, mode)
                yield _compare(Path(memory), noted, f"cut {number} of seed {seed}, {mode}", len(places))


def _note(noted: dict[int, Noted], words: list) -> None:
    what, *rest = words
    if what == "sent":
        noted[rest[0]].note_sent(rest[1])
    elif what == "held":
        noted[rest[0]].note_reply(rest[1], rest[2])
    elif what == "receipt":
        noted[rest[0]].receipt = rest[1]


def _compare(folder: Path, noted: dict[int, Noted], label: str, number: int) -> Trial:
    acknowledged = sum(len(own.acknowledged) for own in noted.values())
    begun = time.monotonic()
    try:
        with connect(f"sqlite:///{folder / MAIN}") as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            held = read_held(connection)
            back = time.monotonic() - begun
            lost, faults = check(noted, held)
            whole = "ok" if number % WHOLE_EVERY else connection.execute("PRAGMA quick_check").fetchone()[0]
        faults += [] if whole == "ok" else [f"file broken: {whole}"]
    except Exception as error:
        lost, faults, back = acknowledged, [f"not readable: {error}"], None
    return Trial("SQLite: power cut", acknowledged, lost, back, [f"{fault} ({label})" for fault in faults])


def campaign(figures: Figures, budget: Budget) -> None:
    """Record and cut until the budget is used."""
    while budget.goes_on():
        with tempfile.TemporaryDirectory(prefix="examapp-faults-") as place:
            try:
                record(Path(place))
            except NoCompiler as refusal:
                print(f"power: {refusal}")
                return
            for trials in _in_hundreds(replay(Path(place), CUTS_A_RECORDING, new_seed()), budget):
                figures.add(*trials)


def _in_hundreds(trials: Iterator[Trial], budget: Budget) -> Iterator[list[Trial]]:
    some: list[Trial] = []
    for trial in trials:
        if not budget.take():
            break
        some.append(trial)
        if len(some) == 100:
            yield some
            some = []
    yield some
