"""A process that has imported the application once and forks a server each time that it is asked.

Run as `python -m tests.faults.nursery`: one line of JSON on standard input for each server, with its words
and its environment; the server's process id comes back on standard output. It is `examapp serve` as it is,
with a supervisor and its workers, in a process group of its own; only the imports are not done again.
"""

import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from typing import Any

from examapp.core import fault_points
from examapp.core.i18n import load_catalogue

KEPT = frozenset({"PATH", "HOME", "LANG", "PYTHONPATH", "LD_PRELOAD", "FAULTS_CONTROL", "FAULTS_WATCH"})


class Born:
    """A server, as whoever asked for it sees it: by its process id, which the nursery buries."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return 0 once it has ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> None:
        """Wait until it has ended."""
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(self.pid)
            select.select([handle], [], [])
            os.close(handle)


class Nursery:
    """The process, from outside."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            env=environ | {fault_points.VARIABLE: fault_points.CHOSEN_LATER},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def bear(self, words: list[str], environ: dict[str, str], log: str) -> Born:
        """Let a server begin."""
        wish = json.dumps({"words": words, "environ": environ, "log": log})
        self._process.stdin.write(wish.encode() + b"\n")
        self._process.stdin.flush()
        return Born(int(self._process.stdout.readline()))

    def close(self) -> None:
        """End it; what it bore is ended by whoever asked for it."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def load() -> None:
    """Import what a server and its workers import."""
    for name in ("examapp.application", "examapp.serving", "examapp.commands.serve"):
        importlib.import_module(name)
    load_catalogue("uz_Latn")
    gc.collect()
    gc.freeze()


def serve(words: list[str], environ: dict[str, str], log: str) -> None:
    """Become the server that was asked for."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for name in set(os.environ) - KEPT:
        del os.environ[name]
    os.environ.update(environ)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    wish = os.environ.get(fault_points.VARIABLE)
    if wish:
        name, _, visit = wish.partition("#")
        fault_points.trap.set(fault_points.Point[name], int(visit))
    importlib.import_module("examapp.commands.serve").command.main(words, standalone_mode=False)


def main() -> None:
    """Bear servers until standard input ends."""
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    for line in sys.stdin.buffer:
        wish: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                serve(**wish)
            except BaseException:  # whatever it was: this process must not go on as the nursery
                traceback.print_exc()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
