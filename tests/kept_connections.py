"""Connections to PostgreSQL that one test has closed and the next one opens.

A new one costs its backend much CPU until that knows the tables again. Only this knowledge is left of a
session, and whoever opens it gets an object of the driver's that is new.
"""

import os
from collections.abc import Generator
from typing import Any

import psycopg
from psycopg.pq import ConnStatus, ExecStatus, PGconn, TransactionStatus

_IN_TRANSACTION = TransactionStatus.INTRANS, TransactionStatus.INERROR


class KeptConnections:
    """Those of one database; of every other the driver's connections come and go as ever."""

    def __init__(self) -> None:
        self._database: bytes | None = None
        self._idle: dict[str, list[PGconn]] = {}
        self._gone = PGconn.connect(b"host=/nowhere")
        os.register_at_fork(after_in_child=self._idle.clear)  # they are the parent's

    def keep_those_of(self, database: str | None) -> None:
        """Keep from now on what is closed of this database, and give up what is there."""
        self._database = database.encode() if database else None
        for idle in self._idle.values():
            while idle:
                idle.pop().finish()

    def list_backends(self) -> list[int]:
        """Return the process ids of the backends that wait here."""
        return [connection.backend_pid for idle in self._idle.values() for connection in idle]

    def install(self) -> None:
        """Let the driver ask here before it connects, and leave here what it closes."""
        close = psycopg.Connection.close
        connect = psycopg.Connection._connect_gen.__func__

        def close_or_keep(connection: psycopg.Connection[Any]) -> None:
            if self._is_as_new(connection.pgconn):
                self._idle.setdefault(connection._opened_by, []).append(connection.pgconn)
                connection._closed, connection.pgconn = True, self._gone
            else:
                close(connection)

        def take_or_connect(
            kind: type[psycopg.Connection[Any]], conninfo: str = ""
        ) -> Generator[Any, Any, psycopg.Connection[Any]]:
            taken = self._take(conninfo)
            connection = kind(taken) if taken else (yield from connect(kind, conninfo))
            connection._opened_by = conninfo
            return connection

        psycopg.Connection.close = close_or_keep
        psycopg.Connection._connect_gen = classmethod(take_or_connect)

    def _take(self, conninfo: str) -> PGconn | None:
        idle = self._idle.get(conninfo)
        while idle:
            connection = idle.pop()
            if self._asks(connection, b"SELECT 1"):
                return connection
            connection.finish()
        return None

    def _is_as_new(self, connection: PGconn) -> bool:
        """Tell whether a session of the kept database could be made as new."""
        if connection.status != ConnStatus.OK or connection.db != self._database:
            return False
        if connection.transaction_status in _IN_TRANSACTION and not self._asks(connection, b"ROLLBACK"):
            return False
        return connection.transaction_status == TransactionStatus.IDLE and self._asks(
            connection, b"DISCARD ALL"
        )

    def _asks(self, connection: PGconn, statement: bytes) -> bool:
        try:
            return connection.exec_(statement).status in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}
        except psycopg.Error:
            return False
