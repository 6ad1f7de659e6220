"""What is signed of a question list: one canonical statement of everything that makes it this list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from examapp.authoring.models import ListSignature, QuestionList
from question_bank.sealing import canonical_json, digest

STATEMENT_FORMAT = 1


def list_statement(question_list: QuestionList, programme_code: str) -> dict[str, Any]:
    """Return the statement that the installation and the officials sign."""
    until: date | None = question_list.valid_until
    return {
        "format": STATEMENT_FORMAT,
        "list": question_list.code,
        "programme": programme_code,
        "titles": dict(question_list.titles),
        "digest": question_list.digest,
        "sample": question_list.sample,
        "valid_until": until.isoformat() if until else None,
        "cut_score": question_list.cut_score,
        "composed_by": question_list.composed_by,
        "composed_at": question_list.composed_at.isoformat(),
    }


def official_message(
    statement: Mapping[str, Any], *, account_code: str, name: str, at: datetime, public_key: str
) -> bytes:
    """Return the bytes that an official signs: the statement's digest, who signs, when, by which key."""
    return canonical_json(
        {
            "statement": digest(statement),
            "official": account_code,
            "name": name,
            "at": at.isoformat(),
            "public_key": public_key,
        }
    )


def message_of(statement: Mapping[str, Any], row: ListSignature) -> bytes:
    """Return what a stored signature must cover."""
    return official_message(
        statement, account_code=row.account_code, name=row.name, at=row.at, public_key=row.public_key
    )
