"""Checkpoints: one an hour over a chain that holds; a witness's copy finds what a key can hide."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.cli import main
from examapp.core.audit import AuditCheckpoint, AuditEntry, record, seal_new_entries
from examapp.core.audit_check import ChainVerdict
from examapp.core.audit_checkpoints import (
    CheckpointsUnreadable,
    add_checkpoint,
    read_witness_file,
    write_witness_file,
)
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import INSTALLATION_FILE, Settings
from examapp.core.signing import PublicVerifier
from examapp.glass_box import checkpointing
from examapp.glass_box.checkpointing import CheckpointRounds
from tests.cast import open_pages
from tests.conftest import SECRET

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[ManualClock]:
    source = ManualClock(AT)
    with using(source):
        yield source


@pytest.fixture
def rounds(app: Flask) -> Iterator[CheckpointRounds]:
    with app.app_context():
        yield CheckpointRounds()


def _act(app: Flask, database: Database, code: str) -> None:
    with database.transaction() as db:
        record(db, act="test.acted", actor="system", subject_kind="thing", subject_code=code, at=AT)
        seal_new_entries(db, app.extensions["key_ring"].signer("audit"), AT)


def _numbers(database: Database) -> list[tuple[int, int]]:
    with database.reading() as db:
        return [
            (one.number, one.position)
            for one in db.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.number))
        ]


def test_one_checkpoint_an_hour_and_none_without_a_new_entry(
    app: Flask, database: Database, clock: ManualClock, rounds: CheckpointRounds
) -> None:
    rounds.run()
    assert _numbers(database) == []
    _act(app, database, "1")
    rounds.run()
    _act(app, database, "2")
    clock.advance(minutes=59)
    rounds.run()
    assert _numbers(database) == [(0, 0)]
    clock.advance(minutes=1)
    rounds.run()
    clock.advance(hours=2)
    rounds.run()
    assert _numbers(database) == [(0, 0), (1, 1)]
    files = sorted((app.config["SETTINGS"].data / "checkpoints").iterdir())
    assert [json.loads(file.read_text())["entries"] for file in files] == [1, 2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_processes_at_one_moment_make_one_checkpoint_and_an_older_double_can_be_read(
    app: Flask,
    database: Database,
    clock: ManualClock,
    rounds: CheckpointRounds,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    _act(app, database, "1")
    verify = checkpointing.verify_since_checkpoint

    def while_another_is_faster(db: Session, verifier: PublicVerifier) -> ChainVerdict:
        monkeypatch.setattr(checkpointing, "verify_since_checkpoint", verify)
        CheckpointRounds().run()
        return verify(db, verifier)

    monkeypatch.setattr(checkpointing, "verify_since_checkpoint", while_another_is_faster)
    rounds.run()
    assert _numbers(database) == [(0, 0)]
    file = tmp_path / "witness.json"
    with database.transaction() as db:
        signer = app.extensions["key_ring"].signer("audit")
        add_checkpoint(db, signer, AT)
        file.write_bytes(write_witness_file(db, signer))
    assert [one.position for one in read_witness_file(file).checkpoints] == [0, 0]


def test_a_broken_chain_gets_no_checkpoint(
    app: Flask, database: Database, clock: ManualClock, rounds: CheckpointRounds
) -> None:
    _act(app, database, "1")
    with database.transaction() as db:
        db.execute(update(AuditEntry).values(actor="nobody"))
    rounds.run()
    assert _numbers(database) == []
    with database.transaction() as db:
        db.execute(update(AuditEntry).values(actor="system"))
    rounds.run()
    assert _numbers(database) == [], "it looks again in an hour, not each second"
    clock.advance(hours=1)
    rounds.run()
    assert _numbers(database) == [(0, 0)]


def test_a_witness_takes_the_file_and_verify_compares_it(
    app: Flask,
    database: Database,
    settings: Settings,
    rounds: CheckpointRounds,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    _act(app, database, "1")
    rounds.run()
    taken = open_pages(app, Role.AUDITOR).get("/audit/checkpoints.json")
    kept = tmp_path / "kept.json"
    kept.write_bytes(taken.data)
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    with database.transaction() as db:
        seal_new_entries(db, app.extensions["key_ring"].signer("audit"), AT)
    written = CliRunner().invoke(main, ["audit", "checkpoints", str(tmp_path / "mine.json"), "--json"])
    facts = json.loads(written.stdout)
    assert (facts["checkpoints"], facts["entries"]) == (1, 1)
    asked = ["audit", "verify", "--json", "--checkpoint", str(kept)]
    whole = CliRunner().invoke(main, asked)
    assert (whole.exit_code, json.loads(whole.stdout)["witnessed"]) == (0, 1)
    (settings.keys / "audit-ed25519.pem").unlink()
    another = CliRunner().invoke(main, asked)
    assert (another.exit_code, json.loads(another.stdout)["first_bad"]) == (1, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_was_changed_is_refused_in_words(
    app: Flask, database: Database, rounds: CheckpointRounds, clock: ManualClock, tmp_path: Path
) -> None:
    _act(app, database, "1")
    rounds.run()
    whole = json.loads(open_pages(app, Role.AUDITOR).get("/audit/checkpoints.json").data)
    file = tmp_path / "kept.json"
    for changed in ({}, whole | {"traces": ""}, whole | {"signature": "AAAA"}, {"format": "another"}):
        file.write_text(json.dumps(changed))
        with pytest.raises(CheckpointsUnreadable):
            read_witness_file(file)
    file.write_text(json.dumps(whole))
    assert read_witness_file(file).last.moment - AT < timedelta(seconds=1)
