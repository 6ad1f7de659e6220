"""Files that only their owner may read, from the first byte on."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_for_owner() -> Iterator[None]:
    """Make whatever is made meanwhile readable by its owner alone, from its first byte on."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def close_to_others(file: Path) -> None:
    """Take others' rights from a file that was there before."""
    for written in [file, *file.rglob("*")] if file.is_dir() else [file]:
        written.chmod(stat.S_IMODE(written.stat().st_mode) & 0o700)
