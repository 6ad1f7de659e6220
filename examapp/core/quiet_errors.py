"""Errors of the database without the rows that they are about: these hold answers, keys and people."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

# PostgreSQL shows the failing row here; the parameters of a statement SQLAlchemy leaves out (`core/db.py`).
_DETAIL: Final = re.compile(
    r"DETAIL:.*?(?=\n(?:HINT:|CONTEXT:|\[SQL:|\(Background|\nThe above|\nDuring handling)|\Z)", re.DOTALL
)


def hide_rows(text: str) -> str:
    """Return an error's text without the contents of rows."""
    return _DETAIL.sub("DETAIL: left out", text)


def hide_rows_in_log(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Leave the contents of rows out of a log line that tells of an exception."""
    if "exception" in event:
        event["exception"] = hide_rows(str(event["exception"]))
    return event
