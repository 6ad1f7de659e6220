"""What the demo keeps in its folder, written so that a kill at any moment leaves something to go on from.

The card has everybody's secrets. A mark stands beside it while the demo is being made: what a kill left half
made is then known for the demo's own and can be wiped. The next card is written before the sitting that it
speaks of is committed, because the PINs stand nowhere else.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examapp.core.settings import Settings
from examapp.core.signing import keys_of
from migrations.upgrade import rebuild

CARD = "demo.json"
NEXT_CARD = "demo.next.json"
MARK = "demo.making"


@dataclass(frozen=True)
class Demo:
    """Where the demo stands, and how many candidates its open sitting has beside the one who waits."""

    settings: Settings
    candidates: int

    @property
    def card(self) -> Path:
        """The file with everybody's secrets, mode 0600."""
        return self.settings.data / CARD

    @property
    def next_card(self) -> Path:
        """The card of a sitting that is about to be committed."""
        return self.settings.data / NEXT_CARD

    @property
    def mark(self) -> Path:
        """The file that stands while the demo is being made."""
        return self.settings.data / MARK


class NotADemo(RuntimeError):
    """The folder or the database holds something else, which a demo must not touch."""


@contextmanager
def alone(demo: Demo) -> Iterator[None]:
    """Keep every other start on this folder out within the block; raises NotADemo where one is at work."""
    handle = os.open(demo.settings.data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise NotADemo(
            f"Another process is making or taking up the demo in {demo.settings.data}. "
            "Wait until it serves, or give another folder."
        ) from error
    finally:
        os.close(handle)


def write_secret(path: Path, content: dict[str, Any]) -> None:
    """Write a file of mode 0600, whole or not at all, and durable."""
    fresh = path.with_name(f"{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_secret(path: Path) -> dict[str, Any] | None:
    """Return what `write_secret` has kept, or None if there is no such file."""
    if not path.exists():
        return None
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def keep_card(demo: Demo, card: dict[str, Any]) -> None:
    """Write the card, and only then take away what says that it is not there yet."""
    write_secret(demo.card, card)
    demo.next_card.unlink(missing_ok=True)
    demo.mark.unlink(missing_ok=True)


def mark_as_making(demo: Demo) -> None:
    """Say before the first row is written that whatever will stand here without a card is half a demo."""
    write_secret(demo.mark, {"database_url": demo.settings.database_url})


def is_half_made(demo: Demo) -> bool:
    """Tell whether a start on this folder and this database was cut short while it made the demo."""
    mark = None if demo.card.exists() else read_secret(demo.mark)
    return mark is not None and mark["database_url"] == demo.settings.database_url


def wipe(demo: Demo) -> None:
    """Remove what a cut-short start has made; the installation's own secret and keys stay."""
    rebuild(demo.settings.database_url, keys_of(demo.settings))
    shutil.rmtree(demo.settings.certificates, ignore_errors=True)
    demo.next_card.unlink(missing_ok=True)
