"""Whether a hold that nobody has lifted lies on something, as a condition of a query."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from examapp.retention.models import Hold, HoldKind


def holds_on(kind: HoldKind, code: Any) -> ColumnElement[bool]:
    """Return the condition that a hold lies on the thing whose code a column holds."""
    return exists().where(Hold.kind == kind, Hold.subject_code == code, Hold.lifted_at.is_(None))
