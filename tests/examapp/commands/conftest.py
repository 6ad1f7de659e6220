"""The ground of backup, restore and what changes the schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.examapp.commands.installed import Place
from tests.postgres import address_of, drop_database, make_database


@pytest.fixture
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: tuple[Path, str]
) -> Iterator[Place]:
    """A filled installation of the test's own, and where to restore it."""
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    folder, address = filled
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    if address.startswith("sqlite"):
        addresses = (f"sqlite:///{tmp_path}/{name}.sqlite3" for name in ("old", "new"))
        yield Place(tmp_path, monkeypatch, *addresses)
        return
    server = request.getfixturevalue("postgres_server")
    names = [make_database(server, template) for template in (make_url(address).database, "template1")]
    yield Place(tmp_path, monkeypatch, *(address_of(server, name) for name in names))
    for name in names:
        drop_database(server, name)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """An installation with a programme, a signing key and one issued file, to be copied; and its database."""
    folder = tmp_path_factory.mktemp("filled")
    address = f"sqlite:///{folder}/old.sqlite3"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        address = address_of(server, make_database(server, "template1"))
    with pytest.MonkeyPatch.context() as patches:
        patches.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
        Place(folder, patches, address, "").fill()
    yield folder, address
    if request.param == "postgresql":
        drop_database(server, make_url(address).database)
