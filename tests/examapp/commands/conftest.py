"""The ground of backup, restore and what changes the schema."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examapp.commands.installed import Place
from tests.postgres import address_of, run_admin


@pytest.fixture
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> Iterator[Place]:
    """An installation with a programme, a signing key and one issued file; and where to restore it."""
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    if empty_database_url.startswith("sqlite"):
        made = Place(
            tmp_path, monkeypatch, f"sqlite:///{tmp_path}/old.sqlite3", f"sqlite:///{tmp_path}/new.sqlite3"
        )
        made.fill()
        yield made
        return
    server = request.getfixturevalue("postgres_server")
    run_admin(server, 'CREATE DATABASE "restored"')
    made = Place(tmp_path, monkeypatch, empty_database_url, address_of(server, "restored"))
    made.fill()
    yield made
    run_admin(server, 'DROP DATABASE "restored" WITH (FORCE)')
