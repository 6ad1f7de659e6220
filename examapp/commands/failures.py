"""What a verb says when its surroundings fail it: one line that says what to do, and exit status 2.

A verb judges with 0 and 1; 2 says that there was nothing to judge.
"""

from typing import Final

import click
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from examapp.core.db import DatabaseUnusable
from examapp.core.errors import AppError
from examapp.core.settings import SettingsError

FAILED: Final = 2
# PostgreSQL's states for a table and for a column that is not there.
_UNDEFINED: Final = frozenset({"42P01", "42703"})


class Failure(click.ClickException):
    """A verb that could not do its work; the message is one line."""

    exit_code = FAILED


def explain(error: Exception) -> Failure | None:
    """Return what to say about an error of the surroundings, or None where it is a fault of the program."""
    if isinstance(error, DBAPIError):
        return _explain_database(error)
    if isinstance(error, ArgumentError):
        return Failure("EXAMAPP_DATABASE_URL is no address of a database: sqlite:///… or postgresql://…")
    if isinstance(error, OSError) and error.filename is not None:
        return Failure(f"{error.filename}: {error.strerror}. Correct the path, or who may write there.")
    if isinstance(error, (AppError, SettingsError, DatabaseUnusable)):
        return Failure(_first_line(error))
    return None


def _explain_database(error: DBAPIError) -> Failure | None:
    said = _first_line(error.orig or error)
    undefined = getattr(error.orig, "sqlstate", None) in _UNDEFINED
    if undefined or said.startswith(("no such table", "no such column")):
        return Failure(f"The database's schema is not this version's: run `examapp migrate` first ({said}).")
    if isinstance(error, OperationalError):
        return Failure(
            f"The database cannot be used: {said.rstrip('.')}. "
            "See that it runs and that EXAMAPP_DATABASE_URL names it."
        )
    return None


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
