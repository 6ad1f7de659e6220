"""PostgreSQL with a deadline of the client's own: a server that hangs without a word is given up.

The kernel's timeouts see a host that is gone, not a process that stands still; without a deadline each thread
that asks it would wait for ever, and in the end nobody would be left to answer.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

# Whoever lay in the pool for longer is asked first whether it lives; in a busy hall that would cost each
# request one more round.
IDLE_SECONDS: Final = 1.0
_USED_AT: Final = "examapp_used_at"


def connect_patiently(answer_seconds: float) -> Callable[..., psycopg.Connection[Any]]:
    """Return a listener for `do_connect` by which connections wait so long for each answer, then die.

    What was asked may have been done; whoever asked is told to send again.
    """

    class PatientConnection(psycopg.Connection[Any]):
        """Gives up an answer that does not come, and itself with it."""

        def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
            """Wait for an answer; raises OperationalError where none has come in time."""
            try:
                return super().wait(gen, interval, answer_seconds if timeout is None else timeout)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001 - the driver has no public name for it
                self.pgconn.finish()  # what it would still say could be taken for another answer
                raise psycopg.OperationalError("the database did not answer in time") from error

    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> psycopg.Connection[Any]:
        return PatientConnection.connect(*arguments, **options)

    return connect


def ping_after_idleness(engine: Engine) -> None:
    """Let the pool ask a connection that lay idle whether it lives; a dead one is replaced, not lent."""

    def note_use(_connection: Any, record: Any) -> None:
        record.info[_USED_AT] = time.monotonic()

    def ask(connection: Any, record: Any, _lent: Any) -> None:
        if time.monotonic() - record.info.get(_USED_AT, 0.0) <= IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "connect", note_use)
    event.listen(engine, "checkin", note_use)
    event.listen(engine, "checkout", ask)
