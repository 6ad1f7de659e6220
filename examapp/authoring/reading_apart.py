"""Calls a function in a process of its own, within limits of memory and time.

A small file may unfold to gigabytes or keep a parser busy for hours. Where that happens the child ends, this
process lives, and whoever uploaded the file is told. It knows nothing of what is called.
"""

import multiprocessing
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take beyond its start: bytes, CPU seconds; and seconds of the wall clock for all."""

    memory: int = 256 * 2**20
    cpu_seconds: int = 5
    wall_seconds: int = 60


LIMITS = Limits()


class TookTooMuch(ValueError):
    """The call needed more memory or time than the limits give it; `limit` is memory, time or unknown."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"the limit of {limit} was reached")
        self.limit = limit

    def __reduce__(self) -> tuple[type["TookTooMuch"], tuple[str]]:
        return TookTooMuch, (self.limit,)


def call_apart(call: Callable[..., T], *arguments: Any, limits: Limits = LIMITS) -> T:
    """Return what a function of a module returns, or raise what it raises; TookTooMuch at a limit.

    Function, arguments, value and exception travel between the processes, so they must be picklable.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, limits, call, arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(limits.wall_seconds):
            raise TookTooMuch("time")
        told, value = ours.recv()
    except EOFError as error:
        child.join()
        raise TookTooMuch(_limit_of(child.exitcode)) from error
    finally:
        child.kill()
        child.join()
        ours.close()
    if told == "raised":
        raise value
    result: T = value
    return result


def _limit_of(exit_code: int | None) -> str:
    # SIGXCPU, or SIGKILL where the hard limit follows.
    return "time" if exit_code in {-24, -9} else "memory"


def _work(
    connection: Connection, limits: Limits, call: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    _limit(limits)
    # A child that reports nothing has reached a limit; no trace of it belongs on the console.
    with suppress(MemoryError), Path(os.devnull).open("w", encoding="ascii") as silence:
        os.dup2(silence.fileno(), 2)
        connection.send(_call(call, arguments))


def _call(call: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "returned", call(*arguments)
    except MemoryError:
        return "raised", TookTooMuch("memory")
    except ValueError as error:
        return "raised", error


def _limit(limits: Limits) -> None:
    memory = _memory_now() + limits.memory
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _memory_now() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
