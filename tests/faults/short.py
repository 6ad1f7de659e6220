"""`./run faults short`: each kind of the campaigns a few times, within three minutes of two busy cores.

Two processes share the work, and within each the kinds share what is dear to start: in one the application is
served on SQLite, on a small disk of its own and behind a link; in the other it is served on PostgreSQL, which
the killed processes, the raced leases and the power cuts have beside it. After its trials each family tries
its own judge: one acknowledged answer is taken out of the store, and the trial must tell of it.

What a machine cannot do is left out with its reason, and the table says so. Figures are those of this run.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults.figures import Figures

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("short_on_sqlite", "short_on_postgres")


def main(words: Sequence[str]) -> int:
    """Run both parts, or one; 0 where nothing was lost and nothing else broke."""
    parser = argparse.ArgumentParser(prog="./run faults short", description=__doc__)
    parser.add_argument("--figures", type=Path, help="where the figures are left; nowhere unless told")
    parser.add_argument("--part", choices=PARTS, help="only this one")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="examapp-faults-short-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        path = asked.figures or Path(folder) / "figures.json"
        if asked.part:
            importlib.import_module(f"tests.faults.{asked.part}").run(Figures(path))
            return 0
        return run_parts(path)


def run_parts(path: Path) -> int:
    """Run each part in a process of its own and show what they counted."""
    # Read once when the application is loaded: the trials choose the point.
    environ = os.environ | {"EXAMAPP_DIE_AT": "chosen later", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "tests.faults", "short", "--figures", str(path), "--part"]
    parts = [subprocess.Popen([*words, part], cwd=ROOT, env=environ) for part in PARTS]
    broken = [part.wait() for part in parts]
    figures = Figures(path)
    print(figures.show())
    lost = any(counts["lost"] or counts["faults"] for counts in figures.read().values())
    return int(lost or any(broken))
