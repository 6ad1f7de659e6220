"""PostgreSQL with a reserve copy: what the reserve may not hold is not done, and a demoted server is left.

With a synchronous standby a commit waits until the standby has it too. Where that wait is cancelled, by an
administrator or a failover's own means, PostgreSQL reports success with a warning: whoever believed it could
acknowledge an answer that is gone once the standby takes over. And a server that has become the standby
takes connections and refuses to write: a pool that kept them would refuse for ever.
"""

import threading
from typing import Any, Final

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError

# The warning's words follow the server's language, its source does not.
_WAITED_IN: Final = "SyncRepWaitForLSN"


class _Warned(threading.local):
    """Whether this thread's last commits were warned of; the driver tells it in the thread that commits."""

    cancelled = False


_warned = _Warned()


def heed_reserve(engine: Engine) -> None:
    """Let an engine's connections listen for that warning, and leave a server that has become read-only."""

    def listen(connection: Any, _record: Any) -> None:
        connection.add_notice_handler(_note)

    def leave(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
            context.is_disconnect = True

    event.listen(engine, "connect", listen)
    event.listen(engine, "handle_error", leave)


def _note(said: psycopg.errors.Diagnostic) -> None:
    if said.source_function == _WAITED_IN:
        _warned.cancelled = True


def forget_warnings() -> None:
    """Begin anew, before the statement or the commit that is to be durable."""
    _warned.cancelled = False


def require_reserve() -> None:
    """Raise OperationalError if what this thread has just committed may not be on the reserve copy.

    It stands in the database all the same; every act is idempotent, and what is sent again commits again.
    """
    if _warned.cancelled:
        raise OperationalError(
            "COMMIT", {}, psycopg.OperationalError("the wait for the reserve copy was cancelled")
        )
