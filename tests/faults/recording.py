"""One recording: a process answers a hall on SQLite, and the shim notes each write and sync.

Run as `python -m tests.faults.recording FOLDER ANSWERS [MODE]` under the shim. FOLDER gets `base/`, the
files as they lay on the disk when the recording began; `log`, what happened then, in order, with a line of
JSON for each answer sent and acknowledged; and `papers.json`, whose answers they are.
"""

import ctypes
import json
import shutil
import sys
import threading
from pathlib import Path

import orjson

from examapp.core import db as core_db
from tests.faults.acting import THREADS, Acting, Telling
from tests.faults.ground import open_ground

SEATS = 12


class Marking(Telling):
    """Tells into the recording, so that a word stands among the writes where it was said."""

    def __init__(self, shim: ctypes.CDLL, most: int, stop: threading.Event) -> None:
        super().__init__(-1)
        self._shim, self._left, self._stop = shim, most, stop

    def tell(self, *words: object) -> None:
        line = orjson.dumps(words)
        self._shim.faults_mark(line, len(line))
        if words[0] == "held":
            self._left -= 1
            if self._left <= 0:
                self._stop.set()


def use_mode(mode: str) -> None:
    """Open every connection in another mode than the shipped one, to see that the trials notice."""
    shipped = core_db._prepare_sqlite

    def prepare(connection: object, record: object) -> None:
        shipped(connection, record)
        connection.execute(f"PRAGMA synchronous={mode}")

    core_db._prepare_sqlite = prepare


def main(folder: Path, answers: int, mode: str) -> None:
    """Record."""
    if mode:
        use_mode(mode)
    live = folder / "live"
    live.mkdir()
    with open_ground(f"sqlite:///{live / 'exam.sqlite3'}", folder, SEATS) as ground:
        base = {}
        (folder / "base").mkdir()
        for file in live.iterdir():
            if not file.name.endswith("-shm"):
                base[file.name] = file.stat().st_ino
                shutil.copy(file, folder / "base" / file.name)
        (folder / "base.json").write_text(json.dumps(base))
        papers = {
            attempt: (noted.paper.code, noted.paper.form_digest) for attempt, noted in ground.noted.items()
        }
        (folder / "papers.json").write_text(json.dumps(papers))
        shim = ctypes.CDLL(None)
        if shim.faults_record(f"{live}/".encode(), f"{folder / 'log'}".encode()) < 0:
            sys.exit("the shim does not record")
        ground.renew()
        stop = threading.Event()
        telling = Marking(shim, answers, stop)
        seats = [ground.room.seat(place) for place in ground.room.places]
        threads = [
            threading.Thread(target=Acting(ground, telling, seats[n::THREADS], n, "").run, args=(stop,))
            for n in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
