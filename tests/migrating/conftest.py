"""A database without tables, of each kind, beside all models."""

import importlib
import pkgutil

import pytest

import examapp
from examapp.core.db import make_engine


@pytest.fixture
def engine(empty_database_url: str):
    for module in pkgutil.walk_packages(examapp.__path__, "examapp."):
        if module.name.endswith("models") or module.name in {"examapp.core.audit", "examapp.core.jobs"}:
            importlib.import_module(module.name)
    made = make_engine(empty_database_url)
    yield made
    made.dispose()
