"""One digest over each thing that must come back unchanged: audit log, answers, lists, sheets, register.

Each is computed from a connection, at any revision that has these columns: they are as old as their tables.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, func, inspect, select

from examapp.authoring.models import QuestionList
from examapp.certificates.models import Certificate, Revocation
from examapp.core.audit import AuditEntry, AuditLink
from examapp.delivery.models import ResponseEvent, SealedHead
from examapp.results.models import ResultSheet

_STATEMENTS: Final[Mapping[str, Any]] = {
    "audit_head": select(AuditLink.position, AuditLink.digest).order_by(AuditLink.position.desc()).limit(1),
    "sealed_heads": select(SealedHead.attempt_id, SealedHead.revision, SealedHead.digest),
    "question_lists": select(QuestionList.code, QuestionList.digest, QuestionList.state),
    "result_sheets": select(ResultSheet.number, ResultSheet.revision, ResultSheet.digest, ResultSheet.state),
    "register": select(Certificate.number, Certificate.file_sha256, Revocation.revoked_at).outerjoin(
        Revocation
    ),
    "answers_and_acts": select(
        select(func.count()).select_from(ResponseEvent).scalar_subquery(),
        select(func.count()).select_from(AuditEntry).scalar_subquery(),
    ),
}


def read_roots(connection: Connection) -> dict[str, str]:
    """Return a digest for each name; rows are told in an order that both databases share."""
    if not inspect(connection).has_table("result_sheet"):
        return {}
    return {name: _digest(connection, statement) for name, statement in _STATEMENTS.items()}


def _digest(connection: Connection, statement: Any) -> str:
    rows = sorted("\t".join(map(str, row)) for row in connection.execute(statement))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
