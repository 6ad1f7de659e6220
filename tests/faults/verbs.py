"""`./run faults formats --verbs`: each hostile file given to `examapp bank import`, from the shell.

Wall time and CPU are those of the whole verb with all its processes; memory is the most that these held
together at one moment (resident bytes, looked at every 10 ms).
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.faults.attacks import write_attack

MOST_SECONDS = 5.0
MOST_MEMORY = 256 * 2**20
_ENDS = {0: "read", 1: "read, with findings", 2: "refused"}
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one verb took: seconds of the clock and of the processor, bytes of all processes together."""

    name: str
    end: str
    said: str
    wall: float
    cpu: float
    together: int

    @property
    def fault(self) -> str:
        """Say what must not be, or nothing. Seconds are the processor's where the clock is everybody's."""
        if self.end not in _ENDS.values():
            return f"exit status {self.end}"
        if self.cpu > MOST_SECONDS:
            return f"{self.cpu:.1f} s of CPU"
        return f"{self.together / 2**20:.0f} MB" if self.together > MOST_MEMORY else ""


def measure(name: str, file: Path) -> Measured:
    """Give a file to the verb and measure it."""
    before, begun = os.times(), time.monotonic()
    verb = subprocess.Popen(
        [sys.executable, "-m", "examapp", "bank", "import", str(file), "--dry-run", "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = [0]
    watch = threading.Thread(target=_watch, args=(verb, peak))
    watch.start()
    _, said = verb.communicate()
    wall, after = time.monotonic() - begun, os.times()
    watch.join()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    end = _ENDS.get(verb.returncode, str(verb.returncode))
    said = said.removeprefix(f"{file}: ").strip().splitlines()[-1] if said.strip() else ""
    return Measured(name, end, said[:100], wall, cpu, peak[0])


def _watch(verb: "subprocess.Popen[str]", peak: list[int]) -> None:
    while verb.poll() is None:
        peak[0] = max(peak[0], sum(map(_resident, [verb.pid, *_children(verb.pid)])))
        time.sleep(0.01)


def _children(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [int(word) for word in words]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def run(sources: Mapping[str, bytes], names: Sequence[str]) -> list[Measured]:
    """Measure the verb over attacks, each written by a process of its own, for some are dear to make."""
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            with ProcessPoolExecutor(1, get_context("fork")) as maker:
                path = maker.submit(write_attack, name, sources, Path(folder)).result()
            told.append(measure(name, path))
            print(_row(told[-1]), file=sys.stderr, flush=True)
            path.unlink()
    return told


def table(told: Sequence[Measured]) -> str:
    """Return the figures, the dearest first, and what must not be below them."""
    lines = [f"{'file':<40}{'wall s':>8}{'CPU s':>8}{'MB':>6}  end"]
    lines += map(_row, sorted(told, key=lambda one: -one.cpu))
    over = sum(one.wall > MOST_SECONDS for one in told)
    lines.append(f"{len(told)} files; {over} over {MOST_SECONDS:.0f} s of the clock")
    lines += [f"FAULT {one.name}: {one.fault}" for one in told if one.fault]
    return "\n".join(lines)


def _row(one: Measured) -> str:
    return f"{one.name:<40}{one.wall:>8.2f}{one.cpu:>8.2f}{one.together / 2**20:>6.0f}  {one.end}: {one.said}"
