"""The short form of `./run faults`: in no kind is an acknowledged answer lost, each judge tells of a loss."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import short, short_on_postgres, short_on_sqlite
from tests.faults.figures import Figures, Trial

SECONDS = 1800
KINDS = (*short_on_sqlite.KINDS, *short_on_postgres.KINDS)
PLANTED = (*short_on_sqlite.PLANTED, *short_on_postgres.PLANTED)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory, fonts: Path) -> Figures:
    """Run it once, as a person does; returns what it counted. Its processes end with it, whatever happens."""
    folder = tmp_path_factory.mktemp("short")
    (folder / "examapp").mkdir()
    (folder / "examapp" / "fonts").symlink_to(fonts)
    path = folder / "figures.json"
    words = [sys.executable, "-m", "tests.faults", "short", "--figures", str(path)]
    environ = os.environ | {"PYTHONPATH": str(short.ROOT), "XDG_STATE_HOME": str(folder)}
    told = folder / "told"
    with told.open("w") as log:
        run = subprocess.Popen(
            words, cwd=short.ROOT, env=environ, stderr=log, stdout=log, start_new_session=True
        )
        try:
            run.wait(SECONDS)
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
    print(told.read_text())  # shown where a test fails
    return Figures(path)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_acknowledged_is_lost(figures: Figures, kind: str) -> None:
    counts = read(figures, kind)
    assert (counts["lost"], counts["faults"]) == (0, [])
    assert counts["acknowledged"] > 0 or "recomputed" in kind


@pytest.mark.parametrize("family", PLANTED)
def test_one_answer_that_is_taken_out_is_told(figures: Figures, family: str) -> None:
    assert read(figures, f"planted loss: {family}")["faults"] == []


def read(figures: Figures, kind: str) -> dict:
    skipped = figures.read_skipped()
    if kind in skipped:
        pytest.skip(skipped[kind])
    assert kind in figures.read(), "not tried, and nobody said why"
    return figures.read()[kind]


@pytest.mark.parametrize(("lost", "status"), [(0, 0), (1, 1)])
def test_one_lost_answer_makes_it_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int, status: int
) -> None:
    monkeypatch.setattr(short, "PARTS", ())
    Figures(tmp_path / "figures.json").add(Trial("kind", 100_000, lost))
    assert short.run_parts(tmp_path / "figures.json") == status


def test_what_a_machine_cannot_do_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("no such program")

    figures = Figures(tmp_path / "figures.json")
    monkeypatch.setattr(short_on_sqlite, "COMPILER", None)
    short_on_sqlite.try_disks(figures, SimpleNamespace(control=None), None)
    monkeypatch.setattr(short_on_postgres, "COMPILER", None)
    monkeypatch.setattr(short_on_postgres, "try_processes", lambda *_words: None)
    monkeypatch.setattr(short_on_postgres, "durable_postgres", refuse)
    short_on_postgres.run(figures)
    on_postgres = {
        kind for kind in (*KINDS, *(f"planted loss: {one}" for one in PLANTED)) if "PostgreSQL" in kind
    }
    disks = {short_on_sqlite.FULL, *short_on_sqlite.SAID, "planted loss: disks"}
    assert set(figures.read_skipped()) == {short_on_postgres.POWER} | disks | on_postgres
    assert "SKIPPED SQLite: power cut: no C compiler" in figures.show()
