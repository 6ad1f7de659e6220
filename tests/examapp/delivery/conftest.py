"""One application for each database serves all tests of this folder; each test has a sitting of its own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import examapp
from examapp.core.clock import ManualClock, using
from examapp.core.db import Base, make_engine
from examapp.core.settings import Settings
from tests.conftest import SECRET, import_all_models
from tests.examapp.delivery.making import MORNING, SmallRoom, make_room
from tests.postgres import address_of, drop_database, make_database

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def exam_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        # Thousands of durable commits are made here; where memory can hold the file, the disk is left alone.
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            yield f"sqlite:///{folder}/exam.sqlite3"
        return
    server = request.getfixturevalue("postgres_server")
    name = make_database(server, "template1")
    yield address_of(server, name)
    drop_database(server, name)


@pytest.fixture(scope="session")
def exam_settings(exam_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data=tmp_path_factory.mktemp("installation"),
        database_url=exam_url,
        secret_key=SECRET,
        base_url="http://localhost",
        log_level="CRITICAL",
    )


@pytest.fixture(scope="session")
def exam_app(exam_settings: Settings) -> Iterator[Flask]:
    import_all_models()
    engine = make_engine(exam_settings.database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    application = examapp.create_app(exam_settings)
    application.testing = True
    yield application
    application.extensions["database"].engine.dispose()


@pytest.fixture
def clock() -> Iterator[ManualClock]:
    source = ManualClock(MORNING)
    with using(source):
        yield source


@pytest.fixture
def room(exam_app: Flask, clock: ManualClock) -> SmallRoom:
    return make_room(exam_app, clock)
