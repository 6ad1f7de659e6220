"""The served application itself, in a process of its own, and a browser before it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from examapp.documents.fonts import ensure_fonts

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


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
            timeout=120,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    ensure_fonts(folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="uz-UZ")
    made.set_default_timeout(20_000)
    yield made
    made.close()


def environment(data: Path, url: str, database_url: str | None = None) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
    environ |= {"EXAMAPP_DATA": str(data), "EXAMAPP_BASE_URL": url, "PYTHONPATH": str(ROOT)}
    if database_url:
        environ["EXAMAPP_DATABASE_URL"] = database_url
    return environ


def start_demo(data: Path, fonts: Path, *, candidates: int = 1, database_url: str | None = None):
    """Start `examapp demo` and return its process and what it printed."""
    if not (data / "fonts").exists():
        shutil.copytree(fonts, data / "fonts")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = environment(data, url, database_url)
    words = ["demo", "--json", "--data", str(data), "--port", str(port), "--candidates", str(candidates)]
    process = subprocess.Popen(
        [sys.executable, "-m", "examapp", *words],
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=(data / "stderr.log").open("w"),
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, (data / "stderr.log").read_text()
    return process, Served(url, data, json.loads(line), environ)


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    status = process.wait(timeout=30)
    assert process.stdout is not None
    assert process.stdout.read() == "", "standard output holds more than the one line"
    process.stdout.close()
    return status


@pytest.fixture
def demo(tmp_path: Path, fonts: Path) -> Iterator[Served]:
    data = tmp_path / "demo"
    data.mkdir()
    process, served = start_demo(data, fonts)
    yield served
    stop(process)
