"""A database that takes nothing for a while, as a full disk makes it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import psycopg
import pysqlite3.dbapi2 as sqlite_driver

from examapp.core.db import Database
from examapp.delivery.answer_log import AnswerLog


@contextmanager
def failing_storage(database: Database, *, at_commit: bool) -> Iterator[None]:
    """Let every write fail: in the statement, or only when it is to become durable.

    PostgreSQL's single statement has no commit apart: it is carried out and its reply is lost.
    """
    dialect = database.engine.dialect
    driver = sqlite_driver if database.is_sqlite else psycopg

    def fail() -> None:
        raise driver.OperationalError("the disk is full")

    def fail_to_commit(connection: Any) -> None:
        connection.rollback()  # as both databases do by themselves when a commit fails
        fail()

    def after(real: Any) -> Any:
        def write(self: AnswerLog, *arguments: Any) -> None:
            real(self, *arguments)
            fail()

        return write

    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(AnswerLog, "append", after(AnswerLog.append)))
        if at_commit:
            patches.enter_context(mock.patch.object(dialect, "do_commit", fail_to_commit))
        else:
            patches.enter_context(mock.patch.object(AnswerLog, "move_head", after(AnswerLog.move_head)))
        yield
