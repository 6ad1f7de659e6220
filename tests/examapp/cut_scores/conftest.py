import pytest

from examapp.core.db import Database
from examapp.core.settings import Settings
from tests.examapp.cut_scores.study_making import Ground, lay_ground


@pytest.fixture
def ground(database: Database, settings: Settings) -> Ground:
    return lay_ground(database, settings)
