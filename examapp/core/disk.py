"""The installation's disk: what is free on it, and how long it needs to keep something for good.

What lies below the limit belongs to answers: no sitting opens there, nothing large is taken in, and log files
stop growing (lesson 1: full disks of room servers hit 2,500 candidates at once).
"""

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from examapp.core.errors import AppError
from examapp.core.i18n import N_
from examapp.core.settings import Settings

MEGABYTE: Final = 1024 * 1024
# What an answer's commit writes is one page or two.
_PAGE: Final = bytes(4096)


class DiskTooFull(AppError):
    """Less is free than the limit; answers go on being kept, and nothing else begins."""

    status = 503
    code = "disk_full"
    message = N_(
        "The server’s disk has %(free)s MB free, and %(least)s MB must be free for this. "
        "Call the operator’s technician: old files have to go. Then do the same again; nothing is lost."
    )


@dataclass(frozen=True, slots=True)
class Disk:
    """Where an installation lies, and how many megabytes must be free there."""

    folder: Path
    least_free_mb: int

    @property
    def free_mb(self) -> int:
        """Return the megabytes that this process may still fill."""
        return shutil.disk_usage(self.folder).free // MEGABYTE

    @property
    def is_short(self) -> bool:
        """Whether only answers may be kept."""
        return self.free_mb < self.least_free_mb

    def refuse_if_short(self) -> None:
        """Raise DiskTooFull below the limit."""
        if self.is_short:
            raise DiskTooFull(free=self.free_mb, least=self.least_free_mb)


def read_disk(settings: Settings) -> Disk:
    """Return the disk of an installation."""
    return Disk(settings.data, settings.least_free_mb)


def measure_syncs(folder: Path, times: int = 16) -> list[float]:
    """Return in milliseconds how long each of some small writes took until the disk had it for good."""
    spent = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            begun = time.perf_counter()
            file.write(_PAGE)
            file.flush()
            os.fsync(file.fileno())
            spent.append((time.perf_counter() - begun) * 1000)
    return spent
