"""One ground for the tests of decisions on items, on each database; whoever writes undoes it (`tried`)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from examapp import create_app
from examapp.core.settings import Settings
from tests.conftest import SECRET
from tests.examapp.regrading.ground import Ground, make_ground
from tests.postgres import address_of, make_database


def new_database(request: pytest.FixtureRequest) -> str:
    server, template = (request.getfixturevalue(f"postgres_{one}") for one in ("server", "template"))
    return address_of(server, make_database(server, template))


def lay(folder: Path, address: str) -> Iterator[Ground]:
    app = create_app(
        Settings(folder, address, SECRET, "http://localhost", log_level="CRITICAL", least_free_mb=0)
    )
    app.testing = True
    yield make_ground(app)
    app.extensions["database"].engine.dispose()


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Make it once."""
    folder = tmp_path_factory.mktemp("regrading")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "test.sqlite3")
        address = f"sqlite:///{folder / 'test.sqlite3'}"
    else:
        address = new_database(request)
    yield from lay(folder, address)


@pytest.fixture
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """A ground of its own on PostgreSQL, because what is done at once is committed."""
    yield from lay(tmp_path, new_database(request))
