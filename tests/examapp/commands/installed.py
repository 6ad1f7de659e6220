"""An installation in a folder that verbs are run in, and a place to restore it to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examapp.cli import main
from examapp.core.db import Database, make_engine
from examapp.core.signing import KeyRing
from examapp.programmes.proposals import create_programme

AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)


class Place:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, target: str) -> None:
        self.folder, self.monkeypatch, self.source, self.target = folder, monkeypatch, source, target
        self.old, self.new, self.file = folder / "old", folder / "new", folder / "copy.examapp"

    def run(self, data: Path, address: str, *arguments: object) -> Result:
        self.monkeypatch.setenv("EXAMAPP_DATA", str(data))
        self.monkeypatch.setenv("EXAMAPP_DATABASE_URL", address)
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    def fill(self) -> None:
        assert self.run(self.old, self.source, "migrate").exit_code == 0
        KeyRing(self.old / "keys", "s").signer("audit")
        for name in ("certificates/AB/one.pdf", "fonts/made.woff2"):
            (self.old / name).parent.mkdir(parents=True, exist_ok=True)
            (self.old / name).write_bytes(name.encode())
        self.write("literacy")

    def write(self, code: str) -> None:
        with self.database(self.source) as database, database.transaction() as db:
            titles = {"uz-Latn": "Oʻzbekcha\t\\N", "ru": "Русский\n"}
            create_programme(db, code=code, titles=titles, levels={}, actor="system", at=AT)

    def database(self, address: str) -> Any:
        return Opened(address)

    def backup(self) -> Result:
        return self.run(self.old, self.source, "backup", self.file, "--json")

    def restore(self) -> Result:
        return self.run(self.new, self.target, "restore", self.file, "--json")


class Opened:
    def __init__(self, address: str) -> None:
        self.database = Database(make_engine(address))

    def __enter__(self) -> Database:
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.engine.dispose()
