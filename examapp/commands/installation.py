"""The installation that the environment names, open while a verb works on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

import examapp
from examapp.core.settings import INSTALLATION_FILE


def find_installation() -> Path | None:
    """Return the folder of the installation here, or None, without making one as the settings would."""
    folder = Path(os.environ.get("EXAMAPP_DATA", "instance")).resolve()
    return folder if (folder / INSTALLATION_FILE).exists() else None


@contextmanager
def opened_installation() -> Iterator[Flask]:
    """Yield the application with its context pushed, and give the database's connections back at the end."""
    app = examapp.create_app()
    try:
        with app.app_context():
            yield app
    finally:
        app.extensions["database"].engine.dispose()
