"""The served application itself, in a process of its own, over a folder of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# What a process may never say, whatever the pages show.
SIGNS_OF_A_FAULT = ("Traceback", "job_failed", "sweeper_failed", "round_failed")


@dataclass(frozen=True)
class Served:
    """A served installation: its address, its folder, and what the demo printed."""

    url: str
    data: Path
    card: dict[str, Any]
    environ: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a verb of the command line on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "examapp", *words],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def staff(self, name: str) -> dict[str, str]:
        """What a person of the demo signs in with."""
        return next(one for one in self.card["staff"] if one["name"] == name)

    @property
    def sitting(self) -> str:
        return str(self.card["sitting"]["code"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, url: str, database_url: str | None = None) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
    environ |= {"EXAMAPP_DATA": str(data), "EXAMAPP_BASE_URL": url, "PYTHONPATH": str(ROOT)}
    if database_url:
        environ["EXAMAPP_DATABASE_URL"] = database_url
    return environ


def start_demo(
    data: Path, fonts: Path, *, candidates: int = 1, database_url: str | None = None
) -> tuple[subprocess.Popen[str], Served]:
    """Start `examapp demo` and return its process and what it printed."""
    if not (data / "fonts").exists():
        shutil.copytree(fonts, data / "fonts")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = environment(data, url, database_url)
    words = ["demo", "--json", "--data", str(data), "--port", str(port), "--candidates", str(candidates)]
    with (data / "stderr.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "examapp", *words],
            env=environ,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.stdout.close()
        process.wait(timeout=120)
        raise AssertionError((data / "stderr.log").read_text())
    return process, Served(url, data, json.loads(line), environ)


def stop(process: subprocess.Popen[str]) -> int:
    """End the demo as a person does and return its status; it has printed nothing after the card."""
    process.send_signal(signal.SIGTERM)
    status = process.wait(timeout=120)
    assert process.stdout is not None
    rest = process.stdout.read()
    process.stdout.close()
    assert rest == "", "standard output holds more than the one line"
    return status


def assert_no_fault(data: Path) -> None:
    said = (data / "stderr.log").read_text()
    assert [sign for sign in SIGNS_OF_A_FAULT if sign in said] == [], said
