"""The preloaded shim: compiled when it is needed, and its control page."""

import ctypes
import mmap
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


class NoCompiler(RuntimeError):
    """The shim cannot be built on this machine; the text says what to do."""


def build_shim(folder: Path) -> Path:
    """Compile the shim into a folder and return it."""
    if COMPILER is None:
        raise NoCompiler("No C compiler here (Debian: apt-get install gcc libc6-dev): left out.")
    library = folder / "faults-shim.so"
    words = [COMPILER, "-shared", "-fPIC", "-O1", "-w", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(words, check=True, capture_output=True)
    return library


class _Page(ctypes.Structure):
    _fields_ = (("write_errno", ctypes.c_int32), ("sync_errno", ctypes.c_int32), ("wall_ns", ctypes.c_int64))


class Control:
    """What a process under the shim lives through: errors of the disk, and the wall clock's offset."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "faults-control"
        self.path.write_bytes(bytes(4096))
        with self.path.open("r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), 4096)
        self._page = _Page.from_buffer(self._map)

    def fail_writes(self, error: int) -> None:
        """Let each write below the watched folder fail with an errno; 0 lets them pass."""
        self._page.write_errno = error

    def fail_syncs(self, error: int) -> None:
        """Let each sync fail; what was written before it may be lost, as the kernel says."""
        self._page.sync_errno = error

    def move_clock(self, seconds: float) -> None:
        """Set the wall clock so far from the machine's."""
        self._page.wall_ns = round(seconds * 1_000_000_000)


def preloading(library: Path, control: Control | None = None, watch: Path | None = None) -> dict[str, str]:
    """Return the environment of a process under the shim."""
    environ = {"LD_PRELOAD": str(library)}
    if control is not None:
        environ["FAULTS_CONTROL"] = str(control.path)
    if watch is not None:
        environ["FAULTS_WATCH"] = f"{watch}/"
    return environ
