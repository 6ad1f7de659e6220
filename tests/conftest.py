"""What every test stands on: both databases, a fresh installation, an application of its own."""

import fcntl
import gc
import importlib
import os
import pkgutil
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as search_settings
from hypothesis.internal.conjecture import providers
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from sqlalchemy import Engine

import examapp
from examapp.authoring import list_reading
from examapp.authoring.reading_apart import Limits, call_apart
from examapp.core import clock
from examapp.core.db import Base, Database, make_engine
from examapp.core.settings import Settings
from examapp.documents.fonts import ensure_fonts
from tests.browser import ARGUMENTS, CHROMIUM
from tests.kept_connections import KeptConnections
from tests.patience import be_patient
from tests.postgres import Reused, address_of, drop_database, make_database, run_server
from tests.thrift import be_thrifty

be_thrifty()
be_patient()
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
# The same examples each time, and none too slow on a busy machine: what is red has its cause in the code.
# Others are looked for by --hypothesis-profile=default.
search_settings.register_profile(
    "suite", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
search_settings.load_profile("suite")
# Hypothesis also draws constants from whatever modules of ours are loaded: then the examples would be others
# with each file that a process has read before, and with each commit.
providers._get_local_constants = providers.Constants
LONG = (
    "tests/journeys/",
    "tests/exam_page/",
    "tests/site_look/",
    "tests/examapp/demo/",
    "tests/examapp/delivery/test_invariants",
    "tests/examapp/proctoring/test_console_page",
    "tests/examapp/rehearsals/test_pages",
    "tests/examapp/lockdown/test_in_browser",
    "tests/examapp/commands/test_backup",
    "tests/faults/",
    "tests/test_",
)
SECRET = "a-secret-of-the-test-suite-that-is-long-enough"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process waits for another's last journey at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: no collection of garbage looks at it again."""
    gc.freeze()


def import_all_models() -> None:
    for module in pkgutil.walk_packages(examapp.__path__, "examapp."):
        if module.name.endswith(("models", "core.jobs", "core.audit")):
            importlib.import_module(module.name)


@pytest.fixture(autouse=True)
def own_time() -> Iterator[None]:
    """Say in which test a clock was left standing; the next one would read its time."""
    before = clock._Current.source
    yield
    left, clock._Current.source = clock._Current.source, before
    assert left is before, "a block of using() was not left"


@pytest.fixture(autouse=True)
def patient_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list be read for longer than people are kept waiting: the suite's machine may be busy."""
    patient = partial(call_apart, limits=Limits(cpu_seconds=60, wall_seconds=60))
    monkeypatch.setattr(list_reading, "call_apart", patient)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL of this test process; yields the address of its maintenance database."""
    with run_server() as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    _lay_schema(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a PostgreSQL database with the whole schema, to be copied."""
    name = make_database(postgres_server, "template1")
    engine = make_engine(address_of(postgres_server, name))
    _lay_schema(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def postgres_reused(postgres_server: str, postgres_template: str) -> Iterator[Reused]:
    """The database that one test after the other gets empty."""
    kept = KeptConnections()
    kept.install()
    reused = Reused(postgres_server, postgres_template, kept)
    yield reused
    reused.close()


def _lay_schema(engine: Engine) -> None:
    import_all_models()
    Base.metadata.create_all(engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres_server")
        name = make_database(server, "template1")
        yield address_of(server, name)
        drop_database(server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the whole schema and no rows, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "test.sqlite3")
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        with request.getfixturevalue("postgres_reused").lend() as address:
            yield address


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """One driver a process: a second one beside it is refused, and its loop stays to the end."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    found = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield found
    found.close()


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fonts of an installation, to be copied into others; all processes of a run make them once."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "fonts"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        ensure_fonts(folder)
    finally:
        os.close(handle)
    return folder


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    data = tmp_path / "installation"
    data.mkdir(mode=0o700)
    return Settings(
        data=data,
        database_url=database_url,
        secret_key=SECRET,
        base_url="http://localhost",
        log_level="CRITICAL",
        least_free_mb=0,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A database with the whole schema and no rows."""
    engine = make_engine(settings.database_url)
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
