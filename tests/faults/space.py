"""`./run faults space`: the disk is full or takes no writes while a hall answers, then there is room again.

The installation lies on a small tmpfs of its own; where this machine mounts none, the shim lets each write
fail as a full disk does. For a disk that is read-only the shim always speaks: a mounted one cannot be made so
while files are open for writing. The server is never started again: the trial ends when it serves by itself.
"""

import errno
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import new_seed, sqlite_ground
from tests.faults.serving import Serving, serving
from tests.faults.shim import Control, NoCompiler, build_shim, preloading
from tests.faults.store import connect

SIZE_MB = 48
REFUSALS = 3
SECONDS_TO_REFUSE = 4.0
TRIES = 20
TRIALS_A_GROUND = 60
FULL, READ_ONLY, BROKEN = "disk full", "read-only", "syncs fail"


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Mount a small tmpfs; None where that is not allowed."""
    with tempfile.TemporaryDirectory(prefix="examapp-faults-") as folder:
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", folder]
        mounted = (
            os.geteuid() == 0 and subprocess.run(words, check=False, capture_output=True).returncode == 0
        )
        try:
            yield Path(folder) if mounted else None
        finally:
            if mounted:
                subprocess.run(["umount", "-l", folder], check=False)


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk up to so many bytes; others write meanwhile, so that what was free may be gone."""
    filler = disk / "filler"
    with filler.open("wb") as handle:
        for _ in range(TRIES):
            free = os.statvfs(disk)
            with suppress(OSError):
                os.posix_fallocate(handle.fileno(), 0, max(free.f_bavail * free.f_frsize - leave, 1))
                break
    return filler


def shorten_log(url: str) -> None:
    """Let SQLite's log begin anew: while it is long, it is used again and needs no room."""
    with connect(url) as connection:
        for _ in range(TRIES):
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                break


def try_once(served: Serving, kind: str, begin: Callable[[], object], end: Callable[[], object]) -> Trial:
    """Let the trouble come, see it refused clearly, let it go, and see the service come back."""
    hall = served.hall
    before, refused = hall.acknowledged, hall.refusals
    shorten_log(served.ground.url)
    begin()
    until = time.monotonic() + SECONDS_TO_REFUSE
    while hall.refusals < refused + REFUSALS and time.monotonic() < until:
        time.sleep(0.01)
    # A disk may be full and the log still have room; such a trial is counted apart.
    kind += "" if hall.refusals > refused else ", nobody was refused"
    time.sleep(0.05)
    at = time.monotonic()
    end()
    try:
        back = served.wait(at, 30)
        lost, more = served.check()
    except TimeoutError as error:
        back, lost, more = None, 0, [str(error)]
    return Trial(kind, hall.acknowledged - before, lost, back, more)


def campaign(figures: Figures, budget: Budget) -> None:
    """Take full, read-only and failing syncs in turns."""
    while budget.goes_on():
        with (
            small_disk() as disk,
            tempfile.TemporaryDirectory(prefix="examapp-faults-") as place,
            sqlite_ground(12, disk, migrated=True) as ground,
        ):
            control, extra = Control(Path(place)), {}
            try:
                extra = preloading(build_shim(Path(place)), control, ground.folder)
            except NoCompiler as refusal:
                print(f"space: {refusal}")
            with serving(ground, **extra) as served:
                _run(served, disk, control if extra else None, figures, budget.part(TRIALS_A_GROUND))


def _run(
    served: Serving, disk: Path | None, control: Control | None, figures: Figures, budget: Budget
) -> None:
    chance = random.Random(new_seed())
    kinds = {}
    if disk is not None:
        filler = disk / "filler"
        kinds[f"{FULL} (a tmpfs of {SIZE_MB} MB)"] = (
            lambda: fill(disk, chance.randrange(0, 65536)),
            filler.unlink,
        )
    if control is not None:
        clear = {"write": lambda: control.fail_writes(0), "sync": lambda: control.fail_syncs(0)}
        if disk is None:
            kinds[f"{FULL} (said by the shim)"] = (lambda: control.fail_writes(errno.ENOSPC), clear["write"])
        kinds[f"{READ_ONLY} (said by the shim)"] = (lambda: control.fail_writes(errno.EROFS), clear["write"])
        kinds[f"{BROKEN} (said by the shim)"] = (lambda: control.fail_syncs(errno.EIO), clear["sync"])
    turn = 0
    while budget.take():
        # Full disks are what happens; the others every fifth time.
        names = list(kinds)
        kind = names[0] if turn % 5 else names[(turn // 5) % len(names)]
        turn += 1
        figures.add(try_once(served, kind, *kinds[kind]))
