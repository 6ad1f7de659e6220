"""The child of `reading_apart`: runs by its path, imports nothing of ours but what it is told to call."""

import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

RETURNED, RAISED, NO_MEMORY = "returned", "raised", "no memory"


def main() -> None:
    """Take the call from the connection, make it within the limits, and send back what came of it."""
    connection = Connection(int(sys.argv[1]))
    sys.path[:] = connection.recv()
    memory, cpu_seconds = connection.recv()
    # Receiving the call imports its module, before the limits begin to count.
    call, arguments = connection.recv()
    set_limits(memory, cpu_seconds)
    connection.send(answer(call, arguments))


def answer(call: Any, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """Return what the call returned or raised."""
    try:
        return RETURNED, call(*arguments)
    except MemoryError:
        return NO_MEMORY, None
    except ValueError as error:
        return RAISED, error


def set_limits(memory: int, cpu_seconds: int) -> None:
    """Allow so many bytes and seconds of CPU beyond what has been used."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = pages * resource.getpagesize() + memory
    seconds = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
