"""Calls a function in a process of its own, within limits of memory and time.

A small file may unfold to gigabytes or keep a parser busy for hours. Where that happens the child ends, this
process lives, and whoever uploaded the file is told. It knows nothing of what is called.
"""

import signal
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from examapp.authoring import apart_child


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take in all: resident bytes, CPU seconds, and seconds of the wall clock.

    Who waits is answered within five seconds and 256 MB, both processes together: 3.5 seconds for the call,
    and half a second for the starts, which no file can make longer. A busy machine may make them longer, and
    then an honest file must not pay for it. The CPU limit is the kernel's; it ends a child without a parent.
    """

    memory: int = 216 * 2**20
    cpu_seconds: int = 5
    wall_seconds: float = 3.5
    start_seconds: float = 30.0


LIMITS = Limits()


class TookTooMuch(ValueError):
    """The call needed more than the limits give it; `limit` is memory, time or unknown."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"the limit of {limit} was reached")
        self.limit = limit


def call_apart(call: str, *arguments: Any, limits: Limits = LIMITS) -> Any:
    """Return what `module:function` returns, or raise its ValueError; TookTooMuch at a limit.

    Only the child imports the function's module. Arguments, value and exception travel between the processes,
    so they must be picklable.
    """
    ours, theirs = Pipe()
    command = [sys.executable, "-IS", str(Path(apart_child.__file__)), str(theirs.fileno())]
    with (
        ours,
        subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child,
    ):
        theirs.close()
        try:
            for part in (sys.path, (limits.memory, limits.cpu_seconds), (call, arguments)):
                ours.send(part)
            for seconds in (limits.start_seconds, limits.wall_seconds):  # it says first that it is ready
                if not ours.poll(seconds):
                    raise TookTooMuch("time")
                told, value = ours.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise TookTooMuch(_limit_of(child.wait())) from error
        finally:
            child.kill()
    if told == apart_child.NO_MEMORY:
        raise TookTooMuch("memory")
    if told == apart_child.RAISED:
        raise value
    return value


def _limit_of(exit_code: int) -> str:
    if exit_code >= 0:
        return "unknown"  # it ended by itself, with an exception that it could not tell
    return "time" if -exit_code in {signal.SIGXCPU, signal.SIGKILL} else "memory"
