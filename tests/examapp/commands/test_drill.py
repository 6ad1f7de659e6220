"""The drill: a backup while candidates save, restored elsewhere with the identity, gives the same roots."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, update

import examapp
from examapp.commands import serve
from examapp.core.audit import seal_new_entries
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.settings import load_settings
from examapp.delivery.models import ResponseEvent
from examapp.sittings.models import Sitting, SittingState
from migrations.upgrade import downgrade_engine
from tests.examapp.commands.installed import Place
from tests.examapp.delivery.making import MORNING, make_room

ENOUGH = 8


class _Served:
    """Where a server would serve, and never comes back."""

    def __init__(self, starts: list[int]) -> None:
        self._starts = starts

    def serve(self) -> None:
        self._starts.append(1)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each start of a server that `examapp serve` came to."""
    starts: list[int] = []
    monkeypatch.setattr(serve, "make_server", lambda *_words, **_named: _Served(starts))
    monkeypatch.setattr(serve, "ensure_fonts", lambda _folder: None)
    return starts


def read_revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


class Saving(threading.Thread):
    """A candidate who goes on saving; `held` are the seqs that the server has acknowledged."""

    def __init__(self, ground: Place) -> None:
        super().__init__()
        self.held: list[int] = []
        self._ground, self._stop_now, self._enough = ground, threading.Event(), threading.Event()
        self._app = examapp.create_app(load_settings())
        self._app.testing = True
        database: Database = self._app.extensions["database"]
        self._seat = make_room(self._app, ManualClock(MORNING), seats=1).started_seat()
        with database.transaction() as db:
            seal_new_entries(db, self._app.extensions["key_ring"].signer("audit"), MORNING)

    def run(self) -> None:
        seq = 0
        while not self._stop_now.is_set():
            reply = self._seat.save(seq, f"javob {seq}")
            if reply.status_code == 200:
                self.held.append(seq)
                seq += 1
            if seq >= ENOUGH:
                self._enough.set()

    def wait(self) -> set[int]:
        assert self._enough.wait(60)
        return set(self.held)

    def end(self) -> None:
        self._stop_now.set()
        self.join()
        self._app.extensions["database"].engine.dispose()


@pytest.fixture
def saving(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Saving]:
    monkeypatch.setenv("EXAMAPP_DATA", str(place.old))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", place.source)
    monkeypatch.setenv("EXAMAPP_BASE_URL", "http://localhost")
    with using(ManualClock(MORNING)):
        made = Saving(place)
        made.start()
        yield made
        made.end()


def test_every_answer_acknowledged_before_the_backup_began_is_there_and_the_roots_are_equal(
    place: Place,
    saving: Saving,
) -> None:
    identity = place.folder / "keeper.txt"
    made = place.run(place.old, place.source, "identity", identity, "--json")
    recipient = json.loads(made.stdout)["recipient"]
    before = saving.wait()
    backup = place.run(place.old, place.source, "backup", place.file, "--recipient", recipient, "--json")
    saving.end()
    assert backup.exit_code == 0, backup.output
    assert b"secret_key" not in place.file.read_bytes()
    assert place.file.read_bytes().startswith(b"age-encryption.org/v1\n")
    refused = place.run(place.new, place.target, "restore", place.file)
    assert (refused.exit_code, "--identity" in refused.stderr) == (2, True)
    restored = place.run(place.new, place.target, "restore", place.file, "--identity", identity, "--json")
    assert restored.exit_code == 0, restored.output
    facts = json.loads(backup.stdout)
    assert json.loads(restored.stdout)["roots"] == facts["roots"]
    assert len(facts["roots"]) == 6
    with place.database(place.target) as database, database.reading() as db:
        there = set(db.scalars(select(ResponseEvent.seq)))
    assert before <= there <= set(saving.held) | {len(saving.held)}
    assert place.run(place.new, place.target, "audit", "verify").exit_code == 0


def test_a_schema_is_not_changed_while_a_sitting_is_open(
    place: Place, saving: Saving, served: list[int]
) -> None:
    saving.wait()
    saving.end()
    assert place.run(place.old, place.source, "migrate").exit_code == 0, "at head there is nothing to change"
    start = ("serve", "--bind", "127.0.0.1:0")
    assert place.run(place.old, place.source, *start).exit_code == 0, "after a power cut it goes on by itself"
    assert len(served) == 1
    with place.database(place.source) as database:
        before = downgrade_engine(database.engine, "-1")
        for verb, way in ((("migrate",), "--force"), (start, "examapp migrate --force")):
            refused = place.run(place.old, place.source, *verb)
            assert (refused.exit_code, "Open sittings: TK-" in refused.stderr) == (2, True)
            assert way in refused.stderr
        assert (read_revision(database), len(served)) == (before, 1)
        with database.transaction() as db:
            db.execute(update(Sitting).values(state=SittingState.CLOSED))
        assert place.run(place.old, place.source, *start).exit_code == 0
        assert (read_revision(database) != before, len(served)) == (True, 2)
        downgrade_engine(database.engine, "-1")
        with database.transaction() as db:
            db.execute(update(Sitting).values(state=SittingState.OPEN))
        assert place.run(place.old, place.source, "migrate", "--force").exit_code == 0


def test_configured_recipients_encrypt_and_in_clear_overrides_them(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    recipient = place.run(place.old, place.source, "identity", tmp_path / "k").stdout.strip()
    again = place.run(place.old, place.source, "identity", tmp_path / "k")
    assert (again.exit_code, "never overwritten" in again.stderr) == (2, True)
    monkeypatch.setenv("EXAMAPP_BACKUP_RECIPIENTS", f"{recipient}, {recipient}")
    encrypted = place.run(place.old, place.source, "backup", place.file, "--json")
    assert json.loads(encrypted.stdout)["recipients"] == 2
    clear = place.run(place.old, place.source, "backup", place.file, "--in-clear")
    assert "It is not encrypted" in clear.stdout
    assert place.file.read_bytes().startswith(b"PK")
    wrong = place.run(place.old, place.source, "backup", place.file, "--recipient", recipient[:-2])
    assert (wrong.exit_code, "not copied as a whole" in wrong.stderr) == (2, True)
    assert [one.name for one in place.old.iterdir() if one.name.startswith(".examapp")] == []
