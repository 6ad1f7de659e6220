"""Structured logs: one line of JSON an event, on standard error or in files with a quota."""

import logging
import secrets
import sys
from contextlib import suppress
from typing import Any, TextIO

import structlog
from flask import Flask, request

from examapp.core.disk import read_disk
from examapp.core.log_files import LogFiles
from examapp.core.quiet_errors import hide_rows_in_log
from examapp.core.settings import Settings


class Dispensable:
    """A stream for log lines that drops what cannot be written.

    Logs often lie on the disk that is full. A line that fails there must not end the thread that was about to
    tell so, nor turn a clear refusal into an error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or drop."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, or drop."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def init_logs(app: Flask) -> None:
    """Give each request a number that its log lines and its error page share, and open the log."""
    open_log(app.config["SETTINGS"])

    @app.before_request
    def number_request() -> None:
        request_id = secrets.token_hex(6)
        request.environ["examapp.request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)


def open_log(settings: Settings) -> None:
    """Send our events to their place from the chosen level on; answers and codes never enter a log."""
    level = logging.getLevelNamesMapping().get(settings.log_level, logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_rows_in_log,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_open_place(settings)),
        cache_logger_on_first_use=True,
    )


def _open_place(settings: Settings) -> Any:
    if settings.log_folder is None:
        return Dispensable(sys.stderr)
    return LogFiles(settings.log_folder, settings.log_quota_mb, read_disk(settings))
