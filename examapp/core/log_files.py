"""Log lines in files that never outgrow their quota; a full disk costs lines, never an answer."""

import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from examapp.core.disk import MEGABYTE, Disk

# A quarter goes at a time: most of the past stays.
FILES_IN_QUOTA: Final = 4
LOOKS_EVERY_SECONDS: Final = 5.0
NAME: Final = "examapp-{}-{}.jsonl"
_ALL: Final = NAME.format("*", "*")


class LogFiles:
    """Where one process writes its lines; the files of all processes together stay within the quota."""

    def __init__(self, folder: Path, quota_mb: int, disk: Disk) -> None:
        self._folder, self._disk = folder, disk
        self._quota = quota_mb * MEGABYTE
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        self._looked_at = -LOOKS_EVERY_SECONDS
        self._short = False

    def write(self, text: str) -> None:
        """Append; what the disk refuses is lost, and nobody who logs is told."""
        with self._lock, suppress(OSError):
            self._look()
            if self._short:
                return
            if self._file is None:
                self._open_next()
            assert self._file is not None
            self._file.write(text)
            if text.endswith("\n") and self._file.tell() >= self._quota // FILES_IN_QUOTA:
                self._file.close()
                self._file = None

    def flush(self) -> None:
        """Give the lines to the system."""
        with self._lock, suppress(OSError):
            if self._file is not None:
                self._file.flush()

    def close(self) -> None:
        """Close the file that is open; the next line opens another."""
        with self._lock, suppress(OSError):
            if self._file is not None:
                self._file.close()
                self._file = None

    def _look(self) -> None:
        """Stop below the disk's limit. To ask the system for each line would cost more than the line."""
        moment = time.monotonic()
        if moment - self._looked_at >= LOOKS_EVERY_SECONDS:
            self._looked_at, self._short = moment, self._disk.is_short

    def _open_next(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_room()
        name = NAME.format(datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f"), os.getpid())
        self._file = (self._folder / name).open("a", encoding="utf-8")

    def _make_room(self) -> None:
        """Remove the oldest files until a new one fits into the quota."""
        files = sorted(self._folder.glob(_ALL))  # their names begin with the time
        sizes = {path: path.stat().st_size for path in files}
        room = self._quota - self._quota // FILES_IN_QUOTA
        while files and sum(sizes[path] for path in files) > room:
            files.pop(0).unlink()
