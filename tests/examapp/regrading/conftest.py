"""One ground for the tests of decisions on items, on each database; whoever writes undoes it (`tried`)."""

import shutil
from collections.abc import Iterator

import pytest

from examapp import create_app
from examapp.core.settings import Settings
from tests.conftest import SECRET
from tests.examapp.regrading.ground import Ground, make_ground
from tests.postgres import address_of, make_database


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Make it once."""
    folder = tmp_path_factory.mktemp("regrading")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "test.sqlite3")
        address = f"sqlite:///{folder / 'test.sqlite3'}"
    else:
        server, template = (request.getfixturevalue(f"postgres_{one}") for one in ("server", "template"))
        address = address_of(server, make_database(server, template))
    app = create_app(
        Settings(folder, address, SECRET, "http://localhost", log_level="CRITICAL", least_free_mb=0)
    )
    app.testing = True
    yield make_ground(app)
    app.extensions["database"].engine.dispose()
