from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from examapp.core.db import Database
from tests.examapp.authoring.desk_making import make_people


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def people(db: Session):
    return make_people(db)
