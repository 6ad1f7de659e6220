"""Structured logs: one line of JSON an event, on standard error."""

import logging
import sys

import structlog

from examapp.core.settings import Settings


def init_logs(settings: Settings) -> None:
    """Send our events to standard error from the chosen level on. Answers, codes and PINs never enter a log."""
    level = logging.getLevelNamesMapping().get(settings.log_level, logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
