"""The child of `reading_apart`: runs by its path, imports nothing of ours but what it is told to call."""

import importlib
import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# The spreadsheet library takes it if it is there, for types that no file holds: 0.1 s of start and 30 MB.
UNWANTED = ("numpy",)
READY, RETURNED, RAISED, NO_MEMORY = "ready", "returned", "raised", "no memory"
LIBRARIES = 24 * 2**20  # bytes of mapped code that a call may touch for the first time


def main() -> None:
    """Take the call from the connection, make it within the limits, and send back what came of it."""
    connection = Connection(int(sys.argv[1]))
    sys.path[:] = connection.recv()
    memory, cpu_seconds = connection.recv()
    for name in UNWANTED:
        sys.modules[name] = None  # type: ignore[assignment]  # how the interpreter says: not to be had
    name, arguments = connection.recv()
    # The module is imported before the limits begin to count.
    call = find_call(name)
    set_limits(memory, cpu_seconds)
    connection.send((READY, None))
    connection.send(answer(call, arguments))


def find_call(name: str) -> Any:
    """Return the function that is named as `module:function`."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def answer(call: Any, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """Return what the call returned or raised."""
    try:
        return RETURNED, call(*arguments)
    except MemoryError:
        return NO_MEMORY, None
    except ValueError as error:
        return RAISED, error


def set_limits(memory: int, cpu_seconds: int) -> None:
    """Allow so many resident bytes and so many seconds of CPU, what the start took included.

    The kernel limits the address space only. What is resident now may stay; beyond it no more may be mapped
    than is left, less the pages of libraries that are mapped already and not yet touched.
    """
    mapped, resident = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split()[:2])
    page = resource.getpagesize()
    most = mapped * page + max(memory - resident * page - LIBRARIES, page)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
