"""Each verb that prints facts prints them as one line of JSON, too."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner

from examapp.cli import main
from examapp.core.db import Database, make_engine
from examapp.programmes.proposals import create_programme
from migrations.upgrade import alembic_configuration

AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path))
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    return f"sqlite:///{tmp_path / 'examapp.sqlite3'}"


def facts_of(*arguments: str) -> dict[str, str]:
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_migrate_says_the_revision(address: str) -> None:
    head = ScriptDirectory.from_config(alembic_configuration()).get_current_head()
    assert facts_of("migrate") == facts_of("migrate") == {"revision": head}


def test_seal_says_list_and_digest(address: str) -> None:
    facts_of("migrate")
    database = Database(make_engine(address))
    with database.transaction() as db:
        create_programme(db, code="literacy", titles={"en": "L"}, levels={}, actor="system", at=AT)
    database.engine.dispose()
    facts = facts_of("bank", "seal", "--programme", "literacy")
    assert set(facts) == {"list", "digest"}
    assert len(facts["digest"]) == 64
