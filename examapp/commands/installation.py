"""The installation that the environment names, open while a verb works on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from examapp import create_app


@contextmanager
def opened_installation() -> Iterator[Flask]:
    """Yield the application with its context pushed, and give the database's connections back at the end."""
    app = create_app()
    try:
        with app.app_context():
            yield app
    finally:
        app.extensions["database"].engine.dispose()
