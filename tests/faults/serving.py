"""The served application of the trials: `examapp serve` over a ground, and its hall."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from examapp.documents.fonts import ensure_fonts
from tests.conftest import SECRET
from tests.faults.figures import default_path
from tests.faults.ground import Ground
from tests.faults.nursery import Born, Nursery
from tests.faults.pages import Hall, Page
from tests.faults.store import check_whole
from tests.journeys.serving import ROOT, environment, free_port

SECONDS_TO_SERVE = 300
SECONDS_TO_COME_IN = 60
SEATS = 8


class Serving:
    """One installation's server, which can be killed and started again, and the pages that it serves."""

    def __init__(
        self, ground: Ground, extra: dict[str, str] | None = None, nursery: Nursery | None = None
    ) -> None:
        self.ground, self.nursery = ground, nursery
        self.port = free_port()
        self.extra = extra or {}
        self.process: subprocess.Popen[bytes] | Born | None = None
        self.hall = Hall(self.port, ground.room.sitting_code)
        self.pages: list[Page] = []

    def start(self, *, workers: int = 1, **more: str) -> None:
        """Start the server with so many processes that serve; it answers some time later."""
        environ = environment(self.ground.folder, f"http://127.0.0.1:{self.port}", self.ground.url)
        environ |= {"EXAMAPP_SECRET_KEY": SECRET, "EXAMAPP_LOG_LEVEL": "WARNING"} | self.extra | more
        words = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)]
        path = self.ground.folder / "server.log"
        if self.nursery is not None:
            self.process = self.nursery.bear(words, environ, str(path))
            return
        with path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "examapp", "serve", *words],
                env=environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def seat(self, count: int = SEATS) -> None:
        """Let so many candidates sit down."""
        for number, place in enumerate(self.ground.room.places[:count]):
            page = Page(self.hall, place, self.ground.noted[place.attempt_id], number)
            self.pages.append(page)
            page.start()

    def wait(self, since: float | None = None, seconds: float = SECONDS_TO_SERVE) -> float:
        """Wait until something is acknowledged after a moment; returns how long it took.

        What comes at once may be a reply that was on its way when the server died: it does not count.
        """
        begun = time.monotonic() if since is None else since
        time.sleep(0.1)
        now = time.monotonic()
        took = self.hall.wait_held(now, seconds)
        if took is None:
            log = (self.ground.folder / "server.log").read_text()[-600:]
            raise TimeoutError(f"nothing acknowledged within {seconds} s: {self.hall.faults[-2:]} {log}")
        return took + now - begun

    def workers(self) -> list[int]:
        """Return the processes that serve, below the one that watches them."""
        with suppress(psutil.Error):
            return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]
        return []

    def kill(self) -> float:
        """Kill -9 everything of the application; returns when."""
        victims = []
        for pid in (self.process.pid, *self.workers()):
            with suppress(psutil.Error):
                victims.append(psutil.Process(pid))
        at = time.monotonic()
        for victim in victims:
            with suppress(psutil.Error):
                victim.kill()
        psutil.wait_procs(victims, timeout=10)  # a worker dies a little later, and holds the port until then
        self.process.wait()
        return at

    def kill_writer(self) -> float:
        """Kill -9 the processes that serve; the one that watches them brings another."""
        at = time.monotonic()
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return at

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Let nobody answer, once all that was made is acknowledged."""
        self.hall.new_answers = False
        time.sleep(0.05)
        end = time.monotonic() + SECONDS_TO_COME_IN
        while any(page.noted.waiting(page.lease) for page in self.pages) and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.05)
        try:
            yield
        finally:
            self.hall.new_answers = True

    def check(self) -> tuple[int, list[str]]:
        """Compare what was acknowledged with what is held, while nobody sends."""
        with self.quiet():
            lost, faults = check_whole(self.ground.url, self.ground.noted)
            waiting = sum(len(page.noted.waiting(page.lease)) for page in self.pages)
        if waiting:
            faults.append(f"{waiting} answers that the pages kept do not come in")
        found, self.hall.faults = faults + self.hall.faults, []
        return lost, found

    def close(self) -> None:
        """End pages and server."""
        self.hall.stop.set()
        for page in self.pages:
            page.join(timeout=10)
        if self.process is not None and self.process.poll() is None:
            self.kill()


def lend_fonts(folder: Path) -> None:
    """Give an installation its fonts: made once on this machine, because that takes twelve seconds."""
    kept = default_path().parent / "fonts"
    kept.mkdir(parents=True, exist_ok=True)
    ensure_fonts(kept)
    (folder / "fonts").symlink_to(kept)


@contextmanager
def serving(
    ground: Ground, *, seats: int = SEATS, nursery: Nursery | None = None, **extra: str
) -> Iterator[Serving]:
    """Serve a ground with its hall sitting and answering; `nursery`: from whom each server is forked."""
    if not (ground.folder / "fonts").exists():
        lend_fonts(ground.folder)
    served = Serving(ground, extra, nursery)
    try:
        served.start()
        served.seat(seats)
        served.wait()
        yield served
    finally:
        served.close()
